"""What was done with whole cases against their road: ended ones taken up again, registrations cancelled."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case
from history.models import TrackedModel


class ReopeningGround(models.TextChoices):
    """Why an ended case is taken up again."""

    INCOMPLETE = "incomplete", _("the answer was incomplete")
    ORDER = "order", _("order of the head")
    CIRCUMSTANCE = "circumstance", _("new circumstances")


class Reopening(TrackedModel):
    """An ended case was taken up again: who, when, on what ground, and by when it is done.

    ``ordinals`` are the questions that are considered anew. ``due_before`` is the date that the case had, and
    ``ended_on`` the day on which it was taken off control: the term of the law ended with it and is not rewritten.
    """

    PERSONAL = frozenset({"reason"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="reopenings", verbose_name=_("case"))
    ground = models.CharField(_("ground"), max_length=20, choices=ReopeningGround.choices)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("moment"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("taken up by"))
    ordinals: Any = models.JSONField(_("questions considered anew"), default=list)
    due_on = models.DateField(_("due on"))
    due_before = models.DateField(_("term before"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("reopening of a case")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}, {self.due_on:%d.%m.%Y}"

    @property
    def was_in_time(self) -> bool:
        """Whether the term before had been kept."""
        return self.ended_on is None or self.ended_on <= self.due_before


class CancellationGround(models.TextChoices):
    """Why the registration of a case was a mistake, or came to nothing."""

    DOUBLE = "double", _("registered twice")
    NOT_AN_APPEAL = "not_appeal", _("not an appeal")
    OTHER_AGENCY = "other_agency", _("registered at the wrong agency")
    MISTAKE = "mistake", _("another mistake of the registration")
    # Of a complaint about a service alone: an appeal that is withdrawn ends by its road, with that outcome.
    WITHDRAWN = "withdrawn", _("withdrawn by the applicant")


class Cancellation(TrackedModel):
    """The registration of a case was cancelled: who, when, on what ground; and who restored it, if anybody did.

    ``double_of`` is the case that stays where it was registered twice. ``held`` are the people, by their numbers, with
    whom work of the case lay, and its executor: they are told.
    """

    PERSONAL = frozenset({"reason", "undo_reason"})
    PART_OF: ClassVar[dict[str, str]] = {"case_id": "citizens.case"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="cancellations", verbose_name=_("case"))
    ground = models.CharField(_("ground"), max_length=20, choices=CancellationGround.choices)
    reason = models.CharField(_("reason"), max_length=300)
    double_of = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="doubles_cancelled", verbose_name=_("case that stays")
    )
    at = models.DateTimeField(_("moment"))
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("cancelled by"))
    held: Any = models.JSONField(default=list, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undo_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cancellation of a case")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(undone_at__isnull=True),
                name="case_cancelled_once",
                violation_error_code="case-ended",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}, {self.get_ground_display()}"
