"""Computing the date of a term and explaining it in words. Kinds of terms are data, see `TermKind`."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.calendars import WorkingCalendar
from agencies.models import Roll, TermKind, TermUnit


@dataclass(frozen=True)
class Term:
    """A due date and how it was found; ``basis`` is JSON that `in_words` reads, in any language, at any later time."""

    due_on: date
    basis: dict[str, Any]

    @property
    def in_words(self) -> str:
        """How the date was found, in the current language."""
        return in_words(self.basis)


def compute(kind: TermKind, start: date, days: WorkingCalendar) -> Term:
    """The term of a kind that starts on a day; the day of the start is day 0, and no term is due before its start."""
    reached = _reach(kind, start, days)
    due_on = _roll(kind.roll, reached, days)
    if due_on < start:
        due_on = days.next_working(start)
    basis = {"start": start, "length": kind.length, "unit": kind.unit, "reached": reached, "due_on": due_on}
    return Term(due_on, {name: str(value) for name, value in basis.items()})


def in_words(basis: dict[str, Any]) -> str:
    """How a date was found, in the current language: ``01.04.2026 + 30 days = 01.05.2026, a day off → 30.04.2026``."""
    if not basis:
        return ""
    start, reached, due_on = (_short(date.fromisoformat(basis[name])) for name in ("start", "reached", "due_on"))
    words = f"{start} + {_length(basis['unit'], int(basis['length']))} = {reached}"
    return words if due_on == reached else words + _(", a day off → %(date)s") % {"date": due_on}


def add_months(start: date, count: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _reach(kind: TermKind, start: date, days: WorkingCalendar) -> date:
    if kind.unit == TermUnit.WORKING_DAYS:
        return days.add_working_days(start, kind.length)
    if kind.unit == TermUnit.MONTHS:
        return add_months(start, kind.length)
    return start + timedelta(days=kind.length)


def _roll(roll: str, day: date, days: WorkingCalendar) -> date:
    if roll == Roll.PREVIOUS:
        return days.previous_working(day)
    if roll == Roll.NEXT:
        return days.next_working(day)
    return day


def _length(unit: str, length: int) -> str:
    if unit == TermUnit.WORKING_DAYS:
        text = ngettext("%(count)s working day", "%(count)s working days", length)
    elif unit == TermUnit.MONTHS:
        text = ngettext("%(count)s month", "%(count)s months", length)
    else:
        text = ngettext("%(count)s day", "%(count)s days", length)
    return text % {"count": length}


def _short(day: date) -> str:
    return day.strftime("%d.%m.%Y")
