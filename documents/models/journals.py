"""Journals of registration, their yearly counts and numbers reserved in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from history.models import TrackedModel


class Flow(models.TextChoices):
    """Which way a document goes; each flow has journals of its own."""

    APPEAL = "appeal", _("appeal")
    INCOMING = "incoming", _("incoming")
    OUTGOING = "outgoing", _("outgoing")
    INTERNAL = "internal", _("internal")
    ORDER = "order", _("order on main activity")
    STAFF_ORDER = "staff_order", _("order on staff")
    MINUTES = "minutes", _("minutes")


# Papers that an agency makes for itself.
OWN_FLOWS = (Flow.INTERNAL, Flow.ORDER, Flow.STAFF_ORDER, Flow.MINUTES)
# Only who signs for the agency gives orders.
ORDERS = (Flow.ORDER, Flow.STAFF_ORDER)


class Journal(TrackedModel):
    """A journal. ``pattern`` builds a number from ``{n} {yy} {letter} {index} {unit}``; n restarts each year."""

    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    flow = models.CharField(_("flow"), max_length=20, choices=Flow.choices)
    name = models.CharField(_("name"), max_length=120)
    pattern = models.CharField(_("pattern of numbers"), max_length=80)
    is_closed = models.BooleanField(_("closed"), default=False)

    class Meta:
        verbose_name = _("journal")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "flow"],
                condition=Q(is_closed=False),
                name="one_journal_a_flow",
                violation_error_code="flow-has-journal",
                violation_error_message=_("This flow has an open journal already: close it first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class JournalYear(TrackedModel):
    """The last number given in a journal in a year. Changed only inside the transaction of a registration."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="years", verbose_name=_("journal"))
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("count of a journal")
        constraints = [models.UniqueConstraint(fields=["journal", "year"], name="one_count_a_year")]

    def __str__(self) -> str:
        return f"{self.journal_id}/{self.year}: {self.last}"


class ReservedNumber(TrackedModel):
    """A number kept for a paper to come: used by a document, or cancelled with a reason, or still free."""

    PERSONAL = frozenset({"reason", "cancel_reason"})

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="reserved", verbose_name=_("journal"))
    year = models.PositiveSmallIntegerField(_("year"))
    ordinal = models.PositiveIntegerField(_("place in the year"))
    number = models.CharField(_("number"), max_length=60)
    reason = models.CharField(_("what it is reserved for"), max_length=200)
    reserved_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("reserved by"))
    reserved_at = models.DateTimeField(_("reserved at"))
    is_used = models.BooleanField(_("used"), default=False)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("reserved number")
        constraints = [
            models.UniqueConstraint(fields=["journal", "year", "ordinal"], name="reserved_once"),
            models.CheckConstraint(
                condition=Q(is_used=False) | Q(cancel_reason=""),
                name="reserved_used_or_cancelled",
                violation_error_code="reserved-decided",
            ),
        ]

    def __str__(self) -> str:
        return self.number
