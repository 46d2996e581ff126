"""The outbox with its attempts, the inbox, and receipts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from documents.models import Document, StoredFile
from exchange.containers.vocabulary import STAGES
from exchange.models.correspondents import Correspondent
from exchange.models.rights import agencies_run_by, known_to
from history.models import TrackedModel


class MessageKind(models.TextChoices):
    """What a message carries."""

    DOCUMENT = "document", _("document")
    DECISION = "decision", _("decision")
    PROGRESS = "progress", _("progress")
    RECEIPT = "receipt", _("transport receipt")


class OutboxState(models.TextChoices):
    """Where a message of ours stands."""

    NEW = "new", _("waits to be sent")
    SENT = "sent", _("laid in the folder, awaits a receipt")
    ACCEPTED = "accepted", _("delivered")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("not delivered in time")
    PARKED = "parked", _("parked")


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages of ours as questions."""

    def visible_to(self, employee: Employee) -> "OutboxQuerySet":
        """Those of agencies whose exchange the person runs, if they see the paper where it has an access mark."""
        return self.filter(known_to(employee), agency__in=agencies_run_by(employee))


class OutboxMessage(TrackedModel):
    """A message to one correspondent, written in the transaction of the act that sends it."""

    PERSONAL = frozenset({"content", "reason"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}
    VOLATILE: ClassVar[dict[str, str]] = {
        "leased_until": "a matter of seconds between workers",
        "receipts_due_at": "an errand of the worker: asking for it and what it brought are acts",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, related_name="outbox", verbose_name=_("correspondent")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="outbox", verbose_name=_("document")
    )
    message_id = models.UUIDField(_("message id"), unique=True)
    conversation_id = models.UUIDField(_("conversation id"))
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind.choices)
    sequence = models.PositiveIntegerField(_("number in sequence"))
    content = models.JSONField(_("what message.xml says"), default=dict, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=OutboxState.choices, default=OutboxState.NEW)
    sealed = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sealed container")
    )
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    due_at = models.DateTimeField(_("next attempt at"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    decision = models.CharField(_("decision"), max_length=20, blank=True)
    their_number = models.CharField(_("their number"), max_length=60, blank=True)
    their_date = models.DateField(_("their date"), null=True, blank=True)
    reason = models.CharField(_("reason of refusal"), max_length=500, blank=True)
    parked_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parked by")
    )
    # a letter that is sent again under the same number
    instead_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_again",
        verbose_name=_("instead of"),
    )
    decision_due_on = models.DateField(_("decision agreed by"), null=True, blank=True)
    is_delay_told = models.BooleanField(_("told that the decision is late"), default=False)
    receipts_due_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        constraints = [models.UniqueConstraint(fields=["correspondent", "sequence"], name="outbox_sequence_once")]
        indexes = [
            models.Index(fields=["state", "due_at"], name="outbox_due"),
            models.Index(fields=["agency", "-id"], name="outbox_newest"),
            models.Index(fields=["correspondent", "conversation_id"], name="outbox_conversation"),
            models.Index(
                fields=["decision_due_on"], condition=Q(state="accepted", decision=""), name="outbox_undecided"
            ),
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class DeliveryAttempt(TrackedModel):
    """One try to deliver a message."""

    class Outcome(models.TextChoices):
        """How it ended."""

        ACCEPTED = "accepted", _("accepted, receipt verified")
        HANDED_OVER = "handed_over", _("laid in the folder")
        REJECTED = "rejected", _("rejected, receipt verified")
        NOT_BUILT = "not_built", _("could not be sealed")
        UNREACHABLE = "unreachable", _("the other side was not reached")
        NO_RECEIPT = "no_receipt", _("answered without a receipt")
        WRONG_RECEIPT = "wrong_receipt", _("the receipt is not about these bytes or not sealed by the addressee")

    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="tries", verbose_name=_("message"))
    at = models.DateTimeField(_("moment"))
    outcome = models.CharField(_("outcome"), max_length=40, choices=Outcome.choices)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), default=0)

    class Meta:
        verbose_name = _("delivery attempt")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.outcome


class InboxState(models.TextChoices):
    """What became of a received message."""

    WAITING = "waiting", _("awaits registration")
    REGISTERED = "registered", _("registered")
    REFUSED = "refused", _("refused")
    NOTED = "noted", _("noted")
    REJECTED = "rejected", _("rejected on receipt")
    QUARANTINED = "quarantined", _("in quarantine")


class InboxQuerySet(models.QuerySet["InboxMessage"]):
    """Received messages as questions."""

    def visible_to(self, employee: Employee) -> "InboxQuerySet":
        """Those addressed to agencies whose exchange the person runs, if they see a paper with an access mark."""
        return self.filter(known_to(employee), agency__in=agencies_run_by(employee))


class InboxMessage(TrackedModel):
    """A message received, with the byte-identical receipt that any redelivery gets again."""

    PERSONAL = frozenset({"content", "report", "detail"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}
    VOLATILE: ClassVar[dict[str, str]] = {
        "revocation_due_at": "an errand of the worker: what it brings is an act",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name=_("agency"))
    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, null=True, blank=True, related_name="inbox", verbose_name=_("correspondent")
    )
    sender_id = models.CharField(_("sender"), max_length=60)
    message_id = models.UUIDField(_("message id"))
    conversation_id = models.UUIDField(_("conversation id"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=MessageKind.choices, blank=True)
    # what could not be verified takes no message id: nobody can use up the ids of another agency
    is_verified = models.BooleanField(_("seal verified"), default=False)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size, bytes"), default=0)
    sealed = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sealed container")
    )
    sequence = models.PositiveIntegerField(_("number in sequence"), null=True, blank=True)
    has_gap_before = models.BooleanField(_("gap in the sequence"), default=False)
    content = models.JSONField(_("what message.xml says"), default=dict, blank=True)
    report = models.JSONField(_("what the check found"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=InboxState.choices)
    code = models.CharField(_("code"), max_length=60, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    received_at = models.DateTimeField(_("received at"))
    # accepted while an authority did not answer: it is asked again then
    revocation_due_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="inbox", verbose_name=_("document")
    )
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("receipt")
    )

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming message")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "sender_id", "message_id"],
                condition=Q(is_verified=True),
                name="message_received_once",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="inbox_newest"),
            models.Index(fields=["correspondent", "sequence"], name="inbox_sequence"),
            models.Index(
                fields=["revocation_due_at"],
                condition=Q(revocation_due_at__isnull=False),
                name="inbox_revocation_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class Receipt(TrackedModel):
    """A sealed receipt of the other side about a message of ours, kept as it came."""

    VOLATILE: ClassVar[dict[str, str]] = {"revocation_due_at": "an errand of the worker: what it found is an act"}

    class ReceiptKind(models.TextChoices):
        """What it certifies."""

        TRANSPORT = "transport", _("transport receipt")
        DECISION = "decision", _("decision")
        PROGRESS = "progress", _("progress")

    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="receipts", verbose_name=_("message"))
    kind = models.CharField(_("kind"), max_length=20, choices=ReceiptKind.choices)
    at = models.DateTimeField(_("moment"))
    verdict = models.CharField(_("verdict"), max_length=40)
    code = models.CharField(_("code"), max_length=60, blank=True)
    text = models.CharField(_("text"), max_length=500, blank=True)
    # of the bytes that the other side received: another one than ours says that they were damaged on the way
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    sealed = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("sealed container"))
    taken_at = models.DateTimeField(_("received"), null=True, blank=True)
    # taken while the authority of its seal did not answer: it is asked again then
    revocation_due_at = models.DateTimeField(null=True, blank=True)
    seal_revoked = models.CharField(_("certificate found revoked"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("receipt")
        ordering: ClassVar[list[str]] = ["id"]
        indexes = [
            models.Index(
                fields=["revocation_due_at"],
                condition=Q(revocation_due_at__isnull=False),
                name="receipt_revocation_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}"

    @property
    def stage_in_words(self) -> str:
        """What happened at the other side, in the reader's language."""
        return str(STAGES.get(self.verdict, self.verdict))
