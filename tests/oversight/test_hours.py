"""Hours by person, unit, kind, stage, case and task: every sum equals its list, and heads see their own units alone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from history import clock
from oversight.selectors import hours
from oversight.selectors.hours import Asked, By
from tests.oversight.papers import NOON, a_case, an_effort, an_item, days
from tests.people import Office
from workflows.models import Effort, WorkKind

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F06", "X06")]
MONTH = (days(-30), days(0))


@pytest.fixture
def worked(office: Office) -> Office:
    """Two people of two units, on three tasks of two cases: 20, 30, 40 and 5 minutes; and one in another agency."""
    executor, stranger = office.person("executor"), office.person("stranger")
    first = a_case(office, "ОГ-1", executor, executor.current_posts[0].unit)
    second = a_case(office, "ОГ-2", stranger, stranger.current_posts[0].unit)
    execution = an_item(first, executor, days(3))
    an_effort(execution, executor, 20)
    an_effort(execution, executor, 30, timedelta(days=3))
    an_effort(an_item(second, stranger, days(3)), stranger, 40)
    an_effort(an_item(first, executor, days(3), kind=WorkKind.AWAIT_REPLY), executor, 5, timedelta(days=4))
    assert office.other is not None
    other = office.other.person("executor")
    an_effort(an_item(a_case(office.other, "ОГ-9", other, other.current_posts[0].unit), other, days(1)), other, 60)
    return office


def sums(office: Office, by: By, role: str = "leader") -> list[int]:
    """Minutes of each sum."""
    found = hours.rows(office.person(role), Asked(*MONTH, by))
    return [int(row.spent.total_seconds()) // 60 for row in found]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (By.PERSON, [55, 40]),
        (By.UNIT, [55, 40]),
        (By.KIND, [90, 5]),
        (By.STAGE, [90, 5]),
        (By.CASE, [55, 40]),
        (By.TASK, [50, 40, 5]),
    ],
)
def test_hours_add_up_and_each_sum_equals_its_list(worked: Office, by: By, expected: list[int]) -> None:
    """The sums of every way of adding up make the same whole."""
    leader, asked = worked.person("leader"), Asked(*MONTH, by)

    found = hours.rows(leader, asked)

    assert sums(worked, by) == expected
    for row in found:
        listed = hours.behind(leader, asked, row.key)
        assert sum((one.length for one in listed), timedelta()) == row.spent  # type: ignore[attr-defined]
        assert listed.count() == row.count
    assert sum((row.spent for row in found), timedelta()) == hours.total(leader, asked) == timedelta(minutes=95)


def test_a_head_of_unit_sees_hours_of_the_own_unit_alone(worked: Office) -> None:
    """Neither a sum nor a list of others."""
    head, asked = worked.person("unit_head"), Asked(*MONTH, By.PERSON)

    assert sums(worked, By.PERSON, "unit_head") == [55]
    assert not hours.behind(head, asked, str(worked.person("stranger").pk)).exists()


def test_days_that_were_not_asked_for_do_not_count(worked: Office) -> None:
    """From day to day, both included."""
    leader = worked.person("leader")

    assert hours.total(leader, Asked(days(-3), days(-3), By.PERSON)) == timedelta(minutes=30)
    assert hours.rows(leader, Asked(days(-20), days(-10), By.CASE)) == []


def test_the_page_its_list_and_its_files_tell_the_same(worked: Office) -> None:
    """As a person opens them."""
    client = Client()
    client.force_login(worked.person("unit_head"), backend="agencies.backends.EmployeeBackend")
    query = {"by": "task", "since": MONTH[0].isoformat(), "until": MONTH[1].isoformat()}

    with clock.at(NOON):
        page = client.get(reverse("oversight:hours"), query)
        listed = client.get(reverse("oversight:hours-list", args=[page.context["rows"][0].key]), query)
        sheet = client.get(reverse("oversight:hours-xlsx"), query)
        text = client.get(reverse("oversight:hours-csv"), query).content.decode("utf-8-sig")

    cells = [row[1].value for row in load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows()]
    assert listed.context["total"] == timedelta(minutes=50)
    assert cells[1:] == ["0:50", "0:05"]
    assert [line.split(";")[1] for line in text.splitlines()][1:] == ["0:50", "0:05"]


def test_sums_are_paged_and_the_file_has_all_of_them(worked: Office) -> None:
    """A hundred and three cases: two pages; a page beyond the last is the last."""
    executor = worked.person("executor")
    for number in range(101):
        case = a_case(worked, f"ОГ-3{number}", executor, executor.current_posts[0].unit)
        an_effort(an_item(case, executor, days(3)), executor, 1, timedelta(days=5, minutes=number))
    client = Client()
    client.force_login(worked.person("leader"), backend="agencies.backends.EmployeeBackend")
    query = {"by": "case", "since": MONTH[0].isoformat(), "until": MONTH[1].isoformat()}

    pages = [client.get(reverse("oversight:hours"), {**query, "page": page}) for page in ("1", "2", "9", "x")]
    listed = client.get(reverse("oversight:hours-list", args=[executor.pk]), {**query, "by": "person", "page": "2"})
    text = client.get(reverse("oversight:hours-csv"), query).content.decode("utf-8-sig")

    assert [len(page.context["rows"]) for page in pages] == [100, 3, 3, 100]
    assert [row.key for page in pages[:2] for row in page.context["rows"]] == [
        row.key for row in hours.rows(worked.person("leader"), Asked(*MONTH, By.CASE))
    ]
    assert len(listed.context["efforts"]) == 4
    assert len(text.splitlines()) == 104


@pytest.mark.parametrize("key", ["0", "x", "none", "9" * 30])
def test_a_forged_key_has_no_list(worked: Office, key: str) -> None:
    """For every way of adding up."""
    client = Client()
    client.force_login(worked.person("leader"), backend="agencies.backends.EmployeeBackend")

    for by in By.values:
        assert client.get(reverse("oversight:hours-list", args=[key]), {"by": by}).status_code == 404
    assert Effort.objects.count() == 5
