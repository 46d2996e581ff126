"""Measures of the history: what a write costs with it, how fast entries are numbered, what writers lose by that."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connection, transaction

from agencies.models import Employee
from bench.measuring import Measure, rate
from bench.world import World
from citizens.models import Person
from history import bulk, clock, guards, rows
from history.actors import Acting, acting
from history.acts import record, type_name
from history.models import Entry, writing
from history.models.inserting import together
from history.models.recording import recording
from history.services.sequencing import Sequencer
from history.services.turns import the_only_one

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
WRITERS = 32


def measures(world: World, *, is_quick: bool) -> Iterator[Measure]:
    """A bare write beside the same write with everything; the sequencer; many writers with and without the log."""
    yield from writes_and_sequencer(world, seconds=0.1 if is_quick else 1.0)
    if connection.vendor == "postgresql":
        yield from _writers(world, seconds=0.5 if is_quick else 8.0)


def writes_and_sequencer(world: World, *, seconds: float) -> Iterator[Measure]:
    """What needs no processes beside this one."""
    yield from _writes(world, seconds=seconds)
    yield _sequencer()


def _writes(world: World, *, seconds: float) -> Iterator[Measure]:
    person = Person.objects.earliest("pk")
    actor = world.a.person(world.a.clerk)

    def columns() -> list[tuple[Any, None, Any]]:
        return [(one, None, getattr(person, one.attname)) for one in person._meta.local_concrete_fields[1:]]

    def bare(number: int) -> None:
        person.address = f"ул. Соборная, д. {number}"
        with transaction.atomic():
            # As Django writes it, with the index of the search, which is none of the history's: no version, act, entry.
            Person._base_manager.filter(pk=person.pk)._update(columns())  # type: ignore[attr-defined]  # of Django alone
            rows.tell({(type_name(person), person.pk)})

    def whole(number: int) -> None:
        person.address = f"ул. Соборная, д. {number}, кв. 1"
        with acting(actor), recording():
            person.save()
            record("citizens.person_added", actor=actor, subject=person)

    found: dict[str, list[float]] = {"bare": [], "whole": []}
    for _round in range(ROUNDS):
        guards.remove()
        found["bare"].append(rate("", bare, seconds=seconds).value)
        person.refresh_from_db()
        _forget_bare_writes(person)
        guards.install()
        found["whole"].append(rate("", whole, seconds=seconds).value)
    without, with_all = (sorted(found[name])[ROUNDS // 2] for name in ("bare", "whole"))
    yield Measure("a write without history", without, "1/s", ROUNDS)
    yield Measure("the same with version, act, entry and guards", with_all, "1/s", ROUNDS)
    yield Measure("cost of the history: times the bare write", without / with_all, "ratio", ROUNDS)


def _forget_bare_writes(person: Person) -> None:
    """Give the row a version again, as the guards want it."""
    person.address = f"{person.address} (возвращено)"
    person.save()


def _sequencer() -> Measure:
    sequencer = Sequencer()
    began = time.perf_counter()
    count = sequencer.step()
    return Measure("entries sequenced", count / (time.perf_counter() - began), "1/s", count)


def _writers(world: World, *, seconds: float) -> Iterator[Measure]:
    """Writers at once, by turns without the log, with it while the sequencer rests, and while it works."""
    actor = world.a.person(world.a.clerk)
    people = _cards(world, actor)
    bare, rested, worked, lags = [], [], [], list[float]()
    for _round in range(ROUNDS):
        with the_only_one():
            with _without_the_log(Entry.objects.latest("id")):
                bare.append(_written(actor, people, seconds / ROUNDS))
            rested.append(_written(actor, people, seconds / ROUNDS))
        process = subprocess.Popen([sys.executable, "manage.py", "run_sequencer"], cwd=ROOT)
        try:
            while Entry.objects.filter(leaf__isnull=True).exists():
                time.sleep(0.05)
            worked.append(_written(actor, people, seconds / ROUNDS, lags))
        finally:
            process.terminate()
            process.wait(timeout=20)
    without, alone, beside = (sorted(found)[ROUNDS // 2] for found in (bare, rested, worked))
    yield Measure(f"{WRITERS} writers, without the log", without, "1/s", ROUNDS)
    yield Measure(f"{WRITERS} writers, the sequencer at rest", alone, "1/s", ROUNDS)
    yield Measure(f"{WRITERS} writers beside the sequencer", beside, "1/s", ROUNDS)
    yield Measure("what writers lose by the log and its sequencer", 100 * (1 - beside / without), "%", ROUNDS)
    yield Measure("how far the sequencer is behind", sorted(lags)[int(len(lags) * 0.99)] * 1000, "ms p99", len(lags))


def _cards(world: World, actor: Employee) -> list[Person]:
    """A card of its own for each writer, so that none waits for the row of another."""
    with acting(actor), recording():
        made = bulk.create(
            Person,
            [Person(agency=world.a.agency, last_name=f"Пишущая{number}", sex="f") for number in range(WRITERS)],
        )
    return list(made)


@contextmanager
def _without_the_log(entry: Entry) -> Iterator[None]:
    """Writes leave their versions, acts and mentions as ever, and name an entry that is there already for their own."""

    def rows_alone(told: Sequence[writing.Told], *, key: UUID, at: datetime, actor: Acting) -> None:
        for one in told:
            if isinstance(one, writing.ToldRow):
                one.about["history_entry_id"] = entry.uuid
            elif isinstance(one, writing.ToldAct):
                one.act.entry_id = entry.uuid
        keys = writing.insert_rows(told)
        for one in told:
            if isinstance(one, writing.ToldAct):
                one.act.pk = keys[id(one)]
        with together():
            writing.insert_mentions(told)

    with patch("history.models.recording.write", rows_alone):
        yield


def _write(actor: Employee, person: Person, number: int) -> None:
    person.address = f"ул. Соборная, д. {number}"
    with acting(actor), recording():
        person.save()
        record("citizens.person_added", actor=actor, subject=person)


def _written(actor: Employee, people: list[Person], seconds: float, lags: list[float] | None = None) -> float:
    """Changed cards a second of all writers together; ``lags`` gathers how old the oldest entry without a number is."""
    done = [0] * WRITERS
    until = time.perf_counter() + seconds

    def work(at: int) -> None:
        while time.perf_counter() < until:
            _write(actor, people[at], done[at])
            done[at] += 1
        connection.close()

    def watch() -> None:
        while lags is not None and time.perf_counter() < until:
            waiting = Entry.objects.filter(leaf__isnull=True).order_by("-id").values_list("at", flat=True)[:5000]
            lags.append(max(((clock.now() - at).total_seconds() for at in waiting), default=0.0))
            time.sleep(0.1)
        connection.close()

    threads = [threading.Thread(target=work, args=(at,)) for at in range(WRITERS)] + [threading.Thread(target=watch)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)
