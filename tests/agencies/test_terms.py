"""Dates of terms: what the law's table gives, and what holds for every day, length and calendar."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from agencies import reference, terms
from agencies.calendars import WorkingCalendar
from agencies.models import DayKind, OwnRoll, Roll, Term, TermKind, TermStart, TermUnit, TermUse
from agencies.terms.computing import Count
from tests.people import Office

DAYS = WorkingCalendar("ru")
MOSCOW = ZoneInfo("Europe/Moscow")
ANY_DAY = st.dates(date(2024, 1, 1), date(2027, 6, 30))
OWN_DAYS = st.dictionaries(
    st.dates(date(2023, 12, 1), date(2028, 6, 30)), st.sampled_from(DayKind.values), max_size=120
)
ANY_CALENDAR = st.builds(lambda own_days: WorkingCalendar("ru", own_days), OWN_DAYS)
DAY_UNITS = st.sampled_from([TermUnit.CALENDAR_DAYS, TermUnit.WORKING_DAYS, TermUnit.MONTHS])
ANY_ROLL = st.sampled_from(Roll.values)
DATES = re.compile(r"\d\d\.\d\d\.\d{4}")


def kind(length: int, unit: str = TermUnit.CALENDAR_DAYS, roll: str = Roll.PREVIOUS) -> TermKind:
    """A kind of term that is not stored."""
    return TermKind(code="any", name="any", length=length, unit=unit, roll=roll, source="any")


def of_table(code: str) -> TermKind:
    """A kind of the table of the law, not stored."""
    row = next(row for row in reference.TERM_KINDS if row[0] == code)
    return TermKind(code=code, name=row[1], length=row[2], unit=row[3], roll=row[4], source=row[6], **row[7])


def day(text: str) -> date:
    """``30.04.2026`` as a date."""
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=MOSCOW).date()


GOLDEN = [
    # code, start, due on: counted by hand over the calendar of the year
    ("appeal-answer", "01.04.2026", "30.04.2026"),  # + 30 days = 01.05, a holiday → 30.04
    ("appeal-register", "06.05.2026", "12.05.2026"),  # 09.05, a holiday; registration rolls forward
    ("appeal-register", "01.01.2026", "12.01.2026"),
    ("appeal-forward", "24.04.2026", "30.04.2026"),  # 01.05 → 30.04
    ("agency-inquiry", "24.04.2026", "08.05.2026"),  # 09.05 → 08.05
    ("prosecutor-information", "29.04.2026", "07.05.2026"),  # 30.04, 04.05, 05.05, 06.05, 07.05
    ("advocate-inquiry", "10.10.2025", "07.11.2025"),  # 09.11, a Sunday → 07.11
    ("assignment-undated", "31.01.2026", "27.02.2026"),  # 28.02, a Saturday → 27.02
    ("assignment-undated", "30.11.2025", "30.12.2025"),
    ("assignment-undated", "31.12.2027", "31.01.2028"),
    ("assignment-urgent", "30.04.2026", "30.04.2026"),  # 03.05, a Sunday → the day it is signed
    ("assignment-prompt", "21.04.2026", "30.04.2026"),
    ("draft-act-review", "22.10.2025", "01.11.2025"),  # a Saturday that is worked
    ("parliamentary-inquiry", "17.12.2025", "30.12.2025"),  # 01.01 → 30.12, for 31.12 is off
    ("deputy-inquiry", "30.05.2026", "29.06.2026"),
    ("press-inquiry", "05.06.2026", "11.06.2026"),  # 12.06 → 11.06
    ("information-request", "01.04.2026", "30.04.2026"),
    ("prosecutor-protest", "29.04.2026", "12.05.2026"),  # 09.05 → the next working day
    ("prosecutor-representation", "09.04.2026", "12.05.2026"),  # 09.05 → 12.05
    ("service-complaint-register", "30.04.2026", "04.05.2026"),
    ("service-complaint", "15.04.2026", "07.05.2026"),
    ("service-complaint-papers", "29.04.2026", "07.05.2026"),
    ("service-complaint-forward", "29.04.2026", "05.05.2026"),  # 30.04, 04.05, 05.05
    ("service-complaint-answer", "30.04.2026", "04.05.2026"),  # 01.05, a holiday → the next working day
    ("interagency-service-inquiry", "27.12.2024", "14.01.2025"),  # 28.12 is worked; 09, 10, 13 and 14 January follow
    ("personal-data-request", "21.04.2026", "06.05.2026"),
    ("unlawful-processing", "02.06.2026", "05.06.2026"),
]


@pytest.mark.parametrize(("code", "start", "due_on"), GOLDEN)
def test_the_table_of_the_law_gives_these_dates(code: str, start: str, due_on: str) -> None:
    """Each row of the table that counts days or months."""
    assert terms.compute(of_table(code), day(start), DAYS).due_on == day(due_on)


def test_terms_of_hours_end_at_a_moment() -> None:
    """A resolution within 24 hours, on a working day; an urgent one at once; a delivery within 72 hours."""
    friday = datetime(2026, 4, 3, 10, 30, tzinfo=MOSCOW)

    assert terms.compute(of_table("resolution"), friday, DAYS).due_at == friday + timedelta(days=3)
    assert terms.compute(of_table("resolution-urgent"), friday, DAYS).due_at == friday
    assert terms.compute(of_table("exchange-delivery"), friday, DAYS).due_at == friday + timedelta(hours=72)
    assert terms.compute(of_table("exchange-delivery"), friday, DAYS).in_words == (
        "03.04.2026 10:30 + 72 часа = 06.04.2026 10:30"
    )


@pytest.mark.parametrize(
    ("code", "start"), [("resolution", date(2026, 4, 1)), ("co-executors-input", date(2026, 4, 1))]
)
def test_hours_need_a_moment_and_a_part_needs_a_whole(code: str, start: date) -> None:
    """A programmer's mistake, told as one."""
    with pytest.raises(ValueError, match=code):
        terms.compute(of_table(code), date(2026, 4, 1), DAYS)


@pytest.mark.parametrize(
    ("start", "whole", "half"),
    [
        ("01.04.2026", "30.04.2026", "15.04.2026"),
        ("01.04.2026", "08.04.2026", "03.04.2026"),
        ("30.04.2026", "30.04.2026", "30.04.2026"),
    ],
)
def test_co_executors_deliver_in_the_first_half_of_the_term(start: str, whole: str, half: str) -> None:
    """Whole days, rounded down, on a working day."""
    part = terms.first_part(of_table("co-executors-input"), day(start), day(whole), DAYS)

    assert part.due_on == day(half)
    assert part.in_words.startswith(f"50 % срока с {start} по {whole} = ")


def test_thirty_days_that_end_on_a_holiday_are_due_on_the_working_day_before_it_and_say_so() -> None:
    """1 April + 30 days is 1 May, a holiday; the appeal is answered by 30 April."""
    term = terms.compute(kind(30), date(2026, 4, 1), DAYS)

    assert term.due_on == date(2026, 4, 30)
    assert term.in_words == "01.04.2026 + 30 дней = 01.05.2026, выходной → 30.04.2026"


def test_no_term_is_due_before_its_start_and_the_words_say_why() -> None:
    """What is filed on the first of January is not due in December."""
    term = terms.compute(kind(3), date(2026, 1, 1), DAYS)

    assert term.due_on == date(2026, 1, 12)
    assert term.in_words.endswith("выходной; срок не наступает раньше начала → 12.01.2026")


def test_a_basis_that_an_earlier_version_kept_is_still_read() -> None:
    """It tells no rule for days off, no extension and no pause."""
    old = {"start": "2026-04-01", "length": "30", "unit": "days", "reached": "2026-05-01", "due_on": "2026-04-30"}

    assert terms.in_words(old) == "01.04.2026 + 30 дней = 01.05.2026, выходной → 30.04.2026"
    assert terms.in_words({}) == ""


@given(ANY_CALENDAR, ANY_DAY, st.integers(0, 60))
def test_working_days_added_are_the_working_days_between(days: WorkingCalendar, start: date, count: int) -> None:
    """`add` then `difference` gives the same number, over random calendars."""
    assert days.working_days_between(start, days.add_working_days(start, count)) == count


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 90), DAY_UNITS, ANY_ROLL)
def test_no_term_is_due_before_its_start_and_each_roll_goes_its_way(
    days: WorkingCalendar, start: date, length: int, unit: str, roll: str
) -> None:
    """Previous ≤ reached ≤ next, and a rolled term is due on a working day."""
    before, stays, after = (
        terms.compute(kind(length, unit, one), start, days).due_on for one in (Roll.PREVIOUS, Roll.NONE, Roll.NEXT)
    )
    due_on = terms.compute(kind(length, unit, roll), start, days).due_on

    assert start <= min(before, stays, after)
    assert before <= stays <= after or before == days.next_working(start)
    assert due_on == {Roll.PREVIOUS: before, Roll.NONE: stays, Roll.NEXT: after}[Roll(roll)]
    assert days.is_working(before)
    assert days.is_working(after)


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 90), st.integers(1, 30), DAY_UNITS, ANY_ROLL)
def test_a_longer_term_is_never_due_earlier(
    days: WorkingCalendar, start: date, length: int, more: int, unit: str, roll: str
) -> None:
    """Whatever the kind and the calendar."""
    shorter, longer = (terms.compute(kind(one, unit, roll), start, days) for one in (length, length + more))

    assert shorter.due_on <= longer.due_on


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 60), st.integers(0, 20), st.integers(0, 40), DAY_UNITS)
def test_a_suspension_adds_the_days_that_it_really_took(
    days: WorkingCalendar, start: date, length: int, after: int, took: int, unit: str
) -> None:
    """Calendar days where the term counts them, working days where it counts those."""
    begins = start + timedelta(days=after)
    ends = begins + timedelta(days=took)
    plain = Count(start, length, unit, Roll.NONE).reckon(days).due_on
    paused = Count(start, length, unit, Roll.NONE, pauses=((begins, ends),)).reckon(days).due_on

    if unit == TermUnit.WORKING_DAYS:
        assert days.working_days_between(plain, paused) == days.working_days_between(begins, ends)
    else:
        assert paused - plain == ends - begins


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 60), st.integers(1, 60), DAY_UNITS)
def test_an_extension_counts_from_the_day_that_was_reached(
    days: WorkingCalendar, start: date, length: int, by: int, unit: str
) -> None:
    """And not from where a day off had moved it."""
    reached = Count(start, length, unit, Roll.NONE).reckon(days).due_on

    longer = Count(start, length, unit, Roll.NONE, (by,)).reckon(days).due_on

    expected = days.add_working_days(reached, by) if unit == TermUnit.WORKING_DAYS else reached + timedelta(days=by)
    assert longer == (expected if unit != TermUnit.WORKING_DAYS else days.add_working_days(start, length + by))
    assert longer >= reached


@given(ANY_CALENDAR, ANY_DAY, st.integers(0, 90), st.integers(1, 99))
def test_a_part_of_a_term_lies_within_it(days: WorkingCalendar, start: date, whole: int, percent: int) -> None:
    """Never before the start, never after the end."""
    whole_on = start + timedelta(days=whole)

    part = terms.first_part(kind(percent, TermUnit.PERCENT), start, whole_on, days).due_on

    assert start <= part <= whole_on


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 60), st.integers(0, 9), st.integers(0, 9), DAY_UNITS, ANY_ROLL)
def test_the_words_tell_the_same_in_both_languages_and_can_be_reckoned_again(
    days: WorkingCalendar, start: date, length: int, by: int, took: int, unit: str, roll: str
) -> None:
    """Every date and every number of the basis, in the same order."""
    pauses = ((start, start + timedelta(days=took)),) if took else ()
    found = Count(start, length, unit, roll, (by,) if by else (), pauses).reckon(days)

    told = {}
    for language in ("ru", "en"):
        with override(language):
            words = found.in_words
            told[language] = (DATES.findall(words), re.findall(r"\+ (\d+)", words))

    assert told["ru"] == told["en"]
    dates, lengths = told["ru"]
    assert (day(dates[0]), day(dates[-1])) == (start, found.due_on)
    if unit == TermUnit.CALENDAR_DAYS:
        assert start + timedelta(days=sum(map(int, lengths))) == date.fromisoformat(found.basis["reached"])


@given(ANY_CALENDAR, ANY_DAY, st.integers(1, 60), st.integers(0, 9), DAY_UNITS, ANY_ROLL)
def test_a_basis_reckons_to_its_own_date(
    days: WorkingCalendar, start: date, length: int, by: int, unit: str, roll: str
) -> None:
    """So that a running term keeps what it began with, and a new calendar moves only what it concerns."""
    found = Count(start, length, unit, roll, (by,) if by else ()).reckon(days)
    term = Term(starts_on=start, due_on=found.due_on, basis=found.basis)

    assert terms.anew(term, days) == found


def test_a_date_that_a_person_named_stays_whatever_the_calendar() -> None:
    """It was not counted."""
    found = terms.named(date(2026, 5, 1), date(2026, 4, 1))
    term = Term(starts_on=date(2026, 4, 1), due_on=found.due_on, basis=found.basis)

    assert terms.anew(term, DAYS).due_on == date(2026, 5, 1)
    assert found.in_words == "01.05.2026, названная дата"


@pytest.mark.django_db
def test_what_happens_on_a_day_off_is_set_per_agency_for_appeals_only(office: Office) -> None:
    """The agency that set nothing follows the kind, and so does a kind that the law decides."""
    answer, press = (TermKind.objects.get(code=code) for code in ("appeal-answer", "press-inquiry"))
    for one in (answer, press):
        OwnRoll.objects.create(agency=office.agency, kind=one, roll=Roll.NEXT)
    assert office.other is not None

    def due(agency: object, of: TermKind, start: date) -> date:
        return terms.compute_for(agency, of, start).due_on  # type: ignore[arg-type]

    assert due(office.agency, answer, date(2026, 4, 1)) == date(2026, 5, 4)
    assert due(office.other.agency, answer, date(2026, 4, 1)) == date(2026, 4, 30)
    assert due(office.agency, press, date(2026, 6, 5)) == date(2026, 6, 11)


@pytest.mark.django_db
def test_reference_terms_load_once_and_keep_what_was_edited() -> None:
    """A second load adds nothing and changes nothing."""
    reference.load_reference_data()
    edited = TermKind.objects.get(code="appeal-answer")
    edited.length, edited.extensions_at_most = 25, 2
    edited.save()

    reference.load_reference_data()

    assert TermKind.objects.count() == len(reference.TERM_KINDS)
    kept = TermKind.objects.get(code="appeal-answer")
    assert (kept.length, kept.extensions_at_most) == (25, 2)


@pytest.mark.django_db
def test_kinds_of_an_earlier_version_learn_what_they_did_not_know() -> None:
    """Length and extension stay as they were edited; start, notices and reminders are filled in."""
    reference.load_reference_data()
    old = TermKind.objects.get(code="information-request")
    old.length, old.starts_from, old.extensions_at_most, old.notice_days = 20, "", 0, None
    old.save()

    reference.load_reference_data()

    known = TermKind.objects.get(code="information-request")
    assert (known.length, known.starts_from, known.extensions_at_most) == (20, TermStart.REGISTRATION, 1)
    assert (known.notice_days, known.needs_notice, known.used_for) == (7, True, TermUse.PAPER)
