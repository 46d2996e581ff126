"""Years of Russia as the decrees have them, and what an agency makes of its own days and hours."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from lxml import html

from agencies import services
from agencies.calendars import WorkingCalendar, calendar_for, closes_at, year_of, years_known
from agencies.models import DayKind, OfficeHours, OwnDay
from agencies.services import Hours
from documents.services.registration import day_of_registration
from history import clock
from history.models import Act
from tests.codes import codes
from tests.people import Office

DAYS = WorkingCalendar("ru")
MOSCOW = ZoneInfo("Europe/Moscow")
# Article 112 of the Labour Code; the moves of days off are those of the decrees.
HOLIDAYS = [(1, day) for day in range(1, 9)] + [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)]
WORKING_DAYS = {2024: 248, 2025: 247, 2026: 247, 2027: 247}
SHORT = {
    2024: ["22.02", "07.03", "08.05", "11.06", "02.11"],
    2025: ["07.03", "30.04", "11.06", "01.11"],
    2026: ["30.04", "08.05", "11.06", "03.11"],
    2027: ["20.02", "30.04", "11.06", "03.11"],
}
WORKING_SATURDAYS = {2024: ["27.04", "02.11", "28.12"], 2025: ["01.11"], 2026: [], 2027: ["20.02"]}


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def short(days: list[date]) -> list[str]:
    """Days and months alone."""
    return [f"{day:%d.%m}" for day in days]


def test_the_years_are_there_with_their_decrees() -> None:
    """Each names the decree that it follows; the coming one says that it does not know it."""
    assert years_known() == [2024, 2025, 2026, 2027]
    assert [year_of(year).source[-6:] for year in (2024, 2025)] == ["№ 1314", "№ 1335"]
    assert "№ 1466" in year_of(2026).source
    assert [DAYS.is_final(year) for year in (2024, 2025, 2026, 2027, 2031)] == [True, True, True, False, False]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_a_year_is_worked_as_the_package_of_holidays_says(year: int) -> None:
    """Day by day: another source, read by other people."""
    theirs = holidays.country_holidays("RU", years=year)

    ours = {day for day in days_of(year) if DAYS.is_working(day)}

    assert ours == {day for day in days_of(year) if theirs.is_working_day(day)}
    assert len(ours) == WORKING_DAYS[year]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_holidays_are_those_of_the_labour_code_and_every_one_that_fell_on_a_weekend_in_spring_was_moved(
    year: int,
) -> None:
    """Article 112: the eight days of January are moved by decree, the others to the next working day or by decree."""
    known = year_of(year)

    assert known.holidays == {date(year, month, day) for month, day in HOLIDAYS}
    lost = {day for day in known.holidays if day.weekday() >= 5}
    assert lost <= set(known.moved.values())
    assert all(not DAYS.is_working(given) for given in known.moved)


@pytest.mark.parametrize("year", SHORT)
def test_short_days_are_those_before_holidays_and_working_saturdays_of_such_days(year: int) -> None:
    """Article 95: the working day before a holiday; a day off moved from it hands its length on."""
    known = year_of(year)
    eves = {day for day in days_of(year) if day + timedelta(days=1) in known.holidays}
    by_rule = [
        day
        for day in days_of(year)
        if DAYS.is_working(day) and (day in eves or any(known.moved.get(eve) == day for eve in eves))
    ]

    assert short([day for day in days_of(year) if DAYS.is_short(day)]) == SHORT[year] == short(by_rule)


@pytest.mark.parametrize("year", WORKING_SATURDAYS)
def test_working_saturdays_are_known(year: int) -> None:
    """There is none in 2026."""
    found = [day for day in days_of(year) if DAYS.is_working(day) and day.weekday() >= 5]

    assert short(found) == WORKING_SATURDAYS[year]


def test_a_day_of_the_agency_goes_before_the_calendar_of_the_country() -> None:
    """Off on a working day, worked on a Sunday, shorter than the country's."""
    ours = WorkingCalendar(
        "ru",
        {
            date(2026, 4, 2): DayKind.OFF,
            date(2026, 4, 5): DayKind.WORKING,
            date(2026, 4, 3): DayKind.SHORT,
            date(2026, 4, 30): DayKind.WORKING,
        },
    )

    assert [ours.is_working(date(2026, 4, day)) for day in (2, 3, 4, 5)] == [False, True, False, True]
    assert [ours.is_short(date(2026, 4, day)) for day in (3, 5, 30)] == [True, False, False]
    assert ours.add_working_days(date(2026, 4, 1), 2) == date(2026, 4, 5)


@pytest.mark.django_db
def test_an_administrator_names_a_day_and_takes_it_back_each_with_a_reason(office: Office) -> None:
    """The calendar of this agency follows, that of the other does not; both acts stand in the record."""
    administrator, day = office.person("administrator"), date(2026, 12, 10)
    assert office.other is not None

    services.name_day(actor=administrator, agency=office.agency, day=day, kind="off", reason="День области")
    services.name_day(actor=administrator, agency=office.agency, day=day, kind="short", reason="День области, короче")
    named = OwnDay.objects.get()

    assert (calendar_for(office.agency).is_short(day), calendar_for(office.other.agency).is_short(day)) == (True, False)
    services.forget_day(actor=administrator, agency=office.agency, day=named, reason="Отменён указом")
    assert not calendar_for(office.agency).is_short(day)
    told = Act.objects.filter(verb__startswith="agencies.day_").order_by("id")
    assert [(act.verb, act.data["reason"]) for act in told] == [
        ("agencies.day_named", "День области"),
        ("agencies.day_named", "День области, короче"),
        ("agencies.day_forgotten", "Отменён указом"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "kind", "reason", "code"),
    [
        (date(2026, 4, 2), "off", " ", "reason-missing"),
        (date(2026, 4, 4), "off", "Суббота", "day-as-it-was"),
        (date(2026, 4, 2), "working", "Четверг", "day-as-it-was"),
        (date(2026, 4, 30), "short", "Канун праздника", "day-as-it-was"),
    ],
)
def test_a_day_that_changes_nothing_or_has_no_reason_is_refused(
    office: Office, day: date, kind: str, reason: str, code: str
) -> None:
    """With a stable code, and nothing is written."""
    with pytest.raises(ValidationError) as refused:
        services.name_day(actor=office.person("administrator"), agency=office.agency, day=day, kind=kind, reason=reason)

    assert codes(refused) == [code]
    assert not OwnDay.objects.exists()


@pytest.mark.django_db
def test_a_day_is_not_taken_back_without_a_reason(office: Office) -> None:
    """It stays."""
    administrator = office.person("administrator")
    named = services.name_day(
        actor=administrator, agency=office.agency, day=date(2026, 4, 2), kind="off", reason="День области"
    )

    with pytest.raises(ValidationError) as refused:
        services.forget_day(actor=administrator, agency=office.agency, day=named, reason="")

    assert codes(refused) == ["reason-missing"]
    assert OwnDay.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["leader", "clerk", "controller", "executor", "auditor", "other.leader"])
def test_nobody_but_an_administrator_of_the_agency_sets_its_calendar(office: Office, role: str) -> None:
    """Neither days nor hours."""
    person = office.person(role)

    with pytest.raises(PermissionDenied):
        services.name_day(actor=person, agency=office.agency, day=date(2026, 4, 2), kind="off", reason="Хочу")
    with pytest.raises(PermissionDenied):
        services.set_hours(actor=person, agency=office.agency, hours=[])


def hours(closes: time, weekday: int = 0, **given: time) -> Hours:
    """Hours of a day that opens at nine."""
    return Hours(weekday, time(9), closes, given.get("break_from", time(13)), given.get("break_until", time(13, 45)))


@pytest.mark.django_db
def test_what_comes_after_the_agency_closed_is_registered_on_the_next_working_day(office: Office) -> None:
    """By the hours of its own; on a short day it closes an hour earlier."""
    services.set_hours(
        actor=office.person("administrator"),
        agency=office.agency,
        hours=[hours(time(18)), hours(time(16, 45), weekday=4)],
    )
    days = calendar_for(office.agency)

    assert closes_at(office.agency, date(2026, 4, 3), days) == time(16, 45)
    assert closes_at(office.agency, date(2026, 5, 8), days) == time(15, 45)
    with clock.at(datetime(2026, 4, 3, 16, 44, tzinfo=MOSCOW)):
        assert day_of_registration(office.agency) == date(2026, 4, 3)
    with clock.at(datetime(2026, 4, 3, 16, 45, tzinfo=MOSCOW)):
        assert day_of_registration(office.agency) == date(2026, 4, 6)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (hours(time(8), break_from=time(9), break_until=time(9)), "closes-before-opening"),
        (hours(time(18), break_from=time(8)), "break-outside-hours"),
        (hours(time(18), break_from=time(14), break_until=time(13)), "break-outside-hours"),
    ],
)
def test_impossible_hours_are_refused(office: Office, wrong: Hours, code: str) -> None:
    """Each with its code."""
    with pytest.raises(ValidationError) as refused:
        services.set_hours(actor=office.person("administrator"), agency=office.agency, hours=[wrong])

    assert code in codes(refused)
    assert not OfficeHours.objects.exists()


def page(office: Office, **sent: str) -> tuple[int, str, object]:
    """The year 2026 as the administrator sees it, after sending something."""
    client = Client(headers={"accept-language": "ru"})
    client.force_login(office.person("administrator"), backend="agencies.backends.EmployeeBackend")
    address = reverse("agencies:calendar-year", args=[2026])
    answer = client.post(address, sent, follow=True) if sent else client.get(address)
    text = answer.content.decode()
    return answer.status_code, text, html.fromstring(text)


@pytest.mark.django_db
def test_a_year_is_shown_as_twelve_months_with_every_day_in_its_kind(office: Office) -> None:
    """Days off, short and moved days, and the agency's own, each with a sign beside the colour."""
    services.name_day(
        actor=office.person("administrator"),
        agency=office.agency,
        day=date(2026, 6, 15),
        kind="off",
        reason="День области",
    )

    _status, text, tree = page(office)

    def cells(condition: str) -> list[str]:
        return [one.text_content() for one in tree.xpath(f"//table[@class='month']//td[{condition}]")]  # type: ignore[attr-defined]

    assert len(tree.xpath("//table[@class='month']")) == 12  # type: ignore[attr-defined]
    assert sum(len(cells(f"contains(@class, 'day-{kind}')")) for kind in DayKind.values) == 365
    assert cells("contains(@class, 'day-short')") == ["30*", "8*", "11*", "3*"]
    assert cells("contains(@title, 'перенесён с')") == ["9→", "9→", "11→", "31→"]
    assert cells("contains(., '°')") == ["15°"]
    assert "246 рабочих дней" in text
    assert "№ 1466" in text


@pytest.mark.django_db
def test_the_page_refuses_a_wrong_day_beside_its_field(office: Office) -> None:
    """In the reader's language; a year that nobody knows is not there."""
    status, text, _tree = page(office, action="day", day="2026-04-04", kind="off", reason="Суббота")

    assert status == 422
    assert "04.04.2026 уже такой день." in text
    client = Client()
    client.force_login(office.person("administrator"), backend="agencies.backends.EmployeeBackend")
    assert client.get(reverse("agencies:calendar-year", args=[1999])).status_code == 404
