"""Working time between moments: by days and hours of the agency, its break never counted."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendars import WorkingCalendar
from agencies.models import OfficeHours, OwnDay
from agencies.worktime import Hours, WorkingTime, working_time_of
from tests.people import Office

pytestmark = pytest.mark.feature("X06", "F55")
MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIA = WorkingTime(WorkingCalendar("ru"))


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in the installation's time zone."""
    return datetime.combine(day, time(hour, minute), tzinfo=MOSCOW)


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (at(date(2026, 11, 23), 10), at(date(2026, 11, 23), 12), hours(2)),
        (at(date(2026, 11, 23), 12), at(date(2026, 11, 23), 15), hours(2)),  # the break
        (at(date(2026, 11, 23), 13, 10), at(date(2026, 11, 23), 13, 50), hours(0)),
        (at(date(2026, 11, 20), 17), at(date(2026, 11, 23), 10), hours(2)),  # over a weekend
        (at(date(2026, 11, 3), 9), at(date(2026, 11, 5), 9), hours(7)),  # a short day and a holiday
        (at(date(2026, 11, 23), 20), at(date(2026, 11, 24), 7), hours(0)),  # a night
        (at(date(2026, 11, 23), 12), at(date(2026, 11, 23), 10), hours(0)),  # the other way round
        (at(date(2026, 1, 1)), at(date(2027, 1, 1)), hours(247 * 8 - 4)),  # the norm of 2026
    ],
)
def test_days_off_nights_and_breaks_are_not_working_time(since: datetime, until: datetime, expected: timedelta) -> None:
    """By the calendar of Russia and the usual hours."""
    assert RUSSIA.between(since, until) == expected


MOMENTS = st.datetimes(datetime(2024, 6, 1), datetime(2027, 6, 1), timezones=st.just(MOSCOW))  # noqa: DTZ001


@given(st.lists(MOMENTS, min_size=3, max_size=3).map(sorted))
def test_parts_add_up_to_the_whole(moments: list[datetime]) -> None:
    """Wherever a span is cut, and no day gives more than itself."""
    first, second, third = moments

    whole = RUSSIA.between(first, third)

    assert RUSSIA.between(first, second) + RUSSIA.between(second, third) == whole
    assert timedelta() <= whole <= third - first


@given(MOMENTS, st.integers(0, 40))
def test_whole_days_are_the_sum_of_their_hours(moment: datetime, count: int) -> None:
    """As if every day were asked by itself."""
    first = moment.date()
    days = [first + timedelta(days=number) for number in range(count)]

    found = RUSSIA.between(at(first), at(first + timedelta(days=count)))

    assert found == sum((RUSSIA.of_day(day) for day in days), timedelta())


@pytest.mark.django_db
def test_an_agency_has_hours_and_days_of_its_own(office: Office) -> None:
    """Friday until 16:45; a Saturday that it works as Mondays are worked."""
    saturday = date(2026, 11, 28)
    OfficeHours.objects.create(agency=office.agency, weekday=0, opens_at=time(8), closes_at=time(17))
    OfficeHours.objects.create(agency=office.agency, weekday=4, closes_at=time(16, 45))
    OwnDay.objects.create(agency=office.agency, day=saturday, kind="working", reason="Перенос")

    work = working_time_of(office.agency)

    assert [work.of_day(date(2026, 11, day)) for day in (26, 27, 28, 29)] == [hours(8), hours(6.75), hours(8), hours(0)]


def test_hours_without_a_break_and_a_break_after_closing_are_counted_right() -> None:
    """A short day may close before its break ends."""
    work = WorkingTime(
        WorkingCalendar("ru"),
        {0: Hours(time(9), time(14), time(13), time(14)), 1: Hours(time(9), time(13), time(13), time(13))},
    )

    assert work.of_day(date(2026, 11, 23)) == hours(4)
    assert work.of_day(date(2026, 11, 24)) == hours(4)
    assert work.of_day(date(2026, 11, 3)) == hours(3)
