"""Official documents with their cards, and the signatures on them."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.models import AccessMark, Agency, Employee, LetterLayout, Post, Unit
from agencies.sight import kept, keys
from citizens.models import Case, Channel
from documents.models.addressees import LetterAddressee
from documents.models.filing import FileIndex
from documents.models.journals import Flow, Journal
from documents.models.letters import LetterTemplate
from history.models import TrackedModel
from signing.models import Certificate


class DocumentKind(TrackedModel):
    """A kind of document, as editable data; papers of some kinds are not registered (invitations, greetings)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_registered = models.BooleanField(_("is registered"), default=True)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("kind of document")
        ordering: ClassVar[list[str]] = ["ordinal", "name"]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """Where a document stands."""

    RECEIVED = "received", _("received, awaits registration")
    REFUSED = "refused", _("registration refused")
    DRAFT = "draft", _("draft")
    ON_APPROVAL = "on_approval", _("on approval")
    RETURNED = "returned", _("returned for revision")
    TO_SIGN = "to_sign", _("awaits signature")
    SIGNED = "signed", _("signed, awaits registration")
    REGISTERED = "registered", _("registered")
    DISPATCHED = "dispatched", _("dispatched")
    DISCARDED = "discarded", _("discarded")
    CANCELLED = "cancelled", _("number cancelled")


def _sight_of_documents(employee: Employee) -> Q:
    """The condition of `DocumentQuerySet.visible_to`."""
    in_seen_case = Q(case__in=keys(Case.objects.visible_to(employee).values("pk")))
    is_theirs = Q(registrar=employee) | Q(addressee=employee)
    led = keys(rules.posts_led(employee).values("employee"))
    alone = rules.need_to_know(employee, "documents.document") | Q(registrar__in=led) | Q(addressee__in=led)
    alone |= rules.leads_who_knows(employee, "documents.document")
    seen = rules.seen_by_mark(
        employee,
        unmarked=rules.seen_by_place(employee, agency="agency", unit_path="unit__path")
        | in_seen_case
        | Q(addressee=employee, agency__in=rules.may_take_part(employee))
        | (_UNDER_WAY & Q(author=employee, agency__in=rules.may_take_part(employee)))
        | (rules.given_work(employee, "documents.document") & Q(agency__in=rules.may_take_part(employee))),
        known=in_seen_case | is_theirs | (Q(case__isnull=True) & alone),
    )
    return seen & (~_UNDER_WAY | _concerned_with_draft(employee))


# An order that has no number yet is no order: see `_concerned_with_draft`.
_UNDER_WAY = Q(purpose=LetterTemplate.Purpose.ORDER, number="")


def _concerned_with_draft(employee: Employee) -> Q:
    """Who sees an order before it is registered: its author and signer, whom it was laid with, the records office."""
    return (
        Q(author=employee)
        | Q(signer=employee)
        | Q(agency__in=rules.agencies_with(employee, rules.Power.REGISTER))
        | rules.given_work(employee, "documents.document", rules.Power.EXECUTE, rules.Power.APPROVE)
    )


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents as questions."""

    def visible_to(self, employee: Employee) -> "DocumentQuerySet":
        """Where the person's posts look, in cases that the person sees, what is addressed to the person, and on what
        they were given work; of papers with an access mark those of cases that the person sees, and others that they
        registered, were sent or have to know; without a case also those of which this is true of somebody whom they
        lead.
        """
        return self.filter(kept(employee, "documents.document", lambda: _sight_of_documents(employee)))


class Document(TrackedModel):
    """An official document with its registration card (РКК). A registered number is given once and never changes."""

    PERSONAL = frozenset(
        {
            "subject",
            "body",
            "correspondent_name",
            "correspondent_address",
            "further_addressees",
            "delivery_note",
            "came_back_because",
            "copy_reason",
            "cancel_reason",
        }
    )

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    flow = models.CharField(_("flow"), max_length=20, choices=Flow.choices)
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("case")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=LetterTemplate.Purpose.choices, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    author = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("executor")
    )
    approver = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approver")
    )
    signer = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signer")
    )
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    # of a case the same as that of all its papers
    access = models.CharField(_("access mark"), max_length=20, choices=AccessMark.choices, blank=True)
    # which text of which template it was drafted from, and how it is laid out since its text was fixed
    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter template")
    )
    template_version = models.PositiveSmallIntegerField(_("version of the template"), null=True, blank=True)
    layout = models.CharField(_("layout of letters"), max_length=20, choices=LetterLayout.choices, blank=True)
    # registration
    journal = models.ForeignKey(Journal, models.PROTECT, null=True, blank=True, verbose_name=_("journal"))
    file_index = models.ForeignKey(FileIndex, models.PROTECT, null=True, blank=True, verbose_name=_("file index"))
    number = models.CharField(_("number"), max_length=60, blank=True)
    ordinal = models.PositiveIntegerField(_("place in the year"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=200, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    registrar = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registrar")
    )
    # an incoming document's own requisites
    correspondent_id_code = models.CharField(_("correspondent's exchange code"), max_length=60, blank=True)
    correspondent_name = models.CharField(_("correspondent"), max_length=300, blank=True)
    correspondent_address = models.CharField(_("correspondent's address"), max_length=300, blank=True)
    # to whom else a letter of ours goes: `LetterAddressee` as plain values, in the order of the signed letter
    further_addressees = models.JSONField(_("further addressees"), default=list, blank=True)
    their_number = models.CharField(_("their number"), max_length=60, blank=True)
    their_date = models.DateField(_("their date"), null=True, blank=True)
    their_signer = models.CharField(_("their signer"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    kind = models.ForeignKey(DocumentKind, models.PROTECT, null=True, blank=True, verbose_name=_("kind"))
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    attachments = models.PositiveSmallIntegerField(_("attachments"), null=True, blank=True)
    addressee = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("addressee")
    )
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("another copy of")
    )
    copy_reason = models.CharField(_("why another copy is registered"), max_length=200, blank=True)
    reply_due_on = models.DateField(_("reply due on"), null=True, blank=True)
    # links and sending
    in_reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name=_("in reply to")
    )
    in_reply_to_text = models.CharField(_("in reply to no. and date"), max_length=120, blank=True)
    channel = models.CharField(_("sent by"), max_length=20, choices=Channel.choices, blank=True)
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True)
    delivery_note = models.CharField(_("note of delivery"), max_length=200, blank=True)
    # of letters that neither receipts nor a postal register follow
    came_back_on = models.DateField(_("came back on"), null=True, blank=True)
    came_back_because = models.CharField(_("why it came back"), max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number", "registered_on"],
                condition=~Q(number=""),
                name="document_number_once",
                violation_error_code="number-taken",
            ),
            models.CheckConstraint(
                condition=Q(number="") | Q(registered_on__isnull=False),
                name="number_with_its_date",
                violation_error_code="number-without-date",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "number"], name="document_by_number"),
            models.Index(fields=["agency", "flow", "-id"], name="document_newest"),
            models.Index(fields=["agency", "their_number"], name="document_by_their_number"),
            models.Index(fields=["journal", "ordinal"], name="document_by_ordinal"),
            models.Index(fields=["journal", "access"], name="document_by_mark"),
        ]

    def __str__(self) -> str:
        return self.number or self.subject

    @property
    def addressees(self) -> list[LetterAddressee]:
        """To whom a letter of ours goes, in the order in which it names them; one entry for a letter to one."""
        first = LetterAddressee(
            name=self.correspondent_name,
            code=self.correspondent_id_code,
            address=self.correspondent_address,
            channel=self.channel,
            note=self.delivery_note,
        )
        return [first, *map(LetterAddressee.of, self.further_addressees)]

    @property
    def whom(self) -> str:
        """The correspondent for a row of a list, with how many others there are."""
        others = len(self.further_addressees)
        return f"{self.correspondent_name[:290]} + {others}" if others else self.correspondent_name

    def goes_by_exchange(self, to: LetterAddressee) -> bool:
        """Whether it came from, or goes to, this one as a signed package; what has an access mark goes on paper."""
        return bool(to.code) and not (self.access and self.flow == Flow.OUTGOING)

    @property
    def is_by_exchange(self) -> bool:
        """Whether it came or goes as a signed package, to one of its addressees at least."""
        return any(self.goes_by_exchange(one) for one in self.addressees)

    @property
    def is_wholly_by_exchange(self) -> bool:
        """Whether it goes as a signed package to all its addressees, so that nobody has to dispatch it."""
        return all(self.goes_by_exchange(one) for one in self.addressees)


class Signature(TrackedModel):
    """An official's signature on a document, as the mark (отметка об ЭП) shows it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures", verbose_name=_("document"))
    employee = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signer")
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post"))
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, verbose_name=_("certificate"))
    signer_name = models.CharField(_("name"), max_length=200)
    signer_post = models.CharField(_("post"), max_length=300)
    is_acting = models.BooleanField(_("acting"), default=False)
    signed_at = models.DateTimeField(_("signed at"))
    certificate_serial = models.CharField(_("certificate number"), max_length=80)
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"))
    is_test = models.BooleanField(_("test key"), default=False)

    class Meta:
        verbose_name = _("signature")

    def __str__(self) -> str:
        return self.signer_name
