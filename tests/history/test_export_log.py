"""The exported log of a real database is checked by its own verifier, which knows nothing of the program."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from history import guards
from history.actors import Automatic, acting
from history.models import Entry, Schema
from history.models.schemas import schema_of
from history.services import readings, schemas
from history.services.erasing import erase
from history.services.sequencing import Sequencer
from history.services.verifying import verify_history
from tests.history.logs import log
from tests.sample.models import Thing

__all__ = ["log"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("X01", "X02")]
CLERK = Automatic("clerk")


@pytest.fixture
def things(log: Path) -> list[Thing]:
    """Some things, changed and read."""
    made = []
    with acting(CLERK):
        for number in range(4):
            thing = Thing.objects.create(name=f"дело {number}", owner="Фролова", story=f"повесть {number}")
            thing.count = number + 1
            thing.save()
            readings.note(kind="searched", page="sample", shown=[("sample.thing", thing.pk)], query="Фролова")
            made.append(thing)
    return made


def exported(target: Path, *options: str) -> Path:
    """An export by the command."""
    call_command("export_log", str(target), *options, verbosity=0)
    return target


def verdict(folder: Path, *options: str) -> tuple[int, list[str]]:
    """Exit status and codes of the verifier that lies in the folder."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify_log.py"), str(folder), "--json", *options],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == ""
    return done.returncode, [json.loads(line)["code"] for line in done.stdout.splitlines()]


def test_a_whole_export_holds_with_every_hidden_value_disclosed(things: list[Thing], tmp_path: Path) -> None:
    """And tells no personal data where disclosure was not asked for."""
    disclosed, hidden = exported(tmp_path / "disclosed", "--disclose"), exported(tmp_path / "hidden")

    assert verdict(disclosed) == (0, [])
    assert verdict(hidden) == (0, [])
    told = b"".join(path.read_bytes() for path in hidden.rglob("*") if path.is_file())
    assert "Фролова".encode() not in told
    assert "Фролова".encode() in (disclosed / "disclosed.txt").read_bytes()


@pytest.mark.parametrize("options", [("--from", "2020-01-01", "--to", "2020-01-02"), ("--from", "2020-01-01")])
def test_a_part_of_the_log_is_checked_by_itself(things: list[Thing], tmp_path: Path, options: tuple[str, ...]) -> None:
    """Entries that were not asked for are not there."""
    assert verdict(exported(tmp_path / "part", *options)) == (0, [])


def test_the_entries_about_one_object_are_exported_alone(things: list[Thing], tmp_path: Path) -> None:
    """With the first of the epoch, which tells whose log it is."""
    folder = exported(tmp_path / "part", "--about", f"sample.thing:{things[0].pk}")

    lines = (folder / "epochs" / "1" / "entries" / "000000.txt").read_text().splitlines()
    assert verdict(folder) == (0, [])
    assert len(lines) == 4
    assert all(f'["sample.thing",{things[0].pk}]' in line for line in lines[1:])


def test_an_erased_person_leaves_the_log_whole(things: list[Thing], tmp_path: Path) -> None:
    """Also with disclosure, which then knows nothing of them."""
    erase(actor=CLERK, rows=things[:1], reason="срок хранения истёк")
    folder = exported(tmp_path / "after", "--disclose")

    assert verdict(folder) == (0, [])
    assert "повесть 0" not in (folder / "disclosed.txt").read_text()
    assert list(verify_history()) == []


def test_a_changed_table_leaves_old_entries_verifiable(
    things: list[Thing], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later release that hides one column more tells a new schema; the old one stays in force for old entries."""
    before = Schema.objects.count()
    monkeypatch.setattr(Thing, "PERSONAL", Thing.PERSONAL | {"name"})
    schema_of.cache_clear()
    try:
        assert schemas.tell_new() == 1
        things[0].name = "переименовано"
        things[0].save()

        assert Schema.objects.count() == before + 1
        assert verdict(exported(tmp_path / "both")) == (0, [])
        assert list(verify_history()) == []
    finally:
        monkeypatch.undo()
        schema_of.cache_clear()


def test_an_entry_changed_in_the_database_is_found_in_the_export(things: list[Thing], tmp_path: Path) -> None:
    """Its hash is not that of its leaf."""
    Sequencer().step()
    guards.remove()
    entry = Entry.objects.filter(body__contains="дело 1").latest("id")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE history_entry SET body = %s WHERE id = %s", [entry.body.replace("дело 1", "дело 7"), entry.pk]
        )
    guards.install()

    status, codes = verdict(exported(tmp_path / "changed"))

    assert status == 1
    assert "entry-hash" in codes


def test_a_log_that_was_made_anew_is_found_by_an_earlier_export(
    things: list[Thing], tmp_path: Path, settings: Any
) -> None:
    """Its holder has every key, and cannot change what somebody else has kept."""
    earlier = exported(tmp_path / "earlier")
    (held,) = sorted((earlier / "epochs" / "1" / "checkpoints").iterdir())[-1:]
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM history_leaf")
        cursor.execute("DELETE FROM history_epoch")
        entry = Entry.objects.filter(body__contains="дело 1").latest("id")
        cursor.execute("DELETE FROM history_entry WHERE body LIKE %s", ['%"epoch":%'])
        cursor.execute(
            "UPDATE history_entry SET body = %s WHERE id = %s", [entry.body.replace("дело 1", "дело 7"), entry.pk]
        )
    guards.install()
    settings.LOG_DIR = tmp_path / "another"

    anew = exported(tmp_path / "anew")

    assert verdict(anew) == (0, [])
    assert verdict(anew, "--against", str(held))[0] == 1


def test_a_folder_that_is_not_empty_is_left_alone(things: list[Thing], tmp_path: Path) -> None:
    """Nothing is overwritten."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("моё")

    with pytest.raises(CommandError, match="not empty"):
        exported(tmp_path / "full")

    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_the_command_that_holds_tables_against_the_log_says_what_is_wrong(
    things: list[Thing], capsys: pytest.CaptureFixture[str]
) -> None:
    """And ends with an error."""
    Sequencer().step()
    call_command("verify_history")
    guards.remove()
    Thing.objects.filter(pk=things[0].pk).update(name="другое")
    guards.install()

    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_history")

    assert f"row-changed: sample.thing {things[0].pk}: name" in capsys.readouterr().out
