"""The measures run: each does the real work and gives a figure."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bench import (
    completions,
    containers,
    desk_work,
    history_cost,
    line,
    log,
    many_tasks,
    record_pages,
    registration,
    search_pages,
    uploads,
)
from bench.world import made
from citizens.models import Person
from documents.models import Document
from documents.search import upkeep
from tests import migrated
from workflows.models import WorkItem

pytestmark = pytest.mark.slow


def test_containers_are_measured_beside_signxml_and_xmlsec1() -> None:
    """Both sizes, built and verified, ours and theirs."""
    found = {measure.name: measure.value for measure in containers.measures(is_quick=True)}

    ours = [f"{size}: {work}" for size in ("10 KB", "5 MB") for work in ("built and signed", "verified")]
    theirs = [f"{size}: {work} by xmlsec1" for size in ("10 KB", "5 MB") for work in ("signed", "verified")]
    assert set(found) == {*ours, *(f"{name} by signxml" for name in ours), *theirs}
    assert min(found.values()) > 0


@pytest.mark.services
@pytest.mark.process
@pytest.mark.feature("F01")
def test_the_line_between_two_nodes_is_measured() -> None:
    """Letters go over with their receipts, a large one too; what each process spent is told."""
    server = os.environ["MEZHVED_DATABASE_URL"]

    found = {measure.name: measure for measure in line.measures(server, is_quick=True, make=migrated.create_database)}

    assert found["packages of 100 KB with receipts"].value > 0
    assert found["a backlog of 20 drained"].value > 0
    assert found["an attachment of 8 MiB delivered"].value > 0
    assert {name.strip() for name in found} >= {"processor, sender, worker", "processor, receiver, web"}


@pytest.mark.feature("X01")
def test_the_log_is_measured_and_its_export_holds() -> None:
    """Canonical entries, commitments, tiles by batches and one by one, and the verifier, which must end with 0."""
    found = [(measure.unit, measure.value) for measure in log.measures(is_quick=True)]

    assert [unit for unit, _value in found] == ["1/s", "1/s", "1/s", "1/s", "1/s", "s", "MB"]
    assert all(value > 0 for _unit, value in found)


@pytest.mark.django_db
@pytest.mark.feature("F04")
def test_the_office_is_measured_and_the_whole_path_reaches_its_end() -> None:
    """Appeals, the path over both agencies from registration to filing, and the desk with its queries."""
    found = [(measure.name, measure.unit, measure.value) for measure in desk_work.measures(made(), is_quick=True)]

    assert [(name, unit) for name, unit, _value in found] == [
        ("appeals registered", "1/s"),
        ("whole path, steps 1 to 5", "1/s"),
        ("desk page at 500 cases", "ms"),
        ("desk page at 500 cases", "queries"),
    ]
    assert all(value > 0 for _name, _unit, value in found)
    assert found[-1][2] <= 15


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F16", "F43")
def test_an_upload_registrars_and_completed_tasks_are_measured_in_one_office() -> None:
    """The upload's memory stays below its size; every letter gets a number, on PostgreSQL by sixteen as well; a case
    goes round by its services and by the bare engine; the desk asks as much at either size.
    """
    world = made()

    upload = list(uploads.measures(world, is_quick=True))
    letters = list(registration.measures(world, is_quick=True))

    assert [(measure.name, measure.unit) for measure in upload] == [("upload of 32 MB: peak memory", "MB")]
    assert 0 <= upload[0].value < 32
    many = ["letters registered, 16 registrars"] if connection.vendor == "postgresql" else []
    assert [measure.name for measure in letters] == ["letters registered, 1 registrar", *many]
    registered = Document.objects.filter(flow="incoming").count()
    assert sum(measure.repetitions for measure in letters) == registered - 1  # the upload's is another one

    completed = [one for one in completions.measures(world, is_quick=True) if one.value > 0]
    by_two = [f"{name}, two processes" for name in (completions.OURS, completions.BARE)]
    assert [one.name for one in completed if one.unit == "1/s"] == [
        *(completions.OURS, completions.BARE),
        *(by_two if connection.vendor == "postgresql" else []),
    ]
    assert [one.name for one in completed if one.unit == "queries"] == [completions.OURS, completions.BARE]
    desk = list(many_tasks.measures(world, (100, 400), repetitions=1))
    assert WorkItem.objects.count() == 400
    assert len({one.value for one in desk if one.unit == "queries"}) == 1


@pytest.mark.django_db
@pytest.mark.feature("X01")
def test_the_cost_of_the_history_is_measured_and_every_page_of_the_auditor_opens(settings: Any, tmp_path: Path) -> None:
    """A write beside the bare one, entries numbered, and the pages over a record."""
    settings.LOG_DIR = tmp_path / "log"
    world = made()
    for person in range(2):
        Person.objects.create(agency=world.a.agency, last_name=f"Фролова {person}", sex="f", name_key="фролова")

    cost = {measure.name: measure.value for measure in history_cost.writes_and_sequencer(world, seconds=0.05)}
    pages = list(record_pages.measures(world, 500))

    assert min(cost.values()) > 0
    assert {"entries sequenced", "cost of the history: times the bare write"} <= set(cost)
    assert len(pages) == 10


@pytest.mark.django_db
@pytest.mark.feature("F41")
def test_search_and_lists_are_measured_over_an_office_whose_index_is_whole() -> None:
    """Each page opens, and the index that the measure has filled is what the cards say."""
    found = list(search_pages.measures(made(), 60, repetitions=2))

    assert {measure.unit for measure in found} == {"s", "ms p50", "ms p95", "queries", "MB"}
    assert len(found) == 1 + 3 * 16 + 2
    assert found[-2].value > found[-1].value >= 0  # megabytes: what the process held, and what the answers added
    assert list(upkeep.differences()) == []
