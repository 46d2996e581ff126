"""Measures of the log's written form: entries made canonical, leaves stored as tiles, an export verified.

Prints them as one line of JSON. No database takes part; the entries are invented and alike.
"""

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measuring import Measure, rate
from history.log import merkle, notes
from history.log.canonical import canonical, commitment
from history.log.exporting import Disclosure, Epoch, write_export
from history.log.tiles import TileReader, TileStore

ORIGIN = "log.bench.example/1"
BATCH = 5_000
KEPT_EVERY = 50_000
SCHEMA = {
    "model": "documents.document",
    "columns": [[name, "text"] for name in ("id", "number", "kind", "annotation", "registered_at", "text")],
    "personal": ["annotation"],
    "large": ["text"],
}
SCHEMA_ID = sha256(canonical(SCHEMA)).hexdigest()
# Stand in the template of an entry where each has another number, and another id.
NUMBER, ENTRY_ID, ACT_ID = 1234567890123, "e" * 31, "a" * 31


def an_entry(salt: bytes) -> dict[str, Any]:
    """An act on one row, with four commitments: about what a registration leaves."""
    where = {"address": "10.20.30.40", "request": "5" * 32, "task": ""}
    act = {
        "id": f"{ACT_ID}0",
        "verb": "documents.registered",
        "subject": ["documents.document", NUMBER],
        "about": [["citizens.case", NUMBER]],
        "agency": 1,
        "by": None,
        "label": commitment(salt, "acts/0/label", "Обращение № 12-С"),
        "data": commitment(salt, "acts/0/data", {"number": "12-С", "journal": 4}),
    }
    values = {
        "id": NUMBER,
        "number": "12-С",
        "kind": "appeal",
        "annotation": commitment(salt, "rows/0/values/annotation", "О ремонте крыши памятника"),
        "registered_at": "2026-11-25T18:31:06.123456Z",
        "text": {"sha256": "9" * 64},
    }
    row = {"model": SCHEMA["model"], "row": NUMBER, "id": NUMBER, "op": "+", "by": None}
    row |= {"schema": SCHEMA_ID, "values": values}
    return {
        "v": 1,
        "id": f"{ENTRY_ID}0",
        "at": "2026-11-25T18:31:06.123456Z",
        "actor": {"key": 7, "name": "Иванова Мария Петровна"},
        "from": where,
        "reason": "",
        "acts": [act],
        "rows": [row],
        "readings": [],
    }


class Invented:
    """A log of any size that is never whole in memory: its entries are made when they are asked for."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size, self.key = folder, size, Ed25519PrivateKey.generate()
        self.template = canonical(an_entry(b"s" * 32)).decode()
        self.notes: dict[int, bytes] = {}
        self.seconds = 0.0
        self._fill()

    def epochs(self) -> Sequence[Epoch]:
        return [Epoch(1, ORIGIN, self.size)]

    def entries(self, epoch: Epoch) -> Iterator[tuple[int, str]]:
        return ((number, self._text(number)) for number in range(epoch.size))

    def tiles(self, _epoch: Epoch) -> TileReader:
        return TileReader(self.folder)

    def checkpoints(self, _epoch: Epoch) -> Iterable[tuple[int, bytes]]:
        return self.notes.items()

    def schema(self, _schema_id: str) -> bytes:
        return canonical(SCHEMA)

    def log_key(self) -> bytes:
        return notes.public_key_pem(self.key.public_key())

    def seals(self) -> Iterable[bytes]:
        return ()

    def witnesses(self) -> Iterable[tuple[str, bytes]]:
        return ()

    def disclosures(self) -> Iterable[Disclosure]:
        return ()

    def _fill(self) -> None:
        """Append all leaves, and sign the checkpoints that are kept; times the appending alone."""
        store = TileStore.open(self.folder, 0, lambda _start, _stop: ())
        self.store = store
        numbers = iter(range(self.size))
        while batch := list(itertools.islice(numbers, BATCH)):
            leaves = [merkle.leaf_hash(self._text(number).encode()) for number in batch]
            began = time.perf_counter()
            store.append(leaves)
            self.seconds += time.perf_counter() - began
            if store.size % KEPT_EVERY == 0 or store.size == self.size:
                self._keep(store.size, store.root())

    def _keep(self, size: int, root: bytes) -> None:
        head = notes.Checkpoint(ORIGIN, size, root)
        signature = notes.sign_as_log(head, self.key.public_key().public_bytes_raw(), self.key.sign)
        self.notes[size] = notes.SignedCheckpoint(head, (signature,)).note

    def _text(self, number: int) -> str:
        if number > 1 and number % KEPT_EVERY:
            text = self.template.replace(str(NUMBER), str(number)).replace(ENTRY_ID, f"{number:031x}")
            return text.replace(ACT_ID, f"{number:031x}")
        log: dict[str, Any] = {"schema": SCHEMA}
        if number == 0:
            public = sha256(self.key.public_key().public_bytes_raw()).hexdigest()
            log = {"epoch": {"number": 1, "origin": ORIGIN, "key": public, "previous": None}}
        elif number > 1:
            root = notes.SignedCheckpoint.parse(self.notes[number]).checkpoint.root
            log = {"checkpoint": {"size": number, "root": root.hex()}}
        entry = an_entry(b"s" * 32) | {"id": f"{number:031x}f", "acts": [], "rows": [], "log": log}
        return canonical(entry).decode()


def measures(*, is_quick: bool) -> Iterator[Measure]:
    """Each measure in turn; the last two are of the same run of the verifier."""
    seconds, size = (0.2, 2_000) if is_quick else (3.0, 1_000_000)
    entry = an_entry(b"s" * 32)
    yield rate("entries made canonical", lambda _number: canonical(entry), seconds=seconds)
    yield rate(
        "commitments", lambda _number: commitment(b"s" * 32, "rows/0/values/last_name", "Фролова"), seconds=seconds
    )
    yield rate(
        "entries with four commitments made canonical", lambda _number: canonical(an_entry(b"s" * 32)), seconds=seconds
    )
    with tempfile.TemporaryDirectory() as folder:
        log = Invented(Path(folder) / "store", size)
        yield Measure(f"leaves stored, {BATCH:,} at a time", size / log.seconds, "1/s", size)
        yield rate("leaves stored one at a time", lambda _number: log.store.append([bytes(32)]), seconds=seconds)
        target = Path(folder) / "export"
        write_export(target, log, made_at=datetime.now(UTC))
        began = time.perf_counter()
        command = [sys.executable, "-I", "-S", str(target / "verify_log.py"), str(target)]
        subprocess.run(command, env={}, stdout=subprocess.DEVNULL, check=True)
        yield Measure(f"verification of {size:,} entries", time.perf_counter() - began, "s", 1)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        yield Measure(f"verification of {size:,} entries, memory", peak, "MB", 1)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    print(json.dumps([measure.written() for measure in measures(is_quick="--quick" in arguments)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
