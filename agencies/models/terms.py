"""Kinds of terms, the running terms of papers, and what happened to them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models.units import Agency
from history.models import TrackedModel


class TermUnit(models.TextChoices):
    """What a term's length counts."""

    HOURS = "hours", _("hours")
    CALENDAR_DAYS = "days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")
    PERCENT = "percent", _("per cent of the whole term")


class Roll(models.TextChoices):
    """Where a term goes that ends on a day off."""

    PREVIOUS = "previous", _("to the previous working day")
    NEXT = "next", _("to the next working day")
    NONE = "none", _("stays")


class TermStart(models.TextChoices):
    """The event whose day is day 0 of a term."""

    RECEIPT = "receipt", pgettext_lazy("start of a term", "receipt")
    REGISTRATION = "registration", _("registration")
    INQUIRY = "inquiry", _("inquiry")
    SIGNING = "signing", _("signing")
    DECISION = "decision", _("decision of the head")
    ISSUE = "issue", _("issue of the resolution")
    DISCOVERY = "discovery", _("discovery")
    SENDING = "sending", _("sending")


class TermUse(models.TextChoices):
    """What a kind of term is the term of."""

    PAPER = "paper", _("a paper, until it is answered")
    ASSIGNMENT = "assignment", _("an assignment")
    STEP = "step", _("a step of the work")


class TermKindQuerySet(models.QuerySet["TermKind"]):
    """Kinds of terms as questions."""

    def offered(self) -> "TermKindQuerySet":
        """Those that new terms may still be of."""
        return self.filter(is_retired=False)


class TermKind(TrackedModel):
    """A kind of term, as editable data with its source in law. `agencies.terms` computes dates from it.

    Terms that run keep the length and the roll they began with. Extensions count in working days where the term does,
    else in calendar days; ``extension_days`` 0 with an extension allowed is one that the law sets no limit to.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    used_for = models.CharField(_("term of"), max_length=20, choices=TermUse.choices, default=TermUse.PAPER)
    starts_from = models.CharField(_("counted from"), max_length=20, choices=TermStart.choices, blank=True)
    length = models.PositiveSmallIntegerField(_("length"), validators=[MaxValueValidator(3660)])
    unit = models.CharField(_("counted in"), max_length=20, choices=TermUnit.choices)
    roll = models.CharField(_("on a day off"), max_length=10, choices=Roll.choices)
    is_roll_by_agency = models.BooleanField(_("each agency may set what happens on a day off"), default=False)
    extensions_at_most = models.PositiveSmallIntegerField(_("extended at most, times"), default=0)
    extension_days = models.PositiveSmallIntegerField(
        _("longest extension, days"), default=0, validators=[MaxValueValidator(3660)]
    )
    needs_notice = models.BooleanField(_("an extension is told to the sender"), default=False)
    notice_days = models.PositiveSmallIntegerField(
        _("the notice is given within, days from the start"), null=True, blank=True
    )
    may_be_suspended = models.BooleanField(_("may be suspended"), default=False)
    remind_before = models.JSONField(_("reminders, working days before"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_retired = models.BooleanField(_("not offered any more"), default=False)

    objects = TermKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of term")

    def __str__(self) -> str:
        return self.name

    @property
    def extension_unit(self) -> str:
        """What extensions and suspensions count."""
        return TermUnit.WORKING_DAYS if self.unit == TermUnit.WORKING_DAYS else TermUnit.CALENDAR_DAYS


class OwnRoll(TrackedModel):
    """What an agency does with terms of a kind that end on a day off."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.ForeignKey(TermKind, models.PROTECT, related_name="own_rolls", verbose_name=_("kind of term"))
    roll = models.CharField(_("on a day off"), max_length=10, choices=Roll.choices)

    class Meta:
        verbose_name = _("rule of the agency for days off")
        constraints = [models.UniqueConstraint(fields=["agency", "kind"], name="own_roll_once")]

    def __str__(self) -> str:
        return self.get_roll_display()


class TermState(models.TextChoices):
    """Whether a term runs."""

    RUNNING = "running", _("runs")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


class Term(TrackedModel):
    """The term of one object of a higher room, named by its type and number as acts name it.

    ``paper_type`` and ``paper_key`` name the paper on whose card it stands: the case itself, or that of an assignment.
    ``basis`` tells how ``due_on`` was found, see `agencies.terms`. While the term is suspended ``due_on`` is the legal
    date, as it was. A term without a kind has a date that a person named.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.ForeignKey(
        TermKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of term")
    )
    subject_type = models.CharField(_("kind of object"), max_length=100)
    subject_key = models.BigIntegerField(_("number of the object"))
    paper_type = models.CharField(_("kind of paper"), max_length=100)
    paper_key = models.BigIntegerField(_("number of the paper"))
    state = models.CharField(_("state"), max_length=10, choices=TermState.choices, default=TermState.RUNNING)
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"))
    basis = models.JSONField(_("how the date was found"), default=dict)
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True)
    notice_due_on = models.DateField(_("notice due by"), null=True, blank=True)
    notified_on = models.DateField(_("notified on"), null=True, blank=True)

    class Meta:
        verbose_name = _("term")
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_key"], name="term_once_a_subject"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="term_due_after_start",
                violation_error_code="term-before-start",
                violation_error_message=_("A term is not due before its start."),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="terms_running"),
            models.Index(fields=["paper_type", "paper_key"], name="terms_of_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        """Whether it runs, or will run again."""
        return self.state != TermState.ENDED


class TermEvent(models.TextChoices):
    """What happens to a term."""

    SET = "set", _("set")
    ASKED = "asked", _("a longer term asked for")
    DECLINED = "declined", _("a longer term declined")
    EXTENDED = "extended", _("extended")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    CHANGED = "changed", _("changed")
    RECOMPUTED = "recomputed", _("computed anew")
    NOTIFIED = "notified", _("sender notified")
    ENDED = "ended", _("ended")


class TermChange(TrackedModel):
    """One thing that happened to a term: who, when, why, and the date before and after. It never changes."""

    PERSONAL = frozenset({"reason"})

    term = models.ForeignKey(Term, models.PROTECT, related_name="changes", verbose_name=_("term"))
    event = models.CharField(_("what"), max_length=12, choices=TermEvent.choices)
    at = models.DateTimeField(_("at"))
    by_name = models.CharField(_("who"), max_length=300)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    before_on = models.DateField(_("before"), null=True, blank=True)
    after_on = models.DateField(_("after"))
    basis = models.JSONField(_("how the date was found"), default=dict)
    paper_type = models.CharField(_("kind of paper"), max_length=100)
    paper_key = models.BigIntegerField(_("number of the paper"))

    class Meta:
        verbose_name = _("change of a term")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.get_event_display()}, {self.after_on:%d.%m.%Y}"

    def shown_as(self) -> tuple[str, int]:
        """The paper on whose card the term stands."""
        return self.paper_type, int(self.paper_key)
