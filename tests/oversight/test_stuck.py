"""Where work gets stuck: medians in working time, returns, unused steps; every figure equals its list."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import Employee
from history import clock
from oversight.selectors import stuck
from oversight.selectors.stuck import Asked, Figure, Row
from tests.oversight.papers import NOON, a_case, an_item, days
from tests.people import Office
from tests.world import World
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import cases

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F55")]
MONTH = Asked(days(-30), days(0))


@pytest.fixture
def worked(office: Office) -> Office:
    """Three executions of one kind of case and unit, one of another; one open; one in the other agency."""
    executor, stranger = office.person("executor"), office.person("stranger")
    for number, ended in enumerate([timedelta(hours=1), timedelta(hours=5), timedelta(days=3)], start=1):
        case = a_case(office, f"ОГ-{number}", executor, office.units["05"])
        begun = NOON - timedelta(days=7, hours=2)
        an_item(case, executor, days(3), WorkState.DONE, created_at=begun, done_at=begun + ended)
    other = a_case(office, "ОГ-8", stranger, office.units["08"], kind="complaint")
    an_item(other, stranger, days(3), WorkState.DONE, created_at=NOON - timedelta(hours=2), done_at=NOON)
    an_item(other, stranger, days(3))
    assert office.other is not None
    theirs = office.other.person("executor")
    an_item(a_case(office.other, "ОГ-9", theirs, theirs.current_posts[0].unit), theirs, days(1))
    return office


def of(found: list[Row], kind: WorkKind) -> Row:
    """The figures of a step."""
    return next(row for row in found if row.step.kind == kind)


def test_the_median_is_of_working_time(worked: Office) -> None:
    """1, 4 (a break lies between) and 24 hours of one unit; two of another one's."""
    found = of(stuck.rows(worked.person("leader"), MONTH), WorkKind.EXECUTE)
    of_unit = of(
        stuck.rows(worked.person("leader"), Asked(MONTH.since, MONTH.until, "", worked.units["05"])), WorkKind.EXECUTE
    )

    assert (of_unit.done, of_unit.half) == (3, timedelta(hours=4))
    assert (found.done, found.half) == (4, timedelta(hours=3))


def test_kind_of_case_and_days_narrow_what_is_counted(worked: Office) -> None:
    """As they were asked for."""
    leader = worked.person("leader")

    by_kind = of(stuck.rows(leader, Asked(MONTH.since, MONTH.until, "complaint")), WorkKind.EXECUTE)
    earlier = of(stuck.rows(leader, Asked(days(-60), days(-30))), WorkKind.EXECUTE)

    assert (by_kind.done, by_kind.open) == (1, 1)
    assert (earlier.done, earlier.half, earlier.open, earlier.is_unused) == (0, None, 1, True)


@pytest.mark.parametrize("role", ["leader", "unit_head", "controller"])
def test_every_figure_equals_its_list(worked: Office, role: str) -> None:
    """Of everybody who may look."""
    reader = worked.person(role)

    for row in stuck.rows(reader, MONTH):
        for figure, count in row.figures:
            assert stuck.behind(reader, MONTH, row.step.kind, figure).count() == count


def test_a_head_of_unit_sees_the_papers_of_the_own_unit_alone(worked: Office) -> None:
    """Neither figure nor list of others."""
    head = worked.person("unit_head")

    assert of(stuck.rows(head, MONTH), WorkKind.EXECUTE).done == 3
    assert {item.case.number for item in stuck.behind(head, MONTH, WorkKind.EXECUTE, Figure.DONE) if item.case} == {
        "ОГ-1",
        "ОГ-2",
        "ОГ-3",
    }


def test_returned_work_came_back_and_a_step_after_a_wait_did_not(world: World) -> None:
    """The controller returned one report; the executor also went on after a wait."""
    case = world.appeal()
    world.resolved(case)
    world.inquired(case)
    executor = world.person("executor")
    cases.await_reply(actor=executor, item=world.item(WorkKind.EXECUTE, case))
    cases.go_on(actor=executor, item=world.item(WorkKind.AWAIT_REPLY, case))
    world.decided(case, "measures-taken")
    WorkItem.objects.filter(case=case, kind=WorkKind.EXECUTE, done_at__isnull=True).get()
    cases.report(actor=executor, item=world.item(WorkKind.EXECUTE, case), text="Выполнено.")
    cases.return_report(
        actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case), remark="Нет ответа заявителю."
    )
    asked = Asked(clock.today() - timedelta(days=1), clock.today())
    leader = world.person("leader")

    found = stuck.rows(leader, asked)

    assert [(row.step.kind, row.back) for row in found if row.back] == [(WorkKind.EXECUTE, 1)]
    assert of(found, WorkKind.EXECUTE).entered == 3
    assert [item.pk for item in stuck.behind(leader, asked, WorkKind.EXECUTE, Figure.BACK)] == [
        world.item(WorkKind.EXECUTE, case).pk
    ]


def test_steps_that_nobody_came_by_are_named_and_others_are_not(worked: Office) -> None:
    """Execution was used, filing was not."""
    unused = {row.step.kind for row in stuck.rows(worked.person("leader"), MONTH) if row.is_unused}

    assert WorkKind.FILE in unused
    assert WorkKind.EXECUTE not in unused


def test_the_page_its_lists_and_its_files_tell_the_same(worked: Office) -> None:
    """As a head of unit opens them."""
    client = Client()
    client.force_login(worked.person("unit_head"), backend="agencies.backends.EmployeeBackend")
    query = {"since": MONTH.since.isoformat(), "until": MONTH.until.isoformat(), "kind": "", "unit": ""}

    with clock.at(NOON):
        page = client.get(reverse("oversight:stuck"), query)
        listed = client.get(reverse("oversight:stuck-list", args=["execute", "done"]), query)
        sheet = client.get(reverse("oversight:stuck-xlsx"), query)
        text = client.get(reverse("oversight:stuck-csv"), query).content.decode("utf-8-sig")

    row = of(page.context["rows"], WorkKind.EXECUTE)
    lines = [[cell.value for cell in line] for line in load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows()]
    assert listed.context["page"].paginator.count == row.done == 3
    assert [span for _item, span in listed.context["items"]] == [
        timedelta(hours=24),
        timedelta(hours=4),
        timedelta(hours=1),
    ]
    assert [line[2:4] for line in lines if line[1] == row.step.name] == [["3", "4:00"]]
    assert f"{row.step.process};{row.step.name};3;4:00" in text


@pytest.mark.parametrize(
    "address",
    ["/oversight/steps/execute/nothing/", "/oversight/steps/mentioned/done/", "/oversight/steps/x/done/"],
)
def test_a_forged_step_or_figure_has_no_list(worked: Office, address: str) -> None:
    """The address answers as if there were none."""
    client = Client()
    client.force_login(worked.person("leader"), backend="agencies.backends.EmployeeBackend")

    assert client.get(address).status_code == 404


def test_a_unit_of_another_agency_is_refused(worked: Office) -> None:
    """With a word beside the field."""
    client = Client()
    client.force_login(worked.person("leader"), backend="agencies.backends.EmployeeBackend")
    assert worked.other is not None

    page = client.get(reverse("oversight:stuck"), {"unit": worked.other.units["03"].pk})

    assert page.status_code == 422
    assert page.context["asked"].unit is None


def test_the_queries_do_not_grow_with_the_work(worked: Office) -> None:
    """Twenty more pieces of work, as many queries."""
    leader = worked.person("leader")
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            stuck.rows(Employee.objects.get(pk=leader.pk), MONTH)
        counts.append(len(queries))
        for number in range(20 * (1 - turn)):
            case = a_case(worked, f"ОГ-1{number}", worked.person("executor"), worked.units["05"])
            an_item(case, worked.person("executor"), date(2026, 12, 1), WorkState.DONE)

    assert counts[0] == counts[1] <= 9
