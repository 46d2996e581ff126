"""A copy of a whole node, taken while it works; and a node made of a copy, with proof that nothing is missing.

A backup is a folder that nobody changes: ``database.*``, ``data/`` with files, log, keys and trust as they lie in the
node's data folder, ``SHA256SUMS`` of all of them (``sha256sum --check`` reads it) and ``manifest.json`` with the number
and digest of the rows of each table. It has its name only when it is whole. It holds the node's keys, encrypted or
beside their passphrases, unless they are left out: keep it as you keep those.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config import dumps, tables
from config.dumps import Table
from documents.files import place_of
from history import clock

FORMAT = 1
MANIFEST, SUMS, DATA = "manifest.json", "SHA256SUMS", "data"
DATABASE = {dumps.SQLITE: "database.sqlite3", dumps.POSTGRESQL: "database.dump"}
# The log goes first: a head of it that the database does not know yet would look like a database that went back.
BEFORE, AFTER, FILES, KEYS = ("log",), ("trust", "public", "secret_key"), "files", "keys"
BLOCK = 1024 * 1024

Say = Callable[[str], None]


class Refused(Exception):
    """Nothing was begun, or nothing of what was begun is left, for the reason it names."""


@dataclass
class Manifest:
    """What a backup says of itself."""

    made_at: str
    engine: str
    migrations: list[list[str]]
    tables: dict[str, Table]
    format: int = FORMAT
    with_keys: bool = True
    files: int = 0
    bytes: int = 0
    sums: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass
class _Copying:
    """A backup that grows; every file that was copied is told in its sums."""

    folder: Path
    previous: Path | None
    sums: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    bytes: int = 0

    def copy(self, name: str) -> bool:
        """Copy a file of the data folder, unless it is there; False when the node has it no more."""
        source, target = Path(settings.DATA_DIR) / name, self.folder / DATA / name
        if target.exists():
            return True
        target.parent.mkdir(parents=True, exist_ok=True)
        earlier = self.previous / DATA / name if self.previous and name.startswith(f"{FILES}/") else None
        if earlier is not None and earlier.exists():
            self.note(f"{DATA}/{name}", source.name, _link(earlier, target))
            return True
        try:
            digest, size = _copied(source, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            return False
        shutil.copymode(source, target)
        if name.startswith(f"{FILES}/") and digest != source.name:
            self.faults.append(f"changed: {name}")
        self.note(f"{DATA}/{name}", digest, size)
        return True

    def note(self, name: str, digest: str, size: int) -> None:
        """Enter a file that was written."""
        self.sums[name] = digest
        self.bytes += size

    def drop(self, name: str) -> None:
        """Take a file out again."""
        (self.folder / DATA / name).unlink(missing_ok=True)
        self.sums.pop(f"{DATA}/{name}", None)


def back_up(target: Path, *, previous: Path | None = None, with_keys: bool = True, say: Say = print) -> Manifest:
    """Copy the node into a new folder. Files that ``previous`` has are linked to it where the file system can.

    ``faults`` of the manifest names contents that the store should have and has not, or not as they were kept: the
    backup is as whole as the store was.

    Raises:
        Refused: the folder exists, another backup is being written to it, or ``previous`` is no backup.
        DumpFailed: see `dumps`.
    """
    if target.exists():
        raise Refused(f"{target} exists: a backup is written to a new folder")
    if previous is not None and not (previous / MANIFEST).is_file():
        raise Refused(f"{previous} is no backup")
    partial = target.with_name(f"{target.name}.partial")
    partial.mkdir(parents=True, mode=0o700, exist_ok=True)
    with _held_alone(partial):
        _empty(partial)  # of what one that was killed has left
        try:
            manifest = _write(_Copying(partial, previous), with_keys=with_keys, say=say)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        os.sync()
        partial.rename(target)
    return manifest


@contextmanager
def _held_alone(folder: Path) -> Iterator[None]:
    """Hold a folder that grows. The end of the process, however it ends, gives it back."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_there = os.path.samestat(os.fstat(descriptor), folder.stat())
        except (BlockingIOError, FileNotFoundError) as error:
            raise Refused(f"another backup is being written to {folder}") from error
        if not is_there:
            raise Refused(f"another backup was written to {folder} just now")
        yield
    finally:
        os.close(descriptor)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _write(copying: _Copying, *, with_keys: bool, say: Say) -> Manifest:
    for part in BEFORE:
        _copy_part(copying, part)
    _copy_part(copying, FILES)
    say(f"{len(copying.sums)} files copied")
    database = copying.folder / DATABASE[dumps.engine()]
    with dumps.written(database) as moment:
        say("database written")
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            engine=dumps.engine(),
            migrations=[list(step) for step in moment.texts(dumps.MIGRATIONS)],
            tables=moment.tables(),
            with_keys=with_keys,
        )
        for (sha,) in moment.texts(dumps.LIVE):
            if not copying.copy(_place(sha)):
                copying.faults.append(f"missing: {_place(sha)}")
        for (sha,) in moment.texts(dumps.DESTROYED):
            copying.drop(_place(sha))
    copying.note(database.name, *_digest(database))
    for part in (*AFTER, *((KEYS,) if with_keys else ())):
        _copy_part(copying, part)
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(copying.sums.items()))
    (copying.folder / SUMS).write_text(lines, encoding="utf-8")
    manifest.sums = hashlib.sha256(lines.encode()).hexdigest()
    manifest.files, manifest.bytes, manifest.faults = len(copying.sums), copying.bytes, sorted(set(copying.faults))
    told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (copying.folder / MANIFEST).write_text(told + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        Refused: the folder is no backup, or one of a later format.
    """
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told["tables"] = {name: Table(**table) for name, table in told["tables"].items()}
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"{folder} is no backup that this program reads: {error}") from error
    if manifest.format != FORMAT:
        raise Refused(f"{folder} is a backup of format {manifest.format}; this program reads {FORMAT}")
    return manifest


def damages(folder: Path) -> Iterator[str]:
    """What of a backup is not as it was written: changed, missing or more than was written, by name."""
    manifest = read_manifest(folder)
    try:
        sums = (folder / SUMS).read_bytes()
    except OSError:
        yield f"missing: {SUMS}"
        return
    if hashlib.sha256(sums).hexdigest() != manifest.sums:
        yield f"changed: {SUMS}"
        return
    expected = {name: digest for digest, _gap, name in (line.partition("  ") for line in sums.decode().splitlines())}
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file() or path.is_symlink():
            yield f"missing: {name}"
        elif _digest(path)[0] != digest:
            yield f"changed: {name}"
    lying = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    yield from (f"not of this backup: {name}" for name in sorted(lying - expected.keys() - {SUMS, MANIFEST}))


def restore(folder: Path, say: Say = print) -> Manifest:
    """Make this empty node the one that was copied, and hold it against the manifest.

    Raises:
        Refused: the node is not empty, the backup is damaged, of another engine or of a later release; or what was
            laid is not what was copied, table by table.
        DumpFailed: see `dumps`.
    """
    manifest = read_manifest(folder)
    _require_fitting(manifest)
    _require_empty()
    found = list(damages(folder))
    if found:
        raise Refused("the backup is damaged:\n" + "\n".join(found[:20]))
    say(f"{manifest.files} files are as they were written")
    dumps.lay(folder / DATABASE[manifest.engine])
    say("database laid")
    for path in sorted((folder / DATA).rglob("*")):
        if path.is_file():
            target = Path(settings.DATA_DIR) / path.relative_to(folder / DATA)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copied(path, target)
            shutil.copymode(path, target)
    os.sync()
    with dumps.looked_at() as moment:
        laid = moment.tables()
    differing = sorted(
        name for name in laid.keys() | manifest.tables.keys() if laid.get(name) != manifest.tables.get(name)
    )
    if differing:
        raise Refused(f"these tables are not as they were copied: {', '.join(differing)}")
    say(f"{len(laid)} tables with {sum(table.rows for table in laid.values())} rows are equal")
    return manifest


def _require_fitting(manifest: Manifest) -> None:
    if manifest.engine != dumps.engine():
        raise Refused(f"the backup is of {manifest.engine}, this node has {dumps.engine()}")
    known = MigrationLoader(None).disk_migrations.keys()
    later = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if later:
        raise Refused(f"the backup is of a later release, which has {', '.join(later)}")


def _require_empty() -> None:
    if not tables.is_empty(connection):
        raise Refused("the database of this node is not empty")
    root = Path(settings.DATA_DIR)
    lying = [part for part in (FILES, KEYS, *BEFORE) if any(path.is_file() for path in (root / part).rglob("*"))]
    if lying:
        raise Refused(f"the data folder of this node is not empty: {', '.join(lying)}")


def _copy_part(copying: _Copying, part: str) -> None:
    root = Path(settings.DATA_DIR)
    # Beside its contents the store has files that are still being written.
    below = (root / part).glob("??/??/*") if part == FILES else (root / part).rglob("*")
    found = [root / part] if (root / part).is_file() else sorted(below)
    for path in found:
        if path.is_file() and not path.is_symlink():
            copying.copy(str(path.relative_to(root)))


def _place(sha256: str) -> str:
    return f"{FILES}/{place_of(sha256)}"


def _copied(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as read, target.open("wb") as written:
        while block := read.read(BLOCK):
            digest.update(block)
            written.write(block)
            size += len(block)
    return digest.hexdigest(), size


def _link(earlier: Path, target: Path) -> int:
    try:
        os.link(earlier, target)
    except OSError:
        shutil.copyfile(earlier, target)
    return target.stat().st_size


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest(), path.stat().st_size
