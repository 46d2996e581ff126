"""Measures of the auditor's pages over a large record: ``python -m bench.record [--acts 3000000] [--readings 1000000]``.

The record is filled by the database itself, with its guards off: pages read it as any other. A command of its own, since
filling takes minutes; ``make bench`` runs it with a small record.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import django

QUICK, WHOLE = 20_000, 3_000_000


def main(arguments: list[str]) -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.record", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--acts", type=int)
    parser.add_argument("--readings", type=int)
    given = parser.parse_args(arguments)
    django.setup()
    from bench.world import made  # noqa: PLC0415  # rooms can be imported only when Django is set up

    acts = given.acts or (QUICK if given.quick else WHOLE)
    found = [one.written() for one in measures(made(), acts, given.readings or acts // 3)]
    print(json.dumps(found))
    return 0


def measures(world: "World", acts: int, readings: int) -> "Iterator[Measure]":  # noqa: F821
    """The 95th percentile of each page of the auditor, in milliseconds."""
    from django.test import Client  # noqa: PLC0415

    from bench.measuring import Measure  # noqa: PLC0415
    from citizens.models import Person  # noqa: PLC0415
    from history import clock  # noqa: PLC0415

    fill(world, acts, readings)
    client = Client()
    client.force_login(world.a.person("sedykh"), backend="agencies.backends.EmployeeBackend")
    clerk = world.a.person(world.a.clerk)
    today = clock.today()
    citizen = Person.objects.earliest("pk")
    pages: dict[str, str] = {
        "newest acts": "/oversight/acts/",
        "acts of a person": f"/oversight/acts/?person={clerk.pk}",
        "acts of a kind": "/oversight/acts/?verb=documents.signed",
        "acts from an address": "/oversight/acts/?address=10.0.0.77",
        "acts of a day long ago": f"/oversight/acts/?since={today - timedelta(days=300)}&until={today - timedelta(days=300)}",
        "acts far back": f"/oversight/acts/?before={acts // 2}",
        "newest readings": "/oversight/readings/",
        "readings of a person": f"/oversight/readings/?person={clerk.pk}",
        "report about a citizen": f"/oversight/applicants/{citizen.pk}/readings/",
        "integrity of the log": "/oversight/integrity/",
    }
    for name, address in pages.items():
        yield Measure(f"{name} at {acts} acts", _p95(lambda at=address: client.get(at)), "ms p95", 20)


def _p95(work: Callable[[], object], repetitions: int = 20) -> float:
    times = []
    work()
    for _number in range(repetitions):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return sorted(times)[int(repetitions * 0.95) - 1] * 1000


def fill(world: "World", acts: int, readings: int) -> None:  # noqa: F821
    """That many acts and readings of a year, by fifty people from two hundred addresses, about a thousand papers."""
    from django.db import connection, transaction  # noqa: PLC0415

    from history import guards  # noqa: PLC0415
    from history.models import Entry  # noqa: PLC0415

    series = (
        "SELECT n FROM generate_series(1, {count}) AS n"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s"
    )
    ago = (
        "now() - make_interval(secs => ({count} - n) * 31536000.0 / {count})"
        if connection.vendor == "postgresql"
        else "strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || (({count} - n) * 31536000 / {count}) || ' seconds')"
    )
    agency, entry = world.a.agency.pk, Entry.objects.latest("id")
    key = entry.uuid if connection.vendor == "postgresql" else entry.uuid.hex
    person = world.a.person(world.a.clerk).pk
    verb = "CASE n % 9 WHEN 0 THEN 'documents.signed' WHEN 1 THEN 'workflows.taken' ELSE 'documents.changed' END"
    guards.remove()
    with transaction.atomic(), connection.cursor() as cursor:
        first = _next_id(cursor, "history_act")
        cursor.execute(
            f"INSERT INTO history_act (id, verb, at, actor_key, actor_name, address, subject_type, subject_key,"  # noqa: S608
            f" subject_label, agency_key, data, entry_id) SELECT {first} + n, {verb},"
            f" {ago.format(count=acts)}, {person} + n % 50, 'Мельник О. П.', '10.0.0.' || (n % 200), 'documents.document',"
            f" n % 1000, 'ОГ-Ф-' || (n % 1000) || '/26', {agency}, '{{}}', '{key}' FROM ({series.format(count=acts)}) AS s"
        )
        cursor.execute(
            f"INSERT INTO history_actmention (act_id, object_type, object_key) SELECT {first} + n,"  # noqa: S608
            f" 'documents.document', n % 1000 FROM ({series.format(count=acts)}) AS s"
        )
        first = _next_id(cursor, "history_reading")
        cursor.execute(
            f"INSERT INTO history_reading (id, at, actor_key, actor_name, address, kind, page, ground, query, agency_key,"  # noqa: S608
            f" entry_id) SELECT {first} + n, {ago.format(count=readings)}, {person} + n % 50, 'Мельник О. П.',"
            f" '10.0.0.' || (n % 200), 'viewed', 'workflows:case', 'clerk', '', {agency}, '{key}'"
            f" FROM ({series.format(count=readings)}) AS s"
        )
        cursor.execute(
            f"INSERT INTO history_readingmention (reading_id, object_type, object_key) SELECT {first} + n,"  # noqa: S608
            f" 'citizens.person', 1 + n % 1000 FROM ({series.format(count=readings)}) AS s"
        )
        for table in ("history_act", "history_reading"):
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    guards.install()


def _next_id(cursor: "object", table: str) -> int:
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # type: ignore[attr-defined]  # noqa: S608
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
