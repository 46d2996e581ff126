"""Copies of a node: whole or not there, checked file by file, and laid only where nothing is."""

import json
import resource
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config import backups
from documents import files
from documents.models import StoredFile
from history import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F51")]


def quiet(_said: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def stored() -> list[StoredFile]:
    """Three contents in the store of the node."""
    return [files.store(BytesIO(f"содержание {number}".encode()), "text/plain") for number in range(3)]


@pytest.fixture
def copy(stored: list[StoredFile], tmp_path: Path) -> Path:
    """A copy of it."""
    backups.back_up(tmp_path / "copy", say=quiet)
    return tmp_path / "copy"


def place(stored: StoredFile) -> str:
    """The name of a content in a copy."""
    return f"data/files/{files.place_of(stored.sha256)}"


def test_a_copy_tells_every_file_and_every_table(copy: Path, stored: list[StoredFile]) -> None:
    """In a list that other programs read, too."""
    lines = [line.split("  ") for line in (copy / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in lines}
    manifest = json.loads((copy / "manifest.json").read_text())

    assert {place(one): one.sha256 for one in stored}.items() <= sums.items()
    assert manifest["tables"]["documents_storedfile"]["rows"] == len(stored)
    assert manifest["faults"] == []
    assert (copy / "manifest.json").stat().st_mode & 0o077 == 0 or copy.stat().st_mode & 0o077 == 0
    assert list(backups.damages(copy)) == []


@pytest.mark.parametrize("deed", ["changed", "missing", "not of this backup"])
def test_what_happened_to_a_copy_is_named(copy: Path, stored: list[StoredFile], deed: str) -> None:
    """A changed byte, a file that is gone, a file too many."""
    name = place(stored[1])
    if deed == "changed":
        (copy / name).write_bytes("содержание 9".encode())
    elif deed == "missing":
        (copy / name).unlink()
    else:
        name = "data/files/stranger"
        (copy / name).write_bytes(b"")

    assert list(backups.damages(copy)) == [f"{deed}: {name}"]
    with pytest.raises(CommandError, match=deed):
        call_command("restore", str(copy), "--check")


def test_a_list_that_was_changed_with_its_files_is_known_by_the_manifest(copy: Path) -> None:
    """Whoever changes both has to change the manifest, whose digest may be kept elsewhere."""
    lines = (copy / "SHA256SUMS").read_text().splitlines(keepends=True)
    (copy / "SHA256SUMS").write_text("".join(lines[1:]))

    assert list(backups.damages(copy)) == ["changed: SHA256SUMS"]


def test_nothing_is_laid_over_a_node_that_has_something(copy: Path) -> None:
    """And a copy is written over nothing."""
    with pytest.raises(backups.Refused, match="not empty"):
        backups.restore(copy, quiet)
    with pytest.raises(backups.Refused, match="exists"):
        backups.back_up(copy, say=quiet)


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("engine", "oracle", "is of oracle"),
        ("migrations", [["documents", "9999_of_tomorrow"]], "later release"),
        ("format", 2, "format 2"),
        ("tables", 5, "no backup that this program reads"),
    ],
)
def test_a_copy_that_does_not_fit_is_refused(copy: Path, field: str, value: object, refusal: str) -> None:
    """Of another engine, of a later release, of a later format, or no copy at all."""
    told = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(told | {field: value}))

    with pytest.raises(backups.Refused, match=refusal):
        backups.restore(copy, quiet)


def test_a_later_copy_takes_no_room_for_files_that_the_earlier_one_has(
    copy: Path, stored: list[StoredFile], tmp_path: Path
) -> None:
    """Both are whole, each by itself."""
    new = files.store(BytesIO(b"new"), "text/plain")

    backups.back_up(tmp_path / "later", previous=copy, say=quiet)

    later = tmp_path / "later"
    assert [(later / place(one)).samefile(copy / place(one)) for one in stored] == [True, True, True]
    assert (later / place(new)).read_bytes() == b"new"
    assert list(backups.damages(later)) == []
    with pytest.raises(backups.Refused, match="is no backup"):
        backups.back_up(tmp_path / "third", previous=tmp_path, say=quiet)


def test_a_content_that_the_store_lost_is_named_and_the_command_ends_with_an_error(
    stored: list[StoredFile], tmp_path: Path
) -> None:
    """The copy is as whole as the store: it is kept, and says what it lacks."""
    files.path_of(stored[0]).unlink()
    files.path_of(stored[1]).chmod(0o600)
    files.path_of(stored[1]).write_bytes(b"rotten")

    with pytest.raises(CommandError, match="2 contents"):
        call_command("back_up", str(tmp_path / "copy"))

    faults = backups.read_manifest(tmp_path / "copy").faults
    expected = [f"changed: {place(stored[1])}", f"missing: {place(stored[0])}"]
    assert faults == [one.replace("data/", "") for one in expected]


def test_what_was_destroyed_is_not_in_a_copy(stored: list[StoredFile], tmp_path: Path) -> None:
    """Its bytes may lie in the store a moment longer."""
    stored[2].destroyed_at = clock.now()
    stored[2].save()

    backups.back_up(tmp_path / "copy", say=quiet)

    assert not (tmp_path / "copy" / place(stored[2])).exists()
    assert list(backups.damages(tmp_path / "copy")) == []


def test_keys_may_be_kept_elsewhere(stored: list[StoredFile], tmp_path: Path) -> None:
    """They are in a copy unless it is said otherwise."""
    key = Path(settings.KEYS_DIR) / "seal-of-a-test.pem"
    key.parent.mkdir(exist_ok=True)
    key.write_text("a key")
    try:
        backups.back_up(tmp_path / "with", say=quiet)
        backups.back_up(tmp_path / "without", with_keys=False, say=quiet)
    finally:
        key.unlink()

    assert (tmp_path / "with/data/keys/seal-of-a-test.pem").read_text() == "a key"
    assert not (tmp_path / "without/data/keys").exists()


def test_a_copy_that_fails_leaves_nothing_behind(stored: list[StoredFile], tmp_path: Path) -> None:
    """A folder of its name is a whole copy, always: here no file may be longer than a few pages, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(CommandError, match=r"SQLite|pg_dump|too large"):
            call_command("back_up", str(tmp_path / "copy"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(tmp_path.iterdir()) == []


def test_of_two_copies_into_one_folder_the_second_is_refused(stored: list[StoredFile], tmp_path: Path) -> None:
    """And disturbs the first in nothing; what one that was killed has left is cleared away."""
    left = tmp_path / "copy.partial" / "data" / "files"
    left.mkdir(parents=True)
    (left / "half").write_text("a half")
    refused = []

    def begin_another(_said: str) -> None:
        with pytest.raises(backups.Refused, match="another backup is being written"):
            backups.back_up(tmp_path / "copy", say=quiet)
        refused.append(True)

    backups.back_up(tmp_path / "copy", say=begin_another)

    assert refused
    assert list(backups.damages(tmp_path / "copy")) == []
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
