"""Measures of the auditor's pages: a record of any size, and how long each page over it takes."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client

from bench.measuring import Measure
from bench.world import World
from citizens.models import Person
from history import clock, guards
from history.models import Entry

REPETITIONS = 20
PEOPLE, ADDRESSES, PAPERS = 50, 200, 1000


def measures(world: World, acts: int) -> Iterator[Measure]:
    """The 95th percentile of each page in milliseconds; a third as many readings as acts."""
    citizen = Person.objects.create(agency=world.a.agency, last_name="Фролова", sex="f", name_key="фролова")
    clerk = world.a.person(world.a.clerk)
    fill(world, clerk.pk, citizen.pk, acts, acts // 3)
    client = Client()
    client.force_login(world.a.person("sedykh"), backend="agencies.backends.EmployeeBackend")
    old = clock.today() - timedelta(days=300)
    pages = {
        "newest acts": "/oversight/acts/",
        "acts of a person": f"/oversight/acts/?person={clerk.pk}",
        "acts of a kind": "/oversight/acts/?verb=documents.signed",
        "acts from an address": "/oversight/acts/?address=10.0.0.77",
        "acts of a day long ago": f"/oversight/acts/?since={old}&until={old}",
        "acts far back": f"/oversight/acts/?before={acts // 2}",
        "newest readings": "/oversight/readings/",
        "readings of a person": f"/oversight/readings/?person={clerk.pk}",
        "report about a citizen": f"/oversight/applicants/{citizen.pk}/readings/",
        "integrity of the log": "/oversight/integrity/",
    }
    for name, address in pages.items():
        yield Measure(f"{name}, {acts} acts", _p95(client, address), "ms p95", REPETITIONS)


def _p95(client: Client, address: str) -> float:
    times = []
    for number in range(REPETITIONS + 1):
        began = time.perf_counter()
        if client.get(address).status_code != 200:
            raise AssertionError(f"{address} does not open")
        if number:
            times.append(time.perf_counter() - began)
    return sorted(times)[int(REPETITIONS * 0.95) - 1] * 1000


def fill(world: World, first_person: int, citizen: int, acts: int, readings: int) -> None:
    """That many acts and readings of a year, by fifty people from two hundred addresses, about a thousand papers.

    The database fills itself, with its guards off; one person of a thousand is the citizen.
    """
    entry = Entry.objects.latest("id")
    is_postgres = connection.vendor == "postgresql"
    told = {
        "agency": world.a.agency.pk,
        "entry": entry.uuid if is_postgres else entry.uuid.hex,
        "person": first_person,
        "citizen": citizen,
    }
    guards.remove()
    with transaction.atomic(), connection.cursor() as cursor:
        first = _newest(cursor, "history_act")
        _insert(
            cursor,
            "history_act (id, verb, at, actor_key, actor_name, address, subject_type, subject_key, subject_label,"
            " agency_key, data, entry_id)",
            f"{first} + n, CASE n % 9 WHEN 0 THEN 'documents.signed' ELSE 'documents.changed' END, {{ago}},"
            f" {{person}} + n % {PEOPLE}, 'Мельник О. П.', '10.0.0.' || (n % {ADDRESSES}), 'documents.document',"
            f" n % {PAPERS}, '02-07/' || (n % {PAPERS}), {{agency}}, '{{{{}}}}', '{{entry}}'",
            acts,
            told,
        )
        _insert(
            cursor,
            "history_actmention (act_id, object_type, object_key)",
            f"{first} + n, 'documents.document', n % {PAPERS}",
            acts,
            told,
        )
        first = _newest(cursor, "history_reading")
        _insert(
            cursor,
            "history_reading (id, at, actor_key, actor_name, address, kind, page, ground, query, agency_key, entry_id)",
            f"{first} + n, {{ago}}, {{person}} + n % {PEOPLE}, 'Мельник О. П.', '10.0.0.' || (n % {ADDRESSES}),"
            " 'viewed', 'workflows:case', 'clerk', '', {agency}, '{entry}'",
            readings,
            told,
        )
        _insert(
            cursor,
            "history_readingmention (reading_id, object_type, object_key)",
            f"{first} + n, 'citizens.person', CASE n % {PAPERS} WHEN 0 THEN {{citizen}} ELSE 100000 + n % {PAPERS} END",
            readings,
            told,
        )
        if is_postgres:
            for table in ("history_act", "history_reading"):
                cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    guards.install()


def _insert(cursor: Any, into: str, values: str, count: int, told: dict[str, Any]) -> None:
    """As many rows as asked, the ``n``-th of them made of the values; ``{ago}`` spreads them over the last year."""
    if connection.vendor == "postgresql":
        rows = f"SELECT n FROM generate_series(1, {count}) AS n"  # noqa: S608
        ago = f"now() - make_interval(secs => ({count} - n) * 31536000.0 / {count})"
    else:
        rows = f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s"  # noqa: S608
        ago = f"strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || (({count} - n) * 31536000 / {count}) || ' seconds')"
    cursor.execute(f"INSERT INTO {into} SELECT {values.format(ago=ago, **told)} FROM ({rows}) AS s")  # noqa: S608


def _newest(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608
    return int(cursor.fetchone()[0])
