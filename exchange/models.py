"""Correspondents, the outbox with its attempts, the inbox, and receipts."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.models import Agency, Employee
from documents.models import Document, StoredFile
from exchange.containers.vocabulary import STAGES
from history.models import TrackedModel


def _agencies_run_by(employee: Employee) -> list[int]:
    keys = {post.unit.agency_id for post in employee.current_posts}
    return [key for key in keys if rules.holds(employee, rules.Power.EXCHANGE, key)]


def _known_to(employee: Employee) -> Q:
    """The condition "about no paper with an access mark, or about one that the person sees"."""
    document = Document.objects.visible_to(employee).filter(pk=OuterRef("document"))
    return Q(document__isnull=True) | Q(document__access="") | Q(Exists(document))


class CorrespondentQuerySet(models.QuerySet["Correspondent"]):
    """Correspondents as questions."""

    def visible_to(self, employee: Employee) -> "CorrespondentQuerySet":
        """Those in the registers of agencies whose exchange the person runs."""
        return self.filter(agency__in=_agencies_run_by(employee))


class Correspondent(TrackedModel):
    """Another agency as an agency of ours knows it: where its messages go and whose seals and authorities it trusts."""

    class Channel(models.TextChoices):
        """By which way papers go to it: the first two are the exchange, the others say how the office dispatches."""

        HTTPS = "https", _("exchange over HTTPS")
        FOLDER = "folder", _("watched folder (MEDO)")
        PAPER = "paper", _("on paper")
        EMAIL = "email", _("by e-mail")

    EXCHANGED: ClassVar[tuple[str, ...]] = (Channel.HTTPS, Channel.FOLDER)
    VOLATILE: ClassVar[dict[str, str]] = {
        "failures": "the health of the line: each failure is a delivery attempt",
        "closed_until": "the health of the line: each failure is a delivery attempt",
        "check_due_at": "an errand of the worker: asking for it and what it found are acts",
        "inventory_due_at": "an errand of the worker: asking for it and what it found are acts",
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="correspondents", verbose_name=_("agency"))
    exchange_id = models.CharField(_("exchange code"), max_length=60)
    name = models.CharField(_("name"), max_length=300)
    head = models.CharField(_("addressee"), max_length=300, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, default=Channel.HTTPS)
    endpoint = models.URLField(_("address of its gateway"), max_length=300, blank=True)
    seal_certificates = models.TextField(_("certificates of its seal, PEM"), blank=True)
    trust_anchors = models.TextField(_("authorities trusted for its officials, PEM"), blank=True)
    # names of kinds, as passports write them; none named: all are exchanged
    document_kinds = models.JSONField(_("kinds of documents exchanged"), default=list, blank=True)
    decision_days = models.PositiveSmallIntegerField(_("working days agreed for its decision"), default=5)
    # of its log: seen first under its seal, and the same ever after
    log_key = models.CharField(_("key of its log"), max_length=64, blank=True)
    is_private_address = models.BooleanField(_("address inside the network"), default=False)
    is_test = models.BooleanField(_("test"), default=False)
    is_closed = models.BooleanField(_("closed"), default=False)
    closed_because = models.CharField(_("why it was closed"), max_length=300, blank=True)
    # what the worker was asked to do, and what its last check of the line found
    check_due_at = models.DateTimeField(null=True, blank=True)
    inventory_due_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(_("line checked at"), null=True, blank=True)
    line = models.JSONField(_("what the check of the line found"), default=dict, blank=True)
    # circuit breaker: after failures in a row nothing is tried before this moment
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    closed_until = models.DateTimeField(_("not tried before"), null=True, blank=True)

    objects = CorrespondentQuerySet.as_manager()

    class Meta:
        verbose_name = _("correspondent")
        constraints = [models.UniqueConstraint(fields=["agency", "exchange_id"], name="correspondent_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_exchanging(self) -> bool:
        """Whether its papers travel as packages: by the exchange, and its entry is open."""
        return self.channel in self.EXCHANGED and not self.is_closed


class CertificateWarning(TrackedModel):
    """The operators were told so many days before that a certificate in the register ends; once for each stretch."""

    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, related_name="warnings", verbose_name=_("correspondent")
    )
    fingerprint = models.CharField(_("SHA-256 fingerprint"), max_length=64)
    subject_name = models.CharField(_("name"), max_length=200)
    valid_to = models.DateTimeField(_("valid to"))
    days_before = models.PositiveSmallIntegerField(_("days before"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("warning of a certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["correspondent", "fingerprint", "days_before"], name="certificate_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}, {self.valid_to:%d.%m.%Y}"


class WatchedFolderQuerySet(models.QuerySet["WatchedFolder"]):
    """Watched folders as questions."""

    def visible_to(self, employee: Employee) -> "WatchedFolderQuerySet":
        """Those of agencies whose exchange the person runs."""
        return self.filter(correspondent__agency__in=_agencies_run_by(employee))


class WatchedFolder(TrackedModel):
    """A folder that a courier's or a gateway's program shares with us for one correspondent, and both ids in МЭДО."""

    VOLATILE: ClassVar[dict[str, str]] = {"fault": "the health of the line, as the last look at it found"}

    correspondent = models.OneToOneField(
        Correspondent, models.PROTECT, related_name="watched_folder", verbose_name=_("correspondent")
    )
    name = models.CharField(
        _("folder"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*\Z", code="folder-name")],
        help_text=_("its name below the folder of exchange: small Latin letters, digits, - and _"),
    )
    their_uid = models.UUIDField(_("their id in MEDO"))
    our_uid = models.UUIDField(_("our id in MEDO"))
    # why it could not be read or written the last time; empty when it could
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    objects = WatchedFolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched folder")

    def __str__(self) -> str:
        return self.name


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
        return self.filter(_known_to(employee), agency__in=_agencies_run_by(employee))


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
        return self.filter(_known_to(employee), agency__in=_agencies_run_by(employee))


class InboxMessage(TrackedModel):
    """A message received, with the byte-identical receipt that any redelivery gets again."""

    PERSONAL = frozenset({"content", "report", "detail"})
    PART_OF: ClassVar[dict[str, str]] = {"document_id": "documents.document"}

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
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class Receipt(TrackedModel):
    """A sealed receipt of the other side about a message of ours, kept as it came."""

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

    class Meta:
        verbose_name = _("receipt")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}"

    @property
    def stage_in_words(self) -> str:
        """What happened at the other side, in the reader's language."""
        return str(STAGES.get(self.verdict, self.verdict))


class ReconciliationQuerySet(models.QuerySet["Reconciliation"]):
    """Reconciliations as questions."""

    def visible_to(self, employee: Employee) -> "ReconciliationQuerySet":
        """Those of agencies whose exchange the person runs."""
        return self.filter(agency__in=_agencies_run_by(employee))


class Reconciliation(TrackedModel):
    """Both sides told each other under seal which messages they have; here is what differs."""

    class State(models.TextChoices):
        """How it ended."""

        AGREES = "agrees", _("both sides have the same")
        DIFFERS = "differs", _("there are differences")
        FAILED = "failed", _("could not be made")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, related_name="reconciliations", verbose_name=_("correspondent")
    )
    # of the sealed list that asked; a list that comes twice is answered once
    request_id = models.UUIDField(_("number of the request"))
    is_ours = models.BooleanField(_("asked by us"))
    at = models.DateTimeField(_("moment"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    compared = models.PositiveIntegerField(_("messages compared"), default=0)
    differences = models.JSONField(_("differences"), default=list, blank=True)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reconciliation")
        # both sides may be agencies of one node
        constraints = [models.UniqueConstraint(fields=["request_id", "is_ours"], name="list_answered_once")]
        indexes = [models.Index(fields=["correspondent", "-id"], name="reconciliation_newest")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%d.%m.%Y %H:%M}"
