"""The figures of the control list over the demo's world, beside SQL of their own."""

from datetime import date
from itertools import product

import pytest
from django.db import connection

from agencies.calendars import calendar_for
from history import clock
from oversight.selectors.load import Figure, items_of, load
from tests.demo.conftest import Demo

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# A mention is read, not worked on: it is no load.
OPEN = "assignee_id = %s AND state IN ('open', 'taken', 'waiting') AND kind <> 'mentioned'"
SQL = {
    Figure.OPEN: OPEN,
    Figure.OVERDUE: f"{OPEN} AND due_on < '{{today}}'",
    Figure.SOON: f"{OPEN} AND due_on BETWEEN '{{today}}' AND '{{soon}}'",
}


def test_the_control_list_equals_sql_on_the_demo(demo: Demo) -> None:
    """Every figure of every person of the ministry."""
    today = clock.today()
    soon: date = calendar_for(demo.agency).add_working_days(today, 3)
    controller = demo.person("krechetova")

    for unit in load(controller):
        for row, figure in product(unit.rows, SQL):
            with connection.cursor() as cursor:
                condition = SQL[figure].format(today=today, soon=soon)
                cursor.execute(
                    f"SELECT count(*) FROM workflows_workitem WHERE {condition}",  # noqa: S608  # of this module
                    [row.post.employee_id],
                )
                truth = cursor.fetchone()[0]
            assert row.counts.get(figure, 0) == truth == items_of(controller, row.post.employee, figure).count()
