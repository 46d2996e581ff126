"""Managers see who has how much to do; each figure equals its list and what SQL says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Employee
from history import clock
from oversight.selectors.load import Figure, after, efforts_of, hours_of, items_of, load, people_watched
from tests.oversight.papers import NOON, a_case, an_effort, an_item, days
from tests.people import Office
from workflows.models import WorkKind, WorkState

pytestmark = pytest.mark.django_db


def a_busy_office(office: Office) -> None:
    """Work of every kind of lateness with two executors of two units, and one paper of the other agency."""
    assert office.other is not None
    for number, (due, state) in enumerate(
        [
            (days(-4), WorkState.TAKEN),
            (days(-1), WorkState.WAITING),
            (days(0), WorkState.OPEN),
            (days(3), WorkState.TAKEN),
            (days(4), WorkState.TAKEN),
            (None, WorkState.OPEN),
            (days(-3), WorkState.DONE),
            (days(1), WorkState.DONE),
            (days(1), WorkState.CANCELLED),
        ]
    ):
        case = a_case(office, f"ОГ-Ф-{number}/26", office.executor, office.units["05"])
        item = an_item(case, office.executor, due, state)
        an_effort(item, office.executor, 30, timedelta(days=1, hours=number))
    long_ago = a_case(office, "ОГ-Я-99/26", office.executor, office.units["05"])
    item = an_item(long_ago, office.executor, days(-40), WorkState.DONE, done_at=NOON - timedelta(days=40))
    an_effort(item, office.executor, 60, timedelta(days=41))
    foreign_unit = a_case(office, "ОГ-Ч-50/26", office.stranger, office.units["08"])
    an_item(foreign_unit, office.stranger, days(-2))
    an_item(a_case(office.other, "ОГ-Г-1/26"), office.other.executor, days(-2))


def figures(manager: Employee) -> dict[str, dict[str, Any]]:
    """The table as the page shows it, by surname."""
    return {
        row.post.employee.last_name: {**{figure.value: count for figure, count in row.figures}, "hours": row.effort}
        for unit in load(manager)
        for row in unit.rows
    }


def truth(person: Employee, condition: str) -> int:
    """What plain SQL counts."""
    since = connection.ops.adapt_datetimefield_value(NOON - timedelta(days=30, hours=12))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM workflows_workitem WHERE {condition}",  # noqa: S608  # conditions of this module
            {"who": person.pk, "today": days(0), "soon": days(3), "since": since},
        )
        return int(cursor.fetchone()[0])


OPEN = "assignee_id = %(who)s AND state IN ('open', 'taken', 'waiting')"
SQL = {
    Figure.OPEN: OPEN,
    Figure.SOON: f"{OPEN} AND due_on BETWEEN %(today)s AND %(soon)s",
    Figure.OVERDUE: f"{OPEN} AND due_on < %(today)s",
    Figure.DONE: "done_by_id = %(who)s AND state = 'done' AND done_at >= %(since)s",
}


@pytest.mark.parametrize("figure", SQL)
def test_a_figure_equals_its_list_and_sql(office: Office, figure: Figure) -> None:
    """What the manager reads is what lies there."""
    a_busy_office(office)

    with clock.at(NOON):
        shown = figures(office.leader)["Ахметзянова"][figure]
        listed = items_of(office.leader, office.executor, figure).count()

    assert shown == listed == truth(office.executor, SQL[figure]) > 0


def test_the_figures_of_a_known_office_are_as_counted_by_hand(office: Office) -> None:
    """Tuesday to Thursday are the three working days; waiting is open; cancelled and old work count nowhere."""
    a_busy_office(office)

    with clock.at(NOON):
        row = figures(office.controller)["Ахметзянова"]

    assert row == {"open": 6, "soon": 2, "overdue": 2, "done": 2, "late": 1, "hours": timedelta(minutes=30) * 9}


def test_hours_equal_the_sum_of_their_list(office: Office) -> None:
    """Stretches begun in the last 30 days, each with its length."""
    a_busy_office(office)

    with clock.at(NOON):
        shown = figures(office.leader)["Ахметзянова"]["hours"]
        listed = list(efforts_of(office.leader, office.executor))

    assert shown == sum((effort.ends_at - effort.starts_at for effort in listed), timedelta())
    assert len(listed) == 9


def test_a_head_of_unit_watches_the_own_unit_alone(office: Office) -> None:
    """Neither the people of another unit nor those of another agency are shown."""
    a_busy_office(office)

    with clock.at(NOON):
        shown = set(figures(office.unit_head))

    assert shown == {"Ершов", "Ахметзянова"}


def test_nobody_watches_another_agency(office: Office) -> None:
    """The acting head of A sees the people of A only."""
    with clock.at(NOON):
        watched = {post.unit.agency_id for post in people_watched(office.leader)}

    assert watched == {office.agency.pk}


def test_the_table_costs_the_same_queries_for_any_staff(office: Office) -> None:
    """An idle office and a busy one are counted by as many queries."""
    counts = []
    for is_busy in (False, True):
        if is_busy:
            a_busy_office(office)
        with clock.at(NOON), CaptureQueriesContext(connection) as queries:
            load(Employee.objects.get(pk=office.leader.pk))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 9


def test_a_list_goes_on_where_it_stopped(office: Office) -> None:
    """Read two at a time, it is the whole list in its order, items without a term last."""
    a_busy_office(office)
    with clock.at(NOON):
        items = items_of(office.leader, office.executor, Figure.OPEN)
        whole = [item.pk for item in items]
        read = list(items[:2])
        while rest := list(after(items, read[-1].due_on, read[-1].pk)[:2]):
            read += rest

    assert [item.pk for item in read] == whole
    assert read[-1].due_on is None


def test_hours_of_a_case_stand_beside_the_time_that_passed(office: Office) -> None:
    """Touch time per person from the stretches; beside it the working time of each item and of the case."""
    case = a_case(office, "ОГ-Ф-1/26", office.executor, office.units["05"])
    execute = an_item(case, office.executor, days(3), WorkState.DONE)
    visa = an_item(case, office.unit_head, days(3), kind=WorkKind.APPROVE)
    an_effort(execute, office.executor, 40)
    an_effort(execute, office.executor, 20, timedelta(days=1))
    an_effort(visa, office.unit_head, 5, timedelta(hours=3))

    with clock.at(NOON):
        hours = hours_of(case)

    assert [(row.person, row.touch) for row in hours.people] == [
        (office.executor, timedelta(hours=1)),
        (office.unit_head, timedelta(minutes=5)),
    ]
    assert hours.touch == timedelta(minutes=65)
    # from Friday noon: five hours of it are worked, then nothing until Monday, three hours of which have passed
    assert hours.time.whole.whole == timedelta(hours=5)
    assert [(task.passed.whole, touch) for task, touch in hours.items] == [
        (timedelta(hours=5), timedelta(hours=1)),
        (timedelta(hours=8), timedelta(minutes=5)),
    ]


def test_a_case_without_work_has_no_time(office: Office) -> None:
    """What came after hours is registered on the next working day, and no time passes backwards."""
    case = a_case(office, "ОГ-Ф-9/26", registered_on=days(1))

    with clock.at(NOON):
        assert hours_of(case).time.whole.whole == timedelta()
