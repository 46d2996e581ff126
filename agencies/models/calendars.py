"""What an agency adds to the calendar of the country: days of its own, and its hours."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.units import Agency
from history.models import TrackedModel


class DayKind(models.TextChoices):
    """What an agency makes of a day, whatever the calendar of the country says."""

    OFF = "off", _("day off")
    SHORT = "short", _("working day, an hour shorter")
    WORKING = "working", _("working day")


class OwnDay(TrackedModel):
    """A day on which an agency works otherwise than the country."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="own_days", verbose_name=_("agency"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("day of the agency")
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="own_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class Weekday(models.IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OfficeHours(TrackedModel):
    """The hours of an agency on a day of the week. On a short day it closes an hour earlier."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="hours", verbose_name=_("agency"))
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday.choices)
    opens_at = models.TimeField(_("opens at"), default=time(9, 0))
    closes_at = models.TimeField(_("closes at"), default=time(18, 0))
    break_from = models.TimeField(_("break from"), default=time(13, 0))
    break_until = models.TimeField(_("break until"), default=time(14, 0))

    class Meta:
        verbose_name = _("hours of the agency")
        constraints = [
            models.UniqueConstraint(fields=["agency", "weekday"], name="hours_once_a_weekday"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="closes_after_opening",
                violation_error_code="closes-before-opening",
                violation_error_message=_("The office closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(
                    break_from__gte=F("opens_at"), break_until__gte=F("break_from"), closes_at__gte=F("break_until")
                ),
                name="break_within_hours",
                violation_error_code="break-outside-hours",
                violation_error_message=_("The break lies outside the hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
