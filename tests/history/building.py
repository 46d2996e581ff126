"""Invented logs of any size: plausible entries, kept checkpoints, seals, witnesses, epochs; and whoever forges them.

A log is drafted first, with personal values in the clear and without hashes; :meth:`Draft.build` commits, numbers,
hashes and signs. A forger changes the draft and builds again, so that everything is consistent.
"""

import copy
import random
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from history.log import merkle, notes
from history.log.canonical import canonical, commitment, salt_for
from history.log.exporting import Disclosure, Epoch, write_export

Entry = dict[str, Any]
BEGUN = datetime(2026, 11, 25, 8, tzinfo=UTC)
STEM = "log.mincult.example/"
PERSON: Entry = {
    "model": "citizens.applicant",
    "columns": [["id", "integer"], ["last_name", "text"], ["is_benefit", "boolean"], ["letter", "text"]],
    "personal": ["last_name"],
    "large": ["letter"],
}
DOCUMENT: Entry = {
    "model": "documents.document",
    "columns": [["id", "integer"], ["number", "text"], ["registered_on", "date"], ["extra", "json"]],
    "personal": [],
    "large": [],
}
NAMES = ["Сомова", "Frolova", 'O\'Neil "Jr"', "Ёлкин\n", "😀 李"]


@dataclass(frozen=True)
class Personal:
    """A value that only a commitment to stands in the entry for."""

    value: object


def schema_id(schema: Entry) -> str:
    """The id under which a schema is named."""
    return sha256(canonical(schema)).hexdigest()


def certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | Ed25519PrivateKey) -> x509.Certificate:
    """A self-signed one."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Seal")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(BEGUN).not_valid_after(BEGUN + timedelta(days=900))
    return made.sign(key, None if isinstance(key, Ed25519PrivateKey) else SHA256())


def seal_signer(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | Ed25519PrivateKey) -> notes.Sign:
    """How that key signs checkpoints."""

    def sign(text: bytes) -> bytes:
        if isinstance(key, ec.EllipticCurvePrivateKey):
            length = (key.key_size + 7) // 8
            r, s = decode_dss_signature(key.sign(text, ec.ECDSA(SHA256())))
            return r.to_bytes(length, "big") + s.to_bytes(length, "big")
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(text, padding.PKCS1v15(), SHA256())
        return key.sign(text)

    return sign


@dataclass
class Office:
    """Who signs: the log, two seals of unlike kinds, a witness."""

    log: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seals: Sequence[ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | Ed25519PrivateKey] = field(
        default_factory=lambda: [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)]
    )
    witness: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    witness_name: str = "log.committee.example/1"

    def __post_init__(self) -> None:
        self.certificates = [certificate(key) for key in self.seals]

    @property
    def key_hash(self) -> str:
        """What an auditor gives as ``--key``."""
        return sha256(self.log.public_key().public_bytes_raw()).hexdigest()

    def signed(self, checkpoint: notes.Checkpoint) -> bytes:
        """The note, signed by all."""
        signatures = [notes.sign_as_log(checkpoint, self.log.public_key().public_bytes_raw(), self.log.sign)]
        for number, (key, held) in enumerate(zip(self.seals, self.certificates, strict=True)):
            signatures.append(notes.sign_as_seal(checkpoint, f"RU-{number}", held, seal_signer(key)))
        public = self.witness.public_key().public_bytes_raw()
        signatures.append(notes.cosign(checkpoint, self.witness_name, public, 1_795_000_000, self.witness.sign))
        return notes.SignedCheckpoint(checkpoint, tuple(signatures)).note


class MemoryTiles:
    """The tiles over leaves that are at hand."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) >= 256:
            below = self.levels[-1]
            tops = (b"".join(below[at : at + 256]) for at in range(0, len(below) // 256 * 256, 256))
            self.levels.append([self._top(tile) for tile in tops])

    @staticmethod
    def _top(hashes: bytes) -> bytes:
        while len(hashes) > 32:
            hashes = merkle.parents(hashes)
        return hashes

    def tile(self, level: int, number: int, width: int) -> bytes:
        """As the exporter asks."""
        return b"".join(self.levels[level][256 * number : 256 * number + width])


@dataclass
class Built:
    """A log as the exporter reads it."""

    office: Office
    heads: list[Epoch] = field(default_factory=list)
    texts: dict[int, list[str]] = field(default_factory=dict)
    leaves: dict[int, list[bytes]] = field(default_factory=dict)
    notes: dict[int, dict[int, bytes]] = field(default_factory=dict)
    schemas: dict[str, bytes] = field(
        default_factory=lambda: {schema_id(schema): canonical(schema) for schema in (PERSON, DOCUMENT)}
    )
    disclosed: list[Disclosure] = field(default_factory=list)
    selected: Callable[[int], bool] = lambda _number: True

    def epochs(self) -> Sequence[Epoch]:
        return self.heads

    def entries(self, epoch: Epoch) -> Iterable[tuple[int, str]]:
        return ((at, text) for at, text in enumerate(self.texts[epoch.number]) if at == 0 or self.selected(at))

    def tiles(self, epoch: Epoch) -> MemoryTiles:
        return MemoryTiles(self.leaves[epoch.number])

    def checkpoints(self, epoch: Epoch) -> Iterable[tuple[int, bytes]]:
        return self.notes[epoch.number].items()

    def schema(self, schema_id: str) -> bytes:
        return self.schemas[schema_id]

    def log_key(self) -> bytes:
        return notes.public_key_pem(self.office.log.public_key())

    def seals(self) -> Iterable[bytes]:
        return (held.public_bytes(Encoding.PEM) for held in self.office.certificates)

    def witnesses(self) -> Iterable[tuple[str, bytes]]:
        return [(self.office.witness_name, notes.public_key_pem(self.office.witness.public_key()))]

    def disclosures(self) -> Iterator[Disclosure]:
        return (one for one in self.disclosed if one.entry == 0 or self.selected(one.entry))

    def export(
        self, target: Path, *, is_disclosing: bool = True, selection: dict[str, str | None] | None = None
    ) -> Path:
        """Write it."""
        write_export(target, self, made_at=BEGUN, selection=selection, is_disclosing=is_disclosing)
        return target

    def write_checkpoint(self, folder: Path, epoch: int, size: int) -> Path:
        """A checkpoint of any size as a correspondent would hold it."""
        head = notes.Checkpoint(f"{STEM}{epoch}", size, merkle.root_of(self.leaves[epoch][:size]))
        path = folder / f"held-{epoch}-{size}.txt"
        path.write_bytes(self.office.signed(head))
        return path


class Draft:
    """A log before it is hashed."""

    def __init__(
        self, sizes: Sequence[int], *, seed: int = 1, keep_every: int = 97, lost: int = 5, quiet: float = 0.0
    ) -> None:
        """Epochs of these sizes; a checkpoint is kept now and then, and every restored backup lost some entries.

        ``quiet`` is the share of entries in which nothing happens: large logs are drafted sooner.
        """
        self.chance, self.keep_every, self.lost, self.quiet = random.Random(seed), keep_every, lost, quiet
        self.versions = {PERSON["model"]: 0, DOCUMENT["model"]: 0}
        self.live: dict[str, list[int]] = {model: [] for model in self.versions}
        self.epochs: list[list[Entry]] = []
        self.destroyed: set[tuple[int, int]] = set()
        for number, size in enumerate(sizes, 1):
            self.epochs.append([])
            for at in range(size):
                self.epochs[-1].append(self._entry(number, at))

    def build(self, office: Office) -> Built:
        """Commit, number, hash, sign. The draft stays as it is."""
        built = Built(office)
        for number, drafts in enumerate(self.epochs, 1):
            texts: list[str] = []
            leaves: list[bytes] = []
            kept: set[int] = set()
            for at, draft in enumerate(drafts):
                entry = self._filled(copy.copy(draft), built, number, leaves, kept)
                values: list[tuple[str, object]] = []
                salt = sha256(f"{number} {entry['id']}".encode()).digest()
                text = canonical(_committed(entry, "", salt, values))
                texts.append(text.decode())
                leaves.append(merkle.leaf_hash(text))
                if (number, at) not in self.destroyed:
                    built.disclosed += [Disclosure(number, at, path, salt_for(salt, path), one) for path, one in values]
            built.texts[number], built.leaves[number] = texts, leaves
            built.heads.append(Epoch(number, f"{STEM}{number}", len(leaves)))
            built.notes[number] = {
                size: office.signed(notes.Checkpoint(f"{STEM}{number}", size, merkle.root_of(leaves[:size])))
                for size in sorted({*kept, len(leaves)})
            }
        return built

    def places(self, having: str = "") -> list[tuple[int, int]]:
        """Epoch and number of the entries that are no part of the log about itself and have acts, rows or readings."""
        return [
            (number, at)
            for number, drafts in enumerate(self.epochs, 1)
            for at, entry in enumerate(drafts)
            if "log" not in entry and (not having or entry[having])
        ]

    def at(self, place: tuple[int, int]) -> Entry:
        """The draft of an entry."""
        return self.epochs[place[0] - 1][place[1]]

    def _filled(self, entry: Entry, built: Built, epoch: int, leaves: list[bytes], kept: set[int]) -> Entry:
        log = entry.get("log", {})
        if "epoch" in log:
            previous = None
            if epoch > 1:
                before = built.leaves[epoch - 1]
                size, root = len(before), merkle.root_of(before).hex()
                published = {"size": size + self.lost, "root": sha256(root.encode()).hexdigest()}
                previous = {"published": published, "kept": {"size": size, "root": root}}
            told = {"number": epoch, "origin": f"{STEM}{epoch}", "key": built.office.key_hash, "previous": previous}
            entry["log"] = {"epoch": told}
        elif "checkpoint" in log:
            size = len(leaves)
            kept.add(size)
            entry["log"] = {"checkpoint": {"size": size, "root": merkle.root_of(leaves).hex()}}
        return entry

    def _entry(self, epoch: int, at: int) -> Entry:
        chance = self.chance
        # The clock steps back now and then.
        moment = BEGUN + timedelta(days=30 * epoch, seconds=37 * at - (3600 if at % 50 == 49 else 0), microseconds=at)
        entry: Entry = {
            "v": 1,
            "id": self._id(),
            "at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "actor": {"key": chance.choice([None, 3, 4]), "name": chance.choice(NAMES)},
            "from": {"address": "10.0.0.7", "request": self._id(), "task": ""},
            "reason": chance.choice(["", "Исправлена опечатка", "по заявлению \u2028"]),
            "acts": [],
            "rows": [],
            "readings": [],
        }
        if at == 0:
            return entry | {"log": {"epoch": {}}}
        if epoch == 1 and at in {1, 2}:
            return entry | {"log": {"schema": (PERSON, DOCUMENT)[at - 1]}}
        if epoch == 1 and at < 3:
            return entry
        if at % self.keep_every == self.keep_every - 1:
            return entry | {"log": {"checkpoint": {}}}
        return self._busy(entry) if chance.random() >= self.quiet else entry

    def _busy(self, entry: Entry) -> Entry:
        chance = self.chance
        for _act in range(chance.choice([0, 1, 1, 2])):
            label, data = Personal(chance.choice(NAMES)), Personal({"к": [1, None, True], "😀": "a", "\ufb33": -7})
            about = [["citizens.case", chance.randrange(90)]]
            entry["acts"].append(
                {
                    "id": self._id(),
                    "verb": "documents.registered",
                    "subject": ["documents.document", 5],
                    "about": about,
                    "agency": chance.choice([None, 1]),
                    "by": chance.choice([None, {"key": None, "name": "exchange"}]),
                    "label": label,
                    "data": data,
                }
            )
        for _row in range(chance.choice([0, 1, 1, 2])):
            entry["rows"].append(self._row(chance.choice([PERSON, DOCUMENT])))
        if chance.random() < 0.3:
            entry["readings"].append(
                {
                    "id": self._id(),
                    "kind": "searched",
                    "page": "/cases/",
                    "about": [],
                    "agency": 1,
                    "ground": "Задание",
                    "query": Personal({"q": chance.choice(NAMES)}),
                }
            )
        return entry

    def _row(self, schema: Entry) -> Entry:
        chance, model = self.chance, schema["model"]
        live = self.live[model]
        self.versions[model] += chance.choice([1, 1, 2])
        op = chance.choice("++~~-") if live else "+"
        row = self.versions[model] if op == "+" else chance.choice(live)
        if op == "+":
            live.append(row)
        elif op == "-":
            live.remove(row)
        values: Entry = {"id": row, "number": f"С-{row}", "registered_on": None, "extra": {"c": "no commitment"}}
        if schema is PERSON:
            letter = chance.choice([None, {"sha256": sha256(b"letter").hexdigest()}])
            values = {"id": row, "last_name": Personal(chance.choice(NAMES)), "is_benefit": True, "letter": letter}
        identity = schema_id(schema)
        told = {"model": model, "row": row, "id": self.versions[model], "op": op, "by": None}
        return told | {"schema": identity, "values": values}

    def _id(self) -> str:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4).hex


def _committed(node: Any, path: str, salt: bytes, values: list[tuple[str, object]]) -> Any:
    """The same with commitments instead of personal values, which are collected."""
    if isinstance(node, Personal):
        values.append((path, node.value))
        return commitment(salt, path, node.value)
    if isinstance(node, dict):
        return {key: _committed(item, f"{path}/{key}" if path else key, salt, values) for key, item in node.items()}
    if isinstance(node, list):
        return [_committed(item, f"{path}/{at}", salt, values) for at, item in enumerate(node)]
    return node
