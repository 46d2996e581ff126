"""How many queries each page asks, pinned in ``query_counts.json``: a change is made on purpose or not at all.

``MEZHVED_PIN_QUERIES=1 python -m pytest tests/house/test_query_counts.py`` writes the file anew.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Journal
from tests.addresses import PUBLIC, TABLE, address_of
from tests.stage import Stage, stage
from tests.world import World

__all__ = ["stage"]

pytestmark = pytest.mark.django_db

PINNED = Path(__file__).with_name("query_counts.json")
IS_WRITING = os.environ.get("MEZHVED_PIN_QUERIES") == "1"
# Between statements of the history that are sent together (`history.models.inserting.together`).
JOINED = '; INSERT INTO "history_'
# Lists that every case makes longer, with the role that reads them.
LISTS = {
    "desk of the head": ("leader", "/"),
    "desk of the executor": ("executor", "/"),
    "cases": ("leader", "/cases/"),
    "cases found": ("leader", "/cases/?q=ОГ"),
    "search": ("leader", "/search/?q=крыша"),
    "search of documents": ("clerk", "/search/?q=крыша&flow=appeal&whom=Фролова&file=on&late=on"),
    "applicants": ("clerk", "/applicants/?q=Фролова"),
    "acts": ("auditor", "/oversight/acts/"),
    "load": ("leader", "/oversight/load/"),
}


def signed_in(world: World, role: str) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


def queries(client: Client, address: str) -> int:
    """How many queries the page asks when it is opened again; those that PostgreSQL gets as one are counted as many."""
    client.get(address).getvalue()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        answer.getvalue()
    assert answer.status_code == 200, address
    return sum(1 + one["sql"].count(JOINED) for one in asked.captured_queries)


def test_every_page_asks_as_many_queries_as_are_pinned(stage: Stage) -> None:
    """Each as the first role of the table to which it is open."""
    asked = {
        name: queries(signed_in(stage.world, entry.opens_to[0]), address_of(name, stage))
        for name, entry in sorted(TABLE.items())
        if "GET" in entry.methods and entry.opens_to and name not in PUBLIC
    }
    if IS_WRITING:
        PINNED.write_text(json.dumps(asked, indent=2) + "\n")

    assert asked == json.loads(PINNED.read_text())


def test_lists_ask_no_more_when_there_are_ten_times_more_cases(world: World) -> None:
    """Neither the desk nor a list of cases, people, acts or work."""
    _live(world, 3)
    before = _of_lists(world)

    _live(world, 27)

    assert _of_lists(world) == before


def _live(world: World, cases: int) -> None:
    """So many cases more, half of them with their executor."""
    for number in range(cases):
        case = world.appeal()
        if number % 2:
            world.resolved(case)


def _of_lists(world: World) -> dict[str, int]:
    journal = Journal.objects.get(agency=world.office.agency, flow="appeal")
    executor = world.person("executor")
    lists = LISTS | {
        "journal": ("clerk", reverse("documents:journal", args=[journal.pk])),
        "load list": ("leader", reverse("oversight:load-list", kwargs={"pk": executor.pk, "figure": "open"})),
        "hours list": ("leader", reverse("oversight:load-list", kwargs={"pk": executor.pk, "figure": "hours"})),
    }
    return {name: queries(signed_in(world, role), address) for name, (role, address) in lists.items()}
