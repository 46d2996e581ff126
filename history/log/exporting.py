"""Writes a log into a folder that anybody can check without the program: ``docs/log-format.md``, section Export.

Where the log comes from is the caller's part, see :class:`LogSource`. Nothing is kept in memory but the ids of schemas.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from history.log.canonical import canonical
from history.log.tiles import tiles_of

ENTRIES_PER_FILE = 65_536
VERIFIER = Path(__file__).with_name("verify_log.py")
_NAMED_SCHEMA = re.compile(r'"schema":(?:"([0-9a-f]{64})"|\{)')
_README = """\
# An exported log / Выгрузка журнала

Check it / Проверка:

    python3 verify_log.py . [--key HEX] [--against CHECKPOINT ...]

Needed: Python 3.9 or later and the `openssl` command, 3.0 or later; no network, nothing to install. It ends with 0 when
everything holds, else with 1 and says what is wrong and where.

- Take `verify_log.py` from a source that you trust, not from a folder whose maker you check.
- `--key`: SHA-256 of the log's public key in hex, as you know it from elsewhere. Without it somebody who has made a
  whole log anew with a key of their own is not found out.
- `--against`: checkpoints that you, or somebody you trust, hold from before. Without them a log that the holder of its
  key has made anew is not found out.

Нужны Python 3.9 или новее и команда `openssl` 3.0 или новее; сеть не нужна, устанавливать ничего не нужно. Код
завершения 0: всё сходится; 1: нет, и сказано, что и где. Саму программу проверки берите из источника, которому
доверяете. `--key`: SHA-256 открытого ключа журнала, известный вам не из этой папки. `--against`: контрольные точки,
которые вы или те, кому вы доверяете, сохранили раньше.
"""


class ExportError(Exception):
    """The log cannot be exported there, or what the source gave is not a log of format 1."""


@dataclass(frozen=True)
class Epoch:
    """One epoch of a log and how many of its entries are exported."""

    number: int
    origin: str
    size: int


@dataclass(frozen=True)
class Disclosure:
    """A personal value with the salt of that value alone."""

    epoch: int
    entry: int
    path: str
    salt: bytes
    value: object


class Tiles(Protocol):
    """Where the hashes of a tree are read, as :class:`history.log.tiles.TileReader`."""

    def tile(self, level: int, number: int, width: int) -> bytes:
        """The first ``width`` hashes of a tile."""
        ...


class LogSource(Protocol):
    """A log to export. It may grow meanwhile: sizes are asked for once, and nothing beyond them is read."""

    def epochs(self) -> Sequence[Epoch]:
        """All epochs in their order, from number 1; a size has a checkpoint."""
        ...

    def entries(self, epoch: Epoch) -> Iterable[tuple[int, str]]:
        """Number and canonical text, by number; number 0 is always among them, and all if nothing is selected."""
        ...

    def tiles(self, epoch: Epoch) -> Tiles:
        """The tree of the epoch."""
        ...

    def checkpoints(self, epoch: Epoch) -> Iterable[tuple[int, bytes]]:
        """Size and note of every kept checkpoint up to the size of the epoch, and of the one of that size."""
        ...

    def schema(self, schema_id: str) -> bytes:
        """The canonical text of a schema."""
        ...

    def log_key(self) -> bytes:
        """The log's public key, SPKI in PEM."""
        ...

    def seals(self) -> Iterable[bytes]:
        """The certificates of all seals that signed checkpoints, in PEM."""
        ...

    def witnesses(self) -> Iterable[tuple[str, bytes]]:
        """Names and public keys (SPKI in PEM) of witnesses."""
        ...

    def disclosures(self) -> Iterable[Disclosure]:
        """Values to disclose, by epoch and entry; asked for only where disclosure was asked for."""
        ...


def write_export(
    target: Path,
    source: LogSource,
    *,
    made_at: datetime,
    selection: Mapping[str, str | None] | None = None,
    is_disclosing: bool = False,
) -> None:
    """Write the folder; ``log.json`` comes last, so a broken-off export is no export.

    ``selection`` has the keys ``from``, ``to``, ``about`` and says what the source left out; None where nothing is.

    Raises:
        ExportError: the target is a folder that is not empty, or is no folder; the source contradicts the format.
        OSError: it could not be written.
    """
    _make_empty(target)
    epochs = source.epochs()
    if not epochs:
        raise ExportError("a log has at least one epoch")
    named: set[str] = set()
    for epoch in epochs:
        folder = target / "epochs" / str(epoch.number)
        _write_entries(folder / "entries", _checked(epoch, source.entries(epoch), selection is None), named)
        _write_tiles(folder, source.tiles(epoch), epoch.size)
        _write_checkpoints(folder / "checkpoints", source.checkpoints(epoch), epoch)
    _write_schemas(target / "schemas", source, named)
    _write_keys(target / "keys", source)
    if is_disclosing:
        _write_disclosures(target / "disclosed.txt", source.disclosures())
    (target / "verify_log.py").write_bytes(VERIFIER.read_bytes())
    (target / "README.md").write_text(_README, encoding="utf-8")
    told = {
        "format": 1,
        "made_at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "selection": dict(selection) if selection is not None else None,
        "epochs": [{"number": epoch.number, "origin": epoch.origin, "size": epoch.size} for epoch in epochs],
    }
    (target / "log.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _make_empty(target: Path) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise ExportError(f"{target} is no folder") from error
    if next(target.iterdir(), None) is not None:
        raise ExportError(f"{target} is not empty")


def _checked(epoch: Epoch, entries: Iterable[tuple[int, str]], is_whole: bool) -> Iterator[tuple[int, str]]:
    """The entries as they come; refuses what no log of this size has."""
    expected = 0
    for number, text in entries:
        is_next = number == expected or (expected and not is_whole and number > expected)
        if not is_next or number >= epoch.size or "\n" in text:
            raise ExportError(f"entry {number} of epoch {epoch.number} is not the next one")
        yield number, text
        expected = number + 1
    if expected != epoch.size and (is_whole or not expected):
        raise ExportError(f"entry {expected} of epoch {epoch.number} is not there")


def _write_entries(folder: Path, entries: Iterable[tuple[int, str]], named: set[str]) -> None:
    folder.mkdir(parents=True)
    part, file = -1, None
    try:
        for number, text in entries:
            if number // ENTRIES_PER_FILE != part:
                if file:
                    file.close()
                part = number // ENTRIES_PER_FILE
                file = (folder / f"{part:06}.txt").open("w", encoding="utf-8", newline="\n")
            assert file is not None
            file.write(f"{number}\t{text}\n")
            _add_named(text, named)
    finally:
        if file:
            file.close()


def _add_named(text: str, named: set[str]) -> None:
    """Add the ids of the schemas that an entry names; it is read as JSON only where it may name a new one."""
    found = set(_NAMED_SCHEMA.findall(text))
    if found <= named:
        return
    entry = json.loads(text)
    named.update(row["schema"] for row in entry["rows"])
    if "schema" in entry.get("log", {}):
        named.add(sha256(canonical(entry["log"]["schema"])).hexdigest())


def _write_tiles(folder: Path, tiles: Tiles, size: int) -> None:
    for tile in tiles_of(size):
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tiles.tile(*tile))


def _write_checkpoints(folder: Path, checkpoints: Iterable[tuple[int, bytes]], epoch: Epoch) -> None:
    folder.mkdir()
    for size, note in checkpoints:
        if size > epoch.size:
            raise ExportError(f"a checkpoint of {size} entries is beyond the exported ones")
        (folder / f"{size:012}.txt").write_bytes(note)
    if not (folder / f"{epoch.size:012}.txt").exists():
        raise ExportError(f"epoch {epoch.number} has no checkpoint of its {epoch.size} entries")


def _write_schemas(folder: Path, source: LogSource, named: Iterable[str]) -> None:
    folder.mkdir()
    for schema_id in sorted(named):
        text = source.schema(schema_id)
        if sha256(text).hexdigest() != schema_id:
            raise ExportError(f"the schema {schema_id} has another hash")
        (folder / f"{schema_id}.json").write_bytes(text)


def _write_keys(folder: Path, source: LogSource) -> None:
    folder.mkdir()
    _write_public(folder / "log.pem", source.log_key())
    for pem in source.seals():
        der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
        _write_public(folder / f"seal-{sha256(der).hexdigest()[:16]}.pem", pem)
    for name, pem in source.witnesses():
        path = folder / f"witness-{re.sub('[^A-Za-z0-9]', '-', name)}.pem"
        if path.exists():
            raise ExportError(f"two witnesses would share {path.name}")
        _write_public(path, pem)


def _write_public(path: Path, pem: bytes) -> None:
    if b"PRIVATE" in pem:
        raise ExportError("a private key is never exported")
    path.write_bytes(pem)


def _write_disclosures(path: Path, disclosures: Iterable[Disclosure]) -> None:
    last = (0, 0)
    with path.open("wb") as file:
        for one in disclosures:
            if (one.epoch, one.entry) < last:
                raise ExportError("disclosures come in the order of the entries")
            last = (one.epoch, one.entry)
            head = f"{one.epoch}\t{one.entry}\t{one.path}\t{one.salt.hex()}\t"
            file.write(head.encode() + canonical(one.value) + b"\n")
