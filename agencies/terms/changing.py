"""The date that a running term would have after a change. Nothing here writes."""

from dataclasses import replace
from datetime import date

from agencies.calendars import WorkingCalendar, calendar_for
from agencies.models import Roll, Term, TermUnit
from agencies.terms.computing import Count, Reckoning, count_of, roll_of
from agencies.terms.wording import NAMED


def extended(term: Term, by: int) -> Reckoning:
    """The date after an extension by so many days, counted from the day that was reached before it rolled."""
    count = _count(term)
    return replace(count, extensions=(*count.extensions, by)).reckon(calendar_for(term.agency))


def resumed(term: Term, on: date) -> Reckoning:
    """The date after a resumption: the days that the suspension really took are added."""
    if term.suspended_on is None:
        raise ValueError("the term runs")
    count = _count(term)
    return replace(count, pauses=(*count.pauses, (term.suspended_on, on))).reckon(calendar_for(term.agency))


def anew(term: Term, days: WorkingCalendar) -> Reckoning:
    """The date by a calendar as it is now, from what the term has counted since it began. A named date stays."""
    if not is_counted(term):
        return Reckoning(term.due_on, term.basis)
    return _count(term).reckon(days)


def named(due_on: date, start: date) -> Reckoning:
    """A date that a person named."""
    basis = {"start": start, "unit": NAMED, "reached": due_on, "due_on": due_on}
    return Reckoning(due_on, {name: str(value) for name, value in basis.items()})


def is_counted(term: Term) -> bool:
    """Whether the date was counted, and not named by a person."""
    return bool(term.basis) and term.basis["unit"] not in (NAMED, TermUnit.PERCENT)


def notice_due_on(term: Term) -> date:
    """By when the sender has to be told of an extension: within the days of the kind, at the latest by the old date."""
    days = calendar_for(term.agency)
    within = term.kind.notice_days if term.kind else None
    if within is None:
        return term.due_on
    return min(Count(term.starts_on, within, TermUnit.CALENDAR_DAYS, Roll.PREVIOUS).reckon(days).due_on, term.due_on)


def _count(term: Term) -> Count:
    if not is_counted(term):
        return Count(term.starts_on, (term.due_on - term.starts_on).days, TermUnit.CALENDAR_DAYS, Roll.NONE)
    if "roll" in term.basis or term.kind is None:
        return count_of(term.basis, Roll.NONE)
    return count_of(term.basis, roll_of(term.agency, term.kind))
