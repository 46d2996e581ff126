"""Dates of terms: what the law's table gives, and what holds for every day and length."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import reference, terms
from agencies.calendars import WorkingCalendar
from agencies.models import Roll, TermKind, TermUnit

DAYS = WorkingCalendar("ru")
ANY_DAY = st.dates(date(2025, 1, 1), date(2027, 6, 30))


def kind(length: int, unit: str = TermUnit.CALENDAR_DAYS, roll: str = Roll.PREVIOUS) -> TermKind:
    """A kind of term that is not stored."""
    return TermKind(code="any", name="any", length=length, unit=unit, roll=roll, source="any")


def test_thirty_days_that_end_on_a_holiday_are_due_on_the_working_day_before_it_and_say_so() -> None:
    """1 April + 30 days is 1 May, a holiday; the appeal is answered by 30 April."""
    term = terms.compute(kind(30), date(2026, 4, 1), DAYS)

    assert term.due_on == date(2026, 4, 30)
    assert term.in_words == "01.04.2026 + 30 дней = 01.05.2026, выходной → 30.04.2026"


def test_a_registration_term_rolls_forward() -> None:
    """Three days from 6 May 2026 end on a day off."""
    assert terms.compute(kind(3, roll=Roll.NEXT), date(2026, 5, 6), DAYS).due_on == date(2026, 5, 12)


def test_a_month_from_the_last_day_of_january_ends_with_february() -> None:
    """The same date, or the month's last day."""
    assert terms.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_no_term_is_due_before_its_start() -> None:
    """What is filed on the first of January is not due in December."""
    assert terms.compute(kind(3), date(2026, 1, 1), DAYS).due_on == date(2026, 1, 12)


@pytest.mark.parametrize(("year", "days"), [(2025, 247), (2026, 247)])
def test_a_year_has_as_many_working_days_as_the_decree_says(year: int, days: int) -> None:
    """Counted over the checked-in files."""
    assert DAYS.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_a_working_saturday_is_worked_and_shorter() -> None:
    """1 November 2025."""
    assert DAYS.is_working(date(2025, 11, 1))
    assert DAYS.is_short(date(2025, 11, 1))


def test_a_year_before_its_decree_says_that_it_is_not_final() -> None:
    """Moved days of 2027 are not known here; years without a file know the weekends only."""
    assert DAYS.is_final(2026)
    assert not DAYS.is_final(2027)
    assert not DAYS.is_final(2031)


@given(ANY_DAY, st.integers(0, 60))
def test_working_days_added_are_the_working_days_between(start: date, count: int) -> None:
    """`add` then `difference` gives the same number, over all calendars."""
    assert DAYS.working_days_between(start, DAYS.add_working_days(start, count)) == count


@given(
    ANY_DAY,
    st.integers(1, 60),
    st.sampled_from(TermUnit.values),
    st.sampled_from([Roll.PREVIOUS, Roll.NEXT]),
)
def test_every_rolled_term_is_due_on_a_working_day_not_before_its_start(
    start: date, length: int, unit: str, roll: str
) -> None:
    """Whatever the kind."""
    due_on = terms.compute(kind(length, unit, roll), start, DAYS).due_on

    assert DAYS.is_working(due_on)
    assert due_on >= start
    assert due_on <= terms.add_months(start, length) + timedelta(days=40)


@pytest.mark.django_db
def test_reference_terms_load_once_and_keep_what_was_edited() -> None:
    """A second load adds nothing and changes nothing."""
    reference.load_reference_data()
    edited = TermKind.objects.get(code="appeal-answer")
    edited.length = 25
    edited.save()

    reference.load_reference_data()

    assert TermKind.objects.count() == len(reference.TERM_KINDS)
    assert TermKind.objects.get(code="appeal-answer").length == 25
