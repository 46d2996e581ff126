"""From what a term counts to its date."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from agencies.calendars import WorkingCalendar, calendar_for
from agencies.models import Agency, OwnRoll, Roll, TermKind, TermUnit
from agencies.terms.wording import in_words

PERCENT = 100


@dataclass(frozen=True)
class Reckoning:
    """A due date and how it was found; ``basis`` is JSON that `in_words` reads, in any language, at any later time."""

    due_on: date
    basis: dict[str, Any]
    due_at: datetime | None = None

    @property
    def in_words(self) -> str:
        """How the date was found, in the current language."""
        return in_words(self.basis)


@dataclass(frozen=True)
class Count:
    """All that a date follows from, beside the calendar. Terms of hours start at a moment, all others on a day.

    ``extensions`` and the lengths of ``pauses`` count in working days where the term does, else in calendar days.
    A pause is the day of the suspension and the day of the resumption.
    """

    start: date
    length: int
    unit: str
    roll: str
    extensions: tuple[int, ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()

    def reckon(self, days: WorkingCalendar) -> Reckoning:
        """The date. The day of the start is day 0, and no term is due before its start."""
        pauses = [(begins, ends, _between(self.unit, begins, ends, days)) for begins, ends in self.pauses]
        reached = _reach(self, [*self.extensions, *(length for _from, _until, length in pauses)], days)
        due = _roll(self.roll, reached, days)
        if due < self.start:
            due = _on(due, days.next_working(_day(self.start)))
        basis: dict[str, Any] = {
            "start": self.start.isoformat(),
            "length": str(self.length),
            "unit": str(self.unit),
            "roll": str(self.roll),
            "reached": reached.isoformat(),
            "due_on": due.isoformat(),
        }
        if self.extensions:
            basis["extensions"] = list(self.extensions)
        if pauses:
            basis["pauses"] = [[begins.isoformat(), ends.isoformat(), length] for begins, ends, length in pauses]
        return Reckoning(_day(due), basis, due if isinstance(due, datetime) else None)


def count_of(basis: dict[str, Any], roll: str) -> Count:
    """What the date of this basis was counted from; ``roll`` is that of a basis which does not tell it."""
    return Count(
        _moment(basis["start"]),
        int(basis["length"]),
        basis["unit"],
        basis.get("roll", roll),
        tuple(basis.get("extensions", ())),
        tuple((date.fromisoformat(one[0]), date.fromisoformat(one[1])) for one in basis.get("pauses", ())),
    )


def compute(kind: TermKind, start: date, days: WorkingCalendar, roll: str = "", length: int = 0) -> Reckoning:
    """The term of a kind that starts on a day, or at a moment if it counts hours. ``roll`` and ``length`` override
    those of the kind.

    Raises:
        ValueError: a part of another term, for which there is `first_part`; hours from a day without a time.
    """
    if kind.unit == TermUnit.PERCENT or (kind.unit == TermUnit.HOURS) != isinstance(start, datetime):
        raise ValueError(f"{kind.code} does not start so")
    if isinstance(start, datetime):
        start = timezone.localtime(start).replace(second=0, microsecond=0)
    return Count(start, length or kind.length, kind.unit, roll or kind.roll).reckon(days)


def compute_for(agency: Agency, kind: TermKind, start: date, length: int = 0) -> Reckoning:
    """The same by the calendar of an agency and its own rule for days off. At most two queries."""
    return compute(kind, start, calendar_for(agency), roll_of(agency, kind), length)


def first_part(kind: TermKind, start: date, whole_due_on: date, days: WorkingCalendar) -> Reckoning:
    """The first part of a term, in per cent of its calendar days: whole days, rounded down, never after its end."""
    if kind.unit != TermUnit.PERCENT:
        raise ValueError(f"{kind.code} is no part of a term")
    reached = start + timedelta(days=max((whole_due_on - start).days, 0) * kind.length // PERCENT)
    due_on = _roll(kind.roll, reached, days)
    if due_on < start:
        due_on = min(days.next_working(start), max(whole_due_on, start))
    basis = {"start": start, "whole": whole_due_on, "length": kind.length, "unit": kind.unit, "roll": kind.roll}
    basis |= {"reached": reached, "due_on": due_on}
    return Reckoning(due_on, {name: str(value) for name, value in basis.items()})


def roll_of(agency: Agency, kind: TermKind) -> str:
    """What happens in this agency to a term of this kind that ends on a day off. At most one query."""
    if not kind.is_roll_by_agency:
        return kind.roll
    return OwnRoll.objects.filter(agency=agency, kind=kind).values_list("roll", flat=True).first() or kind.roll


def add_months(start: date, count: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _reach(count: Count, added: list[int], days: WorkingCalendar) -> date:
    if count.unit == TermUnit.WORKING_DAYS:
        return days.add_working_days(count.start, count.length + sum(added))
    if count.unit == TermUnit.MONTHS:
        reached = add_months(count.start, count.length)
    elif count.unit == TermUnit.HOURS:
        reached = count.start + timedelta(hours=count.length)
    else:
        reached = count.start + timedelta(days=count.length)
    return reached + timedelta(days=sum(added))


def _between(unit: str, begins: date, ends: date, days: WorkingCalendar) -> int:
    return days.working_days_between(begins, ends) if unit == TermUnit.WORKING_DAYS else (ends - begins).days


def _roll(roll: str, reached: date, days: WorkingCalendar) -> date:
    if roll == Roll.PREVIOUS:
        return _on(reached, days.previous_working(_day(reached)))
    if roll == Roll.NEXT:
        return _on(reached, days.next_working(_day(reached)))
    return reached


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _on(moment: date, day: date) -> date:
    """The same time of another day; a day without a time is that day."""
    return moment.replace(year=day.year, month=day.month, day=day.day)


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
