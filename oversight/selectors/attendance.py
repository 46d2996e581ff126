"""Attendance beside effort: where the two records of the same people disagree. Neither is computed from the other."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Sum, TextChoices
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from agencies.selectors.attendance import Day, Line, Sheet
from history import clock
from workflows.models import Effort
from workflows.time_selectors import midnight

NO_TIME = timedelta()
LENGTH = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
PERCENT = 100


class Disagreement(TextChoices):
    """How a day of the sheet and the effort of that day disagree."""

    AWAY = "away", _("effort on a day away from work")
    IDLE = "idle", _("at work, but no effort was counted")
    MORE = "more", _("more effort than hours at work")


@dataclass(frozen=True)
class Doubt:
    """A day of a person on which the two records disagree."""

    line: Line
    day: Day
    effort: timedelta
    what: Disagreement


@dataclass(frozen=True)
class Share:
    """How much of a person's hours at work, until today, effort explains. No part where they were not at work."""

    line: Line
    worked: timedelta
    effort: timedelta

    @property
    def percent(self) -> int | None:
        """Whole per cent; more than a hundred where more effort than presence was counted."""
        return round(PERCENT * (self.effort / self.worked)) if self.worked else None


@dataclass(frozen=True)
class Beside:
    """The effort of the people of a sheet beside their attendance."""

    shares: list[Share]
    doubts: list[Doubt]

    @property
    def whole(self) -> tuple[timedelta, timedelta, int | None]:
        """Hours at work, effort, and the per cent of all lines together."""
        worked = sum((one.worked for one in self.shares), NO_TIME)
        effort = sum((one.effort for one in self.shares), NO_TIME)
        return worked, effort, round(PERCENT * (effort / worked)) if worked else None


def beside(sheet: Sheet) -> Beside:
    """The days of a sheet until today beside the effort begun on them; one query.

    Effort of a person with two posts in the unit stands beside the first of them. Today is no day without effort yet.
    """
    spent = _effort(sheet)
    today, seen = clock.today(), set()
    shares, doubts = [], []
    for line in sheet.lines:
        known = spent[line.employee.pk] if line.employee.pk not in seen else {}
        is_second = line.employee.pk in seen
        seen.add(line.employee.pk)
        days = [one for one in line.days if one.code is not None and one.day <= today]
        held = sum((known.get(one.day, NO_TIME) for one in days), NO_TIME)
        shares.append(Share(line, line.worked(days), held))
        for one in days:
            what = None if is_second else _doubt(one, known.get(one.day, NO_TIME), today)
            if what is not None:
                doubts.append(Doubt(line, one, known.get(one.day, NO_TIME), what))
    return Beside(shares, doubts)


def _doubt(day: Day, effort: timedelta, today: date) -> Disagreement | None:
    assert day.code is not None
    if not day.code.is_at_work:
        return Disagreement.AWAY if effort and not day.code.is_elsewhere else None
    if effort > day.worked:
        return Disagreement.MORE
    return Disagreement.IDLE if not effort and day.day < today else None


def _effort(sheet: Sheet) -> dict[int, dict[date, timedelta]]:
    """By person and day; a stretch belongs to the day on which it began."""
    found = (
        Effort.objects.filter(
            employee__in={line.employee.pk for line in sheet.lines},
            item__agency=sheet.unit.agency_id,
            starts_at__gte=midnight(sheet.first_day),
            starts_at__lt=midnight(sheet.last_day + timedelta(days=1)),
        )
        .annotate(day=TruncDate("starts_at"))
        .values_list("employee", "day")
        .annotate(spent=Sum(LENGTH))
        .order_by()
    )
    spent: dict[int, dict[date, timedelta]] = defaultdict(dict)
    for employee, day, span in found:
        spent[employee][day] = span
    return spent
