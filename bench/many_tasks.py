"""Measures of the desk over a thousand tasks and over a million: what one person needs stays as it is, the rest grows.

Whoever opens it has sixty open tasks. Of the others half lie open with somebody else and half are done, a tenth of
these by whoever opens the desk.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Employee
from bench.desk_work import fill
from bench.measuring import Measure, median_ms
from bench.world import World
from history import clock, guards
from workflows.models import WorkItem, WorkState

MINE = 60
READER, OTHER = "akhmetzyanova", "timofeev"


def measures(world: World, sizes: tuple[int, ...], *, repetitions: int) -> Iterator[Measure]:
    """The page at each size, the smallest first, its queries, and how the last one stands to the first."""
    reader, other = world.a.person(READER), world.a.person(OTHER)
    fill(world, MINE, among=1)
    pattern = WorkItem.objects.filter(assignee=reader, state=WorkState.TAKEN).latest("pk")
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
    """That many tasks more, copies of one made past the history: half of them open, half done."""
    columns = [str(field.column) for field in WorkItem._meta.local_concrete_fields[1:]]
    made = {
        "state": "CASE WHEN n % 2 = 0 THEN 'taken' ELSE 'done' END",
        "assignee_id": "CASE WHEN n % 20 = 1 THEN %(reader)s ELSE %(other)s END",
        "done_by_id": "CASE WHEN n % 20 = 1 THEN %(reader)s WHEN n % 2 = 1 THEN %(other)s END",
        "done_at": "CASE WHEN n % 2 = 1 THEN %(now)s END",
        "task_id": "NULL",
    }
    if connection.vendor == "postgresql":
        made["done_at"] = "CASE WHEN n % 2 = 1 THEN %(now)s::timestamptz END"
    selected = ", ".join(made.get(name, f"pattern.{name}") for name in columns).replace("n % ", "n %% ")
    rows = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %(count)s)"
    table = WorkItem._meta.db_table
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    copied = f"SELECT {selected} FROM numbers, {table} pattern WHERE pattern.id = %(pattern)s"  # noqa: S608  # our names
    earlier = clock.now() - timedelta(days=3)
    values: dict[str, Any] = {
        "reader": reader.pk,
        "other": other.pk,
        "pattern": pattern.pk,
        "count": count,
        "now": earlier,
    }
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} {into} {copied}", values)
        cursor.execute("ANALYZE")
    guards.install()
