"""The month sheet: attendance of a unit's people by day. Effort is another record; neither follows from the other."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.people import Employee, Post
from agencies.models.units import Unit
from history import clock
from history.models import TrackedModel

MINUTES_OF_A_DAY = 24 * 60


class DayCode(models.TextChoices):
    """What a day of a person was, in the codes of form 0504421."""

    PRESENT = "present", _("present")
    HOURS = "hours", _("hours worked in fact")
    OFF = "off", _("day off")
    NIGHT = "night", _("night work")
    LEAVE = "leave", _("leave")
    SICK = "sick", _("illness")
    MATERNITY = "maternity", _("maternity leave")
    OVERTIME = "overtime", _("overtime")
    TRUANCY = "truancy", _("truancy")
    TRIP = "trip", _("business trip")
    UNPAID = "unpaid", _("leave without pay")
    HOLIDAY = "holiday", _("work on a day off or a holiday")
    STATE = "state", _("state duties")

    @property
    def letter(self) -> str:
        """The code as the form prints it."""
        return LETTERS[self.value]

    @property
    def is_at_work(self) -> bool:
        """Whether the person was at their work: such days have hours."""
        return self.value in AT_WORK

    @property
    def is_elsewhere(self) -> bool:
        """Whether the person may have worked elsewhere: effort on such a day is no disagreement."""
        return self.value == DayCode.TRIP.value


LETTERS: dict[str, str] = {
    DayCode.PRESENT: "Я",
    DayCode.HOURS: "Ф",
    DayCode.OFF: "В",
    DayCode.NIGHT: "Н",
    DayCode.LEAVE: "О",
    DayCode.SICK: "Б",
    DayCode.MATERNITY: "Р",
    DayCode.OVERTIME: "С",
    DayCode.TRUANCY: "П",
    DayCode.TRIP: "К",
    DayCode.UNPAID: "А",
    DayCode.HOLIDAY: "РП",
    DayCode.STATE: "Г",
}
AT_WORK = frozenset(
    {
        *(DayCode.PRESENT.value, DayCode.HOURS.value, DayCode.NIGHT.value),
        *(DayCode.OVERTIME.value, DayCode.HOLIDAY.value),
    }
)


class DayMark(TrackedModel):
    """A day of a post that is otherwise than the calendar and the absences say, with the reason."""

    PERSONAL = frozenset({"code", "reason"})
    PART_OF: ClassVar[dict[str, str]] = {"employee_id": "agencies.employee"}

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    day = models.DateField(_("day"))
    code = models.CharField(_("code"), max_length=10, choices=DayCode.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes at work"), default=0)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("corrected day of a month sheet")
        constraints = [
            models.UniqueConstraint(fields=["post", "day"], name="day_marked_once"),
            models.CheckConstraint(
                condition=models.Q(minutes__lte=MINUTES_OF_A_DAY),
                name="day_has_24_hours",
                violation_error_code="hours-too-many",
                violation_error_message=_("A day has 24 hours."),
            ),
        ]
        indexes = [models.Index(fields=["employee", "day"], name="day_marks_of_person")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.day:%d.%m.%Y}"


class MonthSheet(TrackedModel):
    """The sheet of a unit for a month that its head has closed: its lines are kept as they were then."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    first_day = models.DateField(_("month"))
    closed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("closed by"))
    closed_post = models.CharField(_("post of who closed it"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed at"), default=clock.now)

    class Meta:
        verbose_name = _("closed month sheet")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "first_day"],
                name="sheet_closed_once",
                violation_error_code="sheet-closed",
                violation_error_message=_("This month sheet is closed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%m.%Y}, {self.unit_id}"


class SheetLine(TrackedModel):
    """A person's line of a closed month sheet.

    ``days`` are ``[code, minutes, reason of a correction]`` for each day of the month, an empty code where the post was
    not held.
    """

    PERSONAL = frozenset({"days"})
    PART_OF: ClassVar[dict[str, str]] = {"employee_id": "agencies.employee"}

    sheet = models.ForeignKey(MonthSheet, models.PROTECT, related_name="lines", verbose_name=_("month sheet"))
    ordinal = models.PositiveSmallIntegerField(_("number"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    name = models.CharField(_("name"), max_length=250)
    title = models.CharField(_("post"), max_length=200)
    days = models.JSONField(_("days"), default=list)

    class Meta:
        verbose_name = _("line of a closed month sheet")
        constraints = [models.UniqueConstraint(fields=["sheet", "post"], name="sheet_line_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.ordinal}"
