"""Measures of the desk over a thousand tasks and over a million: what one person needs stays as it is, the rest grows.

Whoever opens it has sixty open tasks. Of the others half lie open with somebody else and half are done, a tenth of
these by whoever opens the desk.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Employee
from bench.desk_work import fill
from bench.measuring import Measure, median_ms
from bench.world import World
from citizens.models import Case
from history import clock, guards
from history.models import TrackedModel
from workflows.models import WorkItem, WorkState

MINE = 60
OF_A_CASE = 5
READER, OTHER = "akhmetzyanova", "timofeev"


def measures(world: World, sizes: tuple[int, ...], *, repetitions: int) -> Iterator[Measure]:
    """The page at each size, the smallest first, its queries, and how the last one stands to the first."""
    reader, other = world.a.person(READER), world.a.person(OTHER)
    fill(world, MINE * 2, among=2)
    pattern = WorkItem.objects.filter(assignee=other, case__executor=other, state=WorkState.TAKEN).latest("pk")
    client = Client()
    client.force_login(reader, backend="agencies.backends.EmployeeBackend")

    def open_desk(_number: int = 0) -> None:
        if client.get("/").status_code != 200:
            raise AssertionError("the desk does not open")

    times = []
    for size in sizes:
        _grow(pattern, reader, other, size - WorkItem.objects.count())
        open_desk()
        with CaptureQueriesContext(connection) as asked:
            open_desk()
            queries = len(asked)
        times.append(median_ms(f"the desk at {size:,} tasks".replace(",", " "), open_desk, repetitions=repetitions))
        yield times[-1]
        yield Measure(times[-1].name, float(queries), "queries", 1)
    yield Measure("the desk at the most tasks: times that at the fewest", times[-1].value / times[0].value, "ratio", 1)


def _grow(pattern: WorkItem, reader: Employee, other: Employee, count: int) -> None:
    """That many tasks more, copies of one made past the history: half of them open, half done, five on each case."""
    earlier = clock.now() - timedelta(days=3)
    first = Case.objects.aggregate(last=Max("pk"))["last"] + 1
    cases = max(count // OF_A_CASE, 1)
    values: dict[str, Any] = {"reader": reader.pk, "other": other.pk, "now": earlier, "first": first, "cases": cases}
    moment = "%(now)s::timestamptz" if connection.vendor == "postgresql" else "%(now)s"
    guards.remove()
    if pattern.case is None:
        raise ValueError("the pattern is work on a case")
    _copy(pattern.case, cases, values, {"id": "%(first)s + n - 1", "number": "'К-' || (%(first)s + n - 1)"})
    _copy(
        pattern,
        count,
        values,
        {
            "state": "CASE WHEN n %% 2 = 0 THEN 'taken' ELSE 'done' END",
            "assignee_id": "CASE WHEN n %% 20 = 1 THEN %(reader)s ELSE %(other)s END",
            "done_by_id": "CASE WHEN n %% 20 = 1 THEN %(reader)s WHEN n %% 2 = 1 THEN %(other)s END",
            "done_at": f"CASE WHEN n %% 2 = 1 THEN {moment} END",
            "case_id": "%(first)s + n %% %(cases)s",
            "task_id": "NULL",
        },
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    guards.install()


def _copy(pattern: TrackedModel, count: int, values: dict[str, Any], made: dict[str, str]) -> None:
    """Copies of a row with some columns made anew, of which ``n`` is the number of the copy."""
    table = pattern._meta.db_table
    fields = [str(field.column) for field in pattern._meta.local_concrete_fields]
    columns = [name for name in fields if name != "id" or "id" in made]
    selected = ", ".join(made.get(name, f"pattern.{name}") for name in columns)
    rows = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %(count)s)"
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    copied = f"SELECT {selected} FROM numbers, {table} pattern WHERE pattern.id = %(pattern)s"  # noqa: S608  # our names
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} {into} {copied}", values | {"count": count, "pattern": pattern.pk})
