"""How an agency keeps the effort of its people: when counting stops, and which months are closed."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee
from history.models import TrackedModel

IDLE_AT_MOST = 30


class EffortRule(TrackedModel):
    """After how many minutes without activity the counting of touch time stops; the silence itself is not counted."""

    USUAL_MINUTES = 3

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    idle_minutes = models.PositiveSmallIntegerField(_("minutes without activity"), default=USUAL_MINUTES)

    class Meta:
        verbose_name = _("rule of effort")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(idle_minutes__gte=1, idle_minutes__lte=IDLE_AT_MOST),
                name="idle_minutes_in_range",
                violation_error_code="idle-minutes-out-of-range",
                violation_error_message=_("Name from 1 to 30 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.idle_minutes)


class ClosedMonth(TrackedModel):
    """A month whose effort was accounted for: nobody adds, corrects or deletes time of it any more."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    first_day = models.DateField(_("month"))
    closed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), default=timezone.now)

    class Meta:
        verbose_name = _("closed month")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "first_day"],
                name="month_closed_once",
                violation_error_code="month-closed",
                violation_error_message=_("This month is closed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%m.%Y}"


def month_of(day: date) -> date:
    """The first day of the month of a day."""
    return day.replace(day=1)
