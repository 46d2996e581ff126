"""The control desk: its list equals the truth computed by SQL, its figures equal its lists, within everyone's sight."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from agencies.calendars import calendar_for
from citizens.models import Case, Stage
from history import clock
from tests.oversight.papers import a_case
from tests.people import Office
from tests.workflows.assigning import accepted, done, first_of_april, issued, staff
from tests.workflows.running import signed_in
from workflows import control_selectors as on_control
from workflows.assigned import Assignment
from workflows.control_selectors import Asked, Bucket

__all__ = ["first_of_april", "staff"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("F19")]

DUE = (-40, -3, -1, 0, 0, 1, 2, 3, 5, 6, 30)


def papers(office: Office) -> Iterator[Case]:
    """Cases with terms around today in two units, one of them off control, and one that awaits a resolution."""
    people = [("executor", "05"), ("lawyer", "08")]
    for number, offset in enumerate(DUE):
        name, unit = people[number % 2]
        due_on = clock.today() + timedelta(days=offset)
        fields: dict[str, Any] = {"due_on": due_on, "registered_on": due_on - timedelta(days=30)}
        fields |= {"received_on": fields["registered_on"], "stage": Stage.IN_WORK}
        yield a_case(office, f"ОГ-К-{number}", office.person(name), office.units[unit], **fields)
    yield a_case(office, "ОГ-К-30", due_on=clock.today(), registered_on=clock.today(), received_on=clock.today())
    off: dict[str, Any] = {"stage": Stage.OFF_CONTROL, "is_on_control": False, "due_on": clock.today()}
    yield a_case(office, "ОГ-К-31", registered_on=clock.today(), received_on=clock.today(), **off)


@pytest.fixture
def full(staff: Office) -> Office:
    """Cases of all terms; on one of them assignments in force, ended, with another controller."""
    case = list(papers(staff))[-3]
    accepted(issued(staff, "second", paper=case, due_on=clock.today() + timedelta(days=3)))
    issued(staff, paper=case, executor="lawyer", due_on=clock.today(), controller=staff.person("controller"))
    done(issued(staff, paper=case, executor="lawyer", due_on=clock.today()))
    return staff


TRUTH = """
SELECT 'case', id FROM citizens_case
WHERE stage NOT IN ('off_control', 'filed') AND due_on BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'assignment', id FROM workflows_assignment
WHERE state IN ('issued', 'accepted', 'in_work', 'reported', 'returned') AND due_on BETWEEN %(first)s AND %(last)s
"""


def truth(first: date = date.min, last: date = date.max) -> Counter[tuple[str, int]]:
    """Keys of what is on control and due between two days, asked of the tables themselves."""
    with connection.cursor() as cursor:
        cursor.execute(TRUTH, {"first": first.isoformat(), "last": last.isoformat()})
        return Counter(cursor.fetchall())


def shown(office: Office, role: str = "controller", **asked: str) -> Counter[tuple[str, int]]:
    """Keys that the list shows, gathered over its pages of four."""
    found: Counter[tuple[str, int]] = Counter()
    after = None
    while True:
        lines = on_control.lines(office.person(role), office.agency, Asked(**asked), after=after, size=4)
        found.update(("case" if one.is_case else "assignment", one.paper.pk) for one in lines[:4])
        if len(lines) <= 4:  # the size of these pages
            return found
        after = lines[3].key


def test_the_lists_equal_what_sql_finds_in_the_tables(full: Office) -> None:
    """Overdue, today, in three working days (until Monday, 6 April), later: nothing missing, nothing twice."""
    soon = calendar_for(full.agency).add_working_days(clock.today(), 3)
    today, a_day = clock.today(), timedelta(days=1)
    stretches = {
        Bucket.OVERDUE: (date.min, today - a_day),
        Bucket.TODAY: (today, today),
        Bucket.SOON: (today + a_day, soon),
        Bucket.LATER: (soon + a_day, date.max),
    }

    assert soon == date(2026, 4, 6)
    for bucket, stretch in stretches.items():
        expected = truth(*stretch)
        assert shown(full, bucket=bucket) == expected
        assert sum(expected.values()) > 0
    assert shown(full) == truth()


def test_each_figure_equals_the_length_of_its_list(full: Office) -> None:
    """Of all, by unit, by controller; units and controllers add up to all."""
    whole, units, controllers = on_control.summary(full.person("controller"), full.agency)

    for row, asked in [
        (whole, {}),
        *((row, {"unit": row.key}) for row in units),
        *((row, {"controller": row.key}) for row in controllers),
    ]:
        for bucket, count in row.cells:
            assert sum(shown(full, bucket=bucket, **asked).values()) == count
    assert whole.total == sum(row.total for row in units) == sum(row.total for row in controllers)
    assert {row.name for row in controllers} == {"Сомова И. П.", "Кречетова Н. Ю.", "Ахметзянова Д. Р.", ""}


def test_a_head_of_unit_sees_what_their_posts_let_them_see(full: Office) -> None:
    """Of unit 05, and no more."""
    seen = shown(full, "unit_head")

    assert seen < shown(full)
    assert {key for kind, key in seen if kind == "case"} == {
        one.pk for one in Case.objects.filter(unit=full.units["05"])
    }
    assert {key for kind, key in seen if kind == "assignment"} <= set(
        Assignment.objects.filter(case__unit=full.units["05"]).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("role", "status"), [("controller", 200), ("unit_head", 200), ("executor", 404), ("clerk", 404)]
)
def test_the_page_is_for_those_who_watch_the_work_of_others(full: Office, role: str, status: int) -> None:
    """Executors have their desk."""
    assert signed_in(full, role).get("/control/").status_code == status


def test_the_sheet_holds_the_rows_of_the_list_as_texts(full: Office) -> None:
    """What begins like a formula stays a text."""
    case = Case.objects.get(number="ОГ-К-3")
    case.summary = "=1+1"
    case.save()

    answer = signed_in(full, "controller").get("/control/sheet.xlsx", {"term": "today"})

    rows = list(load_workbook(BytesIO(answer.getvalue())).active.iter_rows())
    assert len(rows) - 1 == sum(truth(clock.today(), clock.today()).values())
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    assert "=1+1" in {row[1].value for row in rows}


@pytest.mark.parametrize("query", ["?after=x", "?after=2026-04-01_0_x", "?unit=x&controller=-1", "?term=never"])
def test_an_address_that_means_nothing_shows_everything(full: Office, query: str) -> None:
    """And no error."""
    page = signed_in(full, "controller").get(f"/control/{query}")

    assert page.status_code == 200
    assert sum(truth().values()) == page.context["whole_row"][0].total
