"""The page of a month sheet: kept by hand, printed, exported; effort only stands beside it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from agencies.models import Absence, AbsenceKind, DayMark, MonthSheet
from agencies.selectors.attendance import sheet_of
from history import clock
from oversight.selectors.attendance import Disagreement, beside
from tests.oversight.papers import a_case, an_item
from tests.people import Office
from workflows.models import Effort

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F06")]
MOSCOW = ZoneInfo("Europe/Moscow")
MONTH = date(2026, 11, 1)
PAGE = "oversight:month-sheet"


@pytest.fixture(autouse=True)
def last_of_november() -> Iterator[None]:
    """It is Monday, 30 November 2026."""
    with clock.at(datetime(2026, 11, 30, 15, 0, tzinfo=MOSCOW)):
        yield


def signed_in(office: Office, role: str) -> Client:
    """The browser of a person."""
    client = Client()
    client.force_login(office.person(role), backend="agencies.backends.EmployeeBackend")
    return client


def effort(office: Office, day: int, hours: float) -> None:
    """The executor's effort on a day of the month."""
    case = a_case(office, f"ОГ-{day}", office.executor, office.units["05"])
    begun = datetime(2026, 11, day, 9, 0, tzinfo=MOSCOW)
    Effort.objects.create(
        employee=office.executor,
        item=an_item(case, office.executor, None),
        case=case,
        starts_at=begun,
        ends_at=begun + timedelta(hours=hours),
    )


def asked(office: Office, **given: Any) -> dict[str, Any]:
    """The executor's unit and November."""
    return {"unit": office.units["05"].pk, "month": "2026-11"} | given


def test_disagreements_with_effort_are_shown_and_nothing_is_computed_from_it(office: Office) -> None:
    """On a leave, on a day off, more than presence, none at all; effort on a trip agrees."""
    before = [line.days for line in sheet_of(office.units["05"], MONTH).lines]
    effort(office, 9, 2)
    effort(office, 10, 9)
    effort(office, 14, 1)
    assert [line.days for line in sheet_of(office.units["05"], MONTH).lines] == before
    for kind, first, last in ((AbsenceKind.LEAVE, 9, 9), (AbsenceKind.TRIP, 16, 16)):
        Absence.objects.create(
            employee=office.executor, kind=kind, starts_on=date(2026, 11, first), ends_on=date(2026, 11, last)
        )
    effort(office, 16, 3)
    effort(office, 17, 4)

    found = beside(sheet_of(office.units["05"], MONTH))

    doubts = {one.day.day.day: one.what for one in found.doubts if one.line.employee == office.executor}
    assert {day: what for day, what in doubts.items() if what is not Disagreement.IDLE} == {
        9: Disagreement.AWAY,
        10: Disagreement.MORE,
        14: Disagreement.AWAY,
    }
    assert doubts[11] is Disagreement.IDLE
    assert doubts.keys().isdisjoint({16, 17})
    assert 30 not in doubts  # today is not over
    share = next(one for one in found.shares if one.line.employee == office.executor)
    assert (share.worked, share.effort, share.percent) == (timedelta(hours=143), timedelta(hours=19), 13)


def test_a_controller_corrects_and_a_head_closes_and_opens_by_the_page(office: Office) -> None:
    """With a word about what was done."""
    controller, head = signed_in(office, "controller"), signed_in(office, "unit_head")
    address = f"{reverse(PAGE)}?unit={office.units['05'].pk}&month=2026-11"
    post = office.person("executor").current_posts[0]
    day = {
        "action": "correct",
        "post": post.pk,
        "day": "2026-11-14",
        "code": "holiday",
        "hours": "4.5",
        "reason": "Приказ",
    }

    assert controller.post(address, day).status_code == 302
    assert DayMark.objects.get().minutes == 270
    assert "Закрыть табель" not in controller.get(address).content.decode()
    assert head.post(address, {"action": "close"}).status_code == 302
    assert MonthSheet.objects.get().closed_by == office.unit_head
    refused = controller.post(address, day)
    assert (refused.status_code, DayMark.objects.count()) == (422, 1)
    assert "Табель закрыт: руководитель может открыть его снова" in refused.content.decode()
    assert head.post(address, {"action": "open", "reason": "Ошибка"}).status_code == 302
    assert not MonthSheet.objects.exists()
    assert controller.post(address, {"action": "close"}).status_code == 403


def test_a_refused_correction_keeps_what_was_typed(office: Office) -> None:
    """A day of another month, without a reason."""
    post = office.person("executor").current_posts[0]
    address = f"{reverse(PAGE)}?unit={office.units['05'].pk}&month=2026-11"

    page = signed_in(office, "leader").post(
        address, {"action": "correct", "post": post.pk, "day": "2026-10-14", "code": "night", "reason": "Дежурство"}
    )

    assert page.status_code == 422
    assert page.context["correcting"].errors.keys() == {"day"}
    assert "Дежурство" in page.content.decode()


@pytest.mark.parametrize("query", [{"month": "2026-13"}, {"month": "0001-01"}, {"unit": "x"}, {"unit": "9" * 30}])
def test_a_wrong_unit_or_month_is_told_beside_the_field(office: Office, query: dict[str, str]) -> None:
    """And the own unit is shown."""
    page = signed_in(office, "unit_head").get(reverse(PAGE), query)

    assert page.status_code == 422
    assert page.context["sheet"].unit == office.units["05"]


def test_a_unit_that_is_not_theirs_is_not_shown(office: Office) -> None:
    """A head of another unit asks by a forged number."""
    page = signed_in(office, "unit_head").get(reverse(PAGE), {"unit": office.units["08"].pk})

    assert page.context["sheet"].unit == office.units["05"]
    assert "Лапин" not in page.content.decode()


def test_the_print_has_the_shape_of_the_form(office: Office) -> None:
    """Number of the form, period, unit, names, codes, sums, signatures."""
    answer = signed_in(office, "leader").get(reverse("oversight:month-sheet-print"), asked(office))
    pdf = PdfReader(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    text = " ".join(page.extract_text() for page in pdf.pages)

    for word in (
        "0504421",
        "с 1 по 30 ноября 2026 г.",
        "капитального ремонта",
        "Ахметзянова",
        "20 дн.",
        "159 ч",
        "не закрыт",
    ):
        assert word in text
    assert "Ответственный исполнитель" in text


def test_the_tables_tell_what_the_page_tells(office: Office) -> None:
    """A cell a day."""
    client = signed_in(office, "controller")
    sheet = client.get(reverse("oversight:month-sheet-xlsx"), asked(office))
    text = client.get(reverse("oversight:month-sheet-csv"), asked(office)).content.decode("utf-8-sig")

    lines = [[cell.value for cell in row] for row in load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows()]
    line = next(one for one in lines if str(one[0]).startswith("Ахметзянова"))
    assert line[2:6] == ["В", "Я 8", "Я 7", "В"]
    assert line[-2:] == ["20", "159"]
    assert "Ахметзянова Дина Ринатовна;консультант;В;Я 8;Я 7;В" in text


def test_a_sheet_closed_after_midnight_bears_the_day_of_its_place(office: Office) -> None:
    """At one in the morning in Moscow it is the evening of the day before in Greenwich."""
    head = signed_in(office, "unit_head")
    address = f"{reverse(PAGE)}?unit={office.units['05'].pk}&month=2026-11"
    with clock.at(datetime(2026, 12, 2, 1, 0, tzinfo=MOSCOW)):
        assert head.post(address, {"action": "close"}).status_code == 302

    answer = head.get(reverse("oversight:month-sheet-print"), asked(office))
    pdf = PdfReader(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]

    assert "02.12.2026" in " ".join(page.extract_text() for page in pdf.pages)
