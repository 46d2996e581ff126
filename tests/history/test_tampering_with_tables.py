"""Whoever gets around the program and its guards is found: every kind of tampering with tables, in several places."""

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from history import guards
from history.actors import Automatic, acting
from history.models import Reading
from history.services import heads, readings
from history.services.erasing import erase
from history.services.sequencing import Sequencer
from history.services.verifying import verify_history
from tests.sample.models import Label, Thing

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X01", "X02")]
SITES = 3
CLERK = Automatic("clerk")


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Sequencer:
    """A log of some things, changed and read; the attacker has taken the guards away."""
    settings.LOG_DIR = tmp_path / "log"
    settings.LOG_SIGNER = "tests.history.logs.TestKey"
    settings.LOG_NAME = "tests/log"
    with acting(CLERK):
        for number in range(6):
            thing = Thing.objects.create(name=f"дело {number}", owner="Фролова", story=f"повесть {number}")
            thing.count = number
            thing.save()
            readings.note(kind=Reading.Kind.VIEWED, page="sample", shown=[("sample.thing", thing.pk)], query="Фролова")
        Label.objects.create(name="лишнее").delete()
    sequencer = Sequencer()
    sequencer.step()
    sequencer.keep()
    sequencer.step()
    connection.check_constraints()
    guards.remove()
    return sequencer


def run(statement: str, *values: Any) -> None:
    """A statement of somebody with all rights over the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def key_of(table: str) -> str:
    """The column that names a row."""
    if "historical" in table:
        return "history_id"
    return "sha256" if table == "history_content" else "id"


def any_of(table: str, chance: random.Random, condition: str = "1 = 1") -> Any:
    """The key of a random row."""
    with connection.cursor() as cursor:
        key = key_of(table)
        cursor.execute(f"SELECT {key} FROM {table} WHERE {condition} ORDER BY {key}")  # noqa: S608  # our own words
        return chance.choice(cursor.fetchall())[0]


def column(table: str, name: str, value: Any, condition: str = "1 = 1") -> Callable[[random.Random], None]:
    """Another value in a column of a random row."""
    key = key_of(table)

    def change(chance: random.Random) -> None:
        row = any_of(table, chance, condition)
        run(f"UPDATE {table} SET {name} = %s WHERE {key} = %s", value, row)  # noqa: S608  # our own words

    return change


def gone(table: str, *, of: str = "", condition: str = "1 = 1") -> Callable[[random.Random], None]:
    """A random row away, with the rows that point to it by the column ``of`` of its mentions."""
    key = key_of(table)

    def change(chance: random.Random) -> None:
        row = any_of(table, chance, condition)
        if of:
            run(f"DELETE FROM {table}mention WHERE {of} = %s", row)  # noqa: S608  # our own words
        run(f"DELETE FROM {table} WHERE {key} = %s", row)  # noqa: S608  # our own words

    return change


def copied(table: str, columns: str) -> Callable[[random.Random], None]:
    """A random row once more."""
    key = key_of(table)

    def change(chance: random.Random) -> None:
        row = any_of(table, chance)
        run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE {key} = %s", row)  # noqa: S608

    return change


def swapped(chance: random.Random) -> None:
    """Two neighbours change places in the tree."""
    row = any_of("history_leaf", chance, "number BETWEEN 2 AND 20")
    run("UPDATE history_leaf SET number = -number WHERE id = %s", row)
    run("UPDATE history_leaf SET number = number + 1 WHERE id = %s", row - 1)
    run("UPDATE history_leaf SET number = -number - 1 WHERE id = %s", row)


def bit_of_a_tile(chance: random.Random) -> None:
    """On the disk."""
    path = chance.choice([path for path in (heads_folder() / "tile").rglob("*") if path.is_file()])
    body = bytearray(path.read_bytes())
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(body))


def heads_folder() -> Path:
    """Where the tree lies."""
    from history.models import Epoch

    return heads.folder_of(Epoch.objects.get())


def restored(chance: random.Random) -> None:
    """An older database beside the published head."""
    newest = chance.randrange(2, 5)
    run("DELETE FROM history_leaf WHERE number >= (SELECT MAX(number) - %s FROM history_leaf)", newest)


def undone(tamper: Callable[[], None]) -> set[str]:
    """What is found after the tampering, which is then undone."""
    sid = transaction.savepoint()
    tamper()
    found = {finding.code for finding in verify_history()}
    transaction.savepoint_rollback(sid)
    return found


VERSION = "sample_historicalthing"
KINDS: dict[str, tuple[Callable[[random.Random], None], str]] = {
    "a value of a row": (column("sample_thing", "name", "другое"), "row-changed"),
    "a large text of a row": (column("sample_thing", "story", "другое"), "row-changed"),
    "a personal value of a row": (column("sample_thing", "owner", "Гусев"), "row-changed"),
    "a row away": (gone("sample_thing"), "row-missing"),
    "a row more": (copied("sample_thing", "name, owner, story, code, count, facts, seen, key"), "row-added"),
    "a value of a version": (column(VERSION, "count", 77), "version-changed"),
    "a personal value of a version": (column(VERSION, "owner", "Гусев"), "value-changed"),
    "the actor of a version": (column(VERSION, "history_actor", "другой"), "version-changed"),
    "the time of a version": (column(VERSION, "history_date", "2020-01-01 00:00:00+00:00"), "version-changed"),
    "a version away": (gone(VERSION), "version-missing"),
    "a version more": (
        copied(
            VERSION,
            "id, name, owner, story, code, count, facts, key, history_date, history_type,"
            " history_change_reason, history_user_id, history_actor, history_entry_id",
        ),
        "untold",
    ),
    "a kept text": (column("history_content", "text", "другое"), "content-changed"),
    "the actor of an act": (column("history_act", "actor_name", "другой"), "act-changed"),
    "the time of an act": (column("history_act", "at", "2020-01-01 00:00:00+00:00"), "act-changed"),
    "what an act did": (column("history_act", "verb", "history.erased"), "act-changed"),
    "the subject of an act": (column("history_act", "subject_key", 4242), "act-changed"),
    "the particulars of an act": (column("history_act", "data", '{"text": "другое"}'), "value-changed"),
    "the label of an act": (column("history_act", "subject_label", "другое"), "value-changed"),
    "an act away": (gone("history_act", of="act_id"), "act-missing"),
    "a mention of an act away": (gone("history_actmention"), "act-changed"),
    "whom a reading was by": (column("history_reading", "query", "другое"), "value-changed"),
    "the kind of a reading": (column("history_reading", "kind", "printed"), "reading-changed"),
    "a reading away": (gone("history_reading", of="reading_id"), "reading-missing"),
    "the body of an entry": (column("history_entry", "body", "{}"), "entry-changed"),
    "the actor of an entry": (column("history_entry", "actor_name", "другой"), "entry-changed"),
    "the reason of an entry": (column("history_entry", "reason", "другая"), "entry-changed"),
    "the salt of an entry": (column("history_entry", "salt", b"\x00" * 32, "actor_name = 'clerk'"), "value-changed"),
    "a leaf away": (gone("history_leaf", condition="number < 10"), "leaf-missing"),
    "the hash of a leaf": (column("history_leaf", "hash", b"\x00" * 32), "leaf-changed"),
    "two leaves swapped": (swapped, "tile-changed"),
    "the root of a kept head": (column("history_checkpoint", "root", b"\x00" * 32), "head-changed"),
    "a schema": (column("history_schema", "body", "{}"), "schema-changed"),
    "a bit of a tile": (bit_of_a_tile, "tile"),
    "an older database": (restored, "head-beyond"),
}


def test_an_untouched_history_holds(log: Sequencer) -> None:
    """No false alarm: after changes, deletions, readings, an erasure, and with entries that have no number yet."""
    guards.install()
    with acting(CLERK):
        erase(actor=CLERK, rows=[Thing.objects.earliest("pk")], reason="срок хранения истёк")

    assert list(verify_history()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found(log: Sequencer, kind: str, tmp_path: Path) -> None:
    """Wherever it is done, with a code that says what it was."""
    tamper, code = KINDS[kind]
    for seed in range(SITES):
        found = undone(partial(tamper, random.Random(seed)))
        assert [one for one in found if one.startswith(code)], found
        if "tile" in kind:
            break
