"""Month sheets: filled from calendar and absences, corrected with a reason, closed by the head and kept so."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Absence, AbsenceKind, DayCode, DayMark, Employee, MonthSheet, Post, Unit
from agencies.selectors.attendance import Line, sheet_of, units_kept_by
from agencies.services.attendance import close_sheet, correct_day, open_sheet
from history import clock
from tests.codes import codes
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F06")]
MONTH = date(2026, 11, 1)
LAST = datetime(2026, 11, 30, 15, 0, tzinfo=ZoneInfo("Europe/Moscow"))
REASON = "Служебная записка от 16.11.2026"


@pytest.fixture(autouse=True)
def last_of_november() -> Iterator[None]:
    """It is the last working day of the month: Monday, 30 November 2026."""
    with clock.at(LAST):
        yield


def line_of(office: Office, month: date = MONTH) -> Line:
    """The executor's line."""
    lines = sheet_of(office.units["05"], month).lines
    return next(one for one in lines if one.employee == office.executor)


def post_of(office: Office) -> Post:
    """The executor's post."""
    return office.person("executor").current_posts[0]


def corrected(office: Office, **given: object) -> DayMark | None:
    """A day corrected by the controller."""
    values: dict[str, object] = {
        "actor": office.person("controller"),
        "post": post_of(office),
        "day": date(2026, 11, 16),
        "code": DayCode.OVERTIME,
        "worked": timedelta(hours=10),
        "reason": REASON,
    }
    return correct_day(**(values | given))  # type: ignore[arg-type]


def away(office: Office, kind: str, starts_on: date, ends_on: date, **fields: object) -> Absence:
    """The executor's absence."""
    return Absence.objects.create(employee=office.executor, kind=kind, starts_on=starts_on, ends_on=ends_on, **fields)


def letters(line: Line) -> str:
    """Codes of the month in a row."""
    return "".join(one.code.letter if one.code else "." for one in line.days)


def test_a_month_is_filled_from_the_calendar(office: Office) -> None:
    """November 2026: 20 working days, the 3rd an hour shorter, the 4th a holiday."""
    line = line_of(office)

    assert letters(line) == "ВЯЯВЯЯВВЯЯЯЯЯВВЯЯЯЯЯВВЯЯЯЯЯВВЯ"
    assert (line.attended(), line.worked()) == (20, timedelta(hours=159))
    assert [line.attended(half) for half in line.halves] == [9, 11]


def test_absences_take_their_days_each_in_its_way(office: Office) -> None:
    """A leave leaves out the holiday, an illness takes days off too, a trip takes working days alone."""
    away(office, AbsenceKind.LEAVE, date(2026, 11, 2), date(2026, 11, 8))
    away(office, AbsenceKind.ILLNESS, date(2026, 11, 12), date(2026, 11, 15))
    away(office, AbsenceKind.TRIP, date(2026, 11, 19), date(2026, 11, 22))
    away(office, AbsenceKind.LEAVE, date(2026, 11, 26), date(2026, 11, 27), is_cancelled=True)

    line = line_of(office)

    assert letters(line) == "ВООВООООЯЯЯББББЯЯЯККВВЯЯЯЯЯВВЯ"
    assert line.missed == {"О": 6, "Б": 4, "К": 2}


def test_days_before_and_after_a_post_are_empty(office: Office) -> None:
    """And a post of another month makes no line."""
    post = post_of(office)
    post.starts_on, post.ends_on = date(2026, 11, 10), date(2026, 11, 12)
    post.save()

    assert letters(line_of(office)) == "." * 9 + "ЯЯЯ" + "." * 18
    assert office.executor not in [one.employee for one in sheet_of(office.units["05"], date(2026, 12, 1)).lines]


def test_a_corrected_day_stands_with_its_reason_until_it_is_taken_back(office: Office) -> None:
    """By the controller, who keeps the time of the agency."""
    corrected(office)
    line = line_of(office)
    assert (line.days[15].code, line.days[15].worked, line.days[15].reason) == (
        DayCode.OVERTIME,
        timedelta(hours=10),
        REASON,
    )

    corrected(office, code="", reason="Ошибка")

    assert line_of(office).days[15].code is DayCode.PRESENT
    assert not DayMark.objects.exists()


def test_hours_of_a_day_at_work_are_those_of_the_calendar_and_other_days_have_none(office: Office) -> None:
    """Unless they are named."""
    present = corrected(office, code=DayCode.PRESENT, worked=None)
    assert present is not None
    assert present.minutes == 480

    state = corrected(office, code=DayCode.STATE, worked=timedelta(hours=3))

    assert state is not None
    assert (state.pk, state.minutes) == (present.pk, 0)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "  "}, "reason-missing"),
        ({"code": "x"}, "code-unknown"),
        ({"worked": timedelta(hours=25)}, "hours-too-many"),
        ({"code": DayCode.HOLIDAY, "day": date(2026, 11, 14), "worked": None}, "hours-missing"),
        ({"day": date(2019, 12, 31)}, "post-not-held"),
        ({"day": date(1066, 10, 14)}, "date-too-early"),
        ({"code": ""}, "nothing-corrected"),
    ],
)
def test_a_wrong_correction_is_refused(office: Office, given: dict[str, object], code: str) -> None:
    """And nothing is kept."""
    with pytest.raises(ValidationError) as refused:
        corrected(office, **given)

    assert codes(refused) == [code]
    assert not DayMark.objects.exists()


@pytest.mark.parametrize("role", ["executor", "clerk", "auditor", "administrator", "stranger", "other.leader"])
def test_others_neither_correct_nor_close(office: Office, role: str) -> None:
    """Only who watches the load of the unit keeps its sheet."""
    actor = office.person(role)

    with pytest.raises(PermissionDenied):
        corrected(office, actor=actor)
    with pytest.raises(PermissionDenied):
        close_sheet(actor=actor, unit=office.units["05"], month=MONTH)
    assert not units_kept_by(actor).filter(pk=office.units["05"].pk).exists()


def test_a_controller_keeps_every_sheet_but_closes_none_and_a_head_only_their_own(office: Office) -> None:
    """The head of the agency closes all."""
    with pytest.raises(PermissionDenied):
        close_sheet(actor=office.person("controller"), unit=office.units["05"], month=MONTH)
    with pytest.raises(PermissionDenied):
        close_sheet(actor=office.person("unit_head"), unit=office.units["08"], month=MONTH)

    close_sheet(actor=office.person("leader"), unit=office.units["08"], month=MONTH)

    assert list(units_kept_by(office.person("unit_head"))) == [office.units["05"]]
    assert units_kept_by(office.person("controller")).count() == Unit.objects.filter(agency=office.agency).count()


def test_a_closed_sheet_stays_as_it_was_until_it_is_opened_with_a_reason(office: Office) -> None:
    """An illness that becomes known later, a new name of the post, nothing moves it."""
    head = office.person("unit_head")
    corrected(office)
    before = letters(line_of(office))
    sheet = close_sheet(actor=head, unit=office.units["05"], month=date(2026, 11, 30))
    away(office, AbsenceKind.ILLNESS, date(2026, 11, 23), date(2026, 11, 25))
    post = post_of(office)
    post.title = "советник"
    post.save()

    kept = line_of(office)
    assert (letters(kept), kept.title, kept.days[15].reason) == (before, "консультант", REASON)
    with pytest.raises(ValidationError) as refused:
        corrected(office)
    assert codes(refused) == ["sheet-closed"]
    with pytest.raises(ValidationError) as refused:
        close_sheet(actor=head, unit=office.units["05"], month=MONTH)
    assert codes(refused) == ["sheet-closed"]
    with pytest.raises(ValidationError) as refused:
        open_sheet(actor=head, sheet=sheet, reason="")
    assert codes(refused) == ["reason-missing"]

    open_sheet(actor=head, sheet=sheet, reason="Больничный лист")

    assert letters(line_of(office))[22:25] == "БББ"
    assert not MonthSheet.objects.exists()


def test_a_sheet_is_not_closed_before_its_last_working_day_nor_without_people(office: Office) -> None:
    """October is over; November is on its last working day; December is not."""
    leader = office.person("leader")
    empty = Unit.objects.create(agency=office.agency, code="77", name="Отдел без людей", path="/x/")
    for unit, month, code in (
        (office.units["05"], date(2026, 12, 1), "sheet-not-over"),
        (empty, MONTH, "sheet-empty"),
    ):
        with pytest.raises(ValidationError) as refused:
            close_sheet(actor=leader, unit=unit, month=month)
        assert codes(refused) == [code]
    with clock.at(LAST - timedelta(days=3)), pytest.raises(ValidationError) as refused:
        close_sheet(actor=leader, unit=office.units["05"], month=MONTH)
    assert codes(refused) == ["sheet-not-over"]

    close_sheet(actor=leader, unit=office.units["05"], month=date(2026, 10, 1))


def test_the_queries_do_not_grow_with_the_people(office: Office) -> None:
    """Eight more in the unit, as many queries."""
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            sheet_of(Unit.objects.select_related("agency").get(pk=office.units["05"].pk), MONTH)
        counts.append(len(queries))
        for number in range(8 * (1 - turn)):
            person = Employee.objects.create(username=f"p{number}", last_name="Иванов", first_name="Иван", sex="m")
            Post.objects.create(
                employee=person, unit=office.units["05"], title="консультант", role="executor", starts_on=MONTH
            )

    assert counts[0] == counts[1] <= 7
