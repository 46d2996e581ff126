"""Valid containers of every kind: keys, numbers and sizes of files, names, several signers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import BinaryIO

from signing.keys import KeyKind, LocalSigner
from signing.packages import DocumentPackage, describe_file, write_message
from signing.passports import FileRole, Passport, PassportSigner
from signing.sources import BytesSource, PathSource
from tests.signing import stamps
from tests.signing.people import (
    MINISTRY,
    NOW,
    Ministry,
    document_body,
    key_of,
    message_with,
    ministry,
    passport_of,
    signer,
    subject,
)

KINDS = (KeyKind.RSA_3072, KeyKind.P256, KeyKind.ED25519)
NUMBERS = (1, 2, 30, 1000)
MEGABYTE = 1024 * 1024
SIZES = (0, 1, 65_537, MEGABYTE)
PEOPLE = (
    "Сомова Ирина Павловна",
    "Ершов Павел Дмитриевич",
    "Ахметзянова Дилара Рустамовна",
    "Яковлева-Ким Ольга Юрьевна",
)
NAMES = (
    "Письмо № 14 — «О доме».pdf",
    "Приложение 1\u00a0(скан).pdf",
    "чертёж й.pdf",
    "й.pdf",
    "Ёлка & <дом>.pdf",
    "отчёт.PDF",
)


@dataclass(frozen=True)
class Kind:
    """A kind of valid container: whose keys, how many files, how long the largest, how many officials sign."""

    keys: KeyKind
    files: int
    size: int
    signers: int
    is_message: bool

    def __str__(self) -> str:
        level = "message" if self.is_message else "document"
        return f"{level} {self.keys.value} {self.files} files of {self.size} bytes, {self.signers} signers"


# Each value of each column meets each of every other one somewhere.
CHOSEN = (
    Kind(KeyKind.RSA_3072, 1, 0, 1, is_message=False),
    Kind(KeyKind.P256, 1, 1, 2, is_message=True),
    Kind(KeyKind.ED25519, 1, MEGABYTE, 4, is_message=False),
    Kind(KeyKind.P256, 2, 0, 4, is_message=False),
    Kind(KeyKind.ED25519, 2, 1, 1, is_message=True),
    Kind(KeyKind.RSA_3072, 2, 65_537, 2, is_message=False),
    Kind(KeyKind.ED25519, 30, 0, 2, is_message=True),
    Kind(KeyKind.RSA_3072, 30, 1, 4, is_message=True),
    Kind(KeyKind.P256, 30, MEGABYTE, 1, is_message=False),
    Kind(KeyKind.P256, 1000, 65_537, 1, is_message=True),
)


def whole() -> Iterator[Kind]:
    """The whole matrix."""
    for keys, files, size, signers, is_message in product(KINDS, NUMBERS, SIZES, (1, 2, 4, 100), (False, True)):
        yield Kind(keys, files, size, signers, is_message)


def build(kind: Kind, folder: Path, by: Ministry | None = None, at: datetime = NOW) -> Path:
    """A container of this kind, its files beside it, by a ministry at a moment; of level B-B."""
    by = by or ministry(kind.keys)
    document = folder / "document.asice"
    package = _package(kind, by, folder, at)
    with document.open("w+b") as target:
        package.write(target)
    if not kind.is_message:
        return document
    with (folder / "message.asice").open("w+b") as target:
        seal_around(document, by, target, at)
    return folder / "message.asice"


def on_all_levels(kind: Kind, folder: Path) -> tuple[Path, Path, Path]:
    """A container of this kind that was made today: as it was signed, with time-stamps, with proofs for long."""
    by = stamps.agency(kind.keys)
    key = key_of(KeyKind.P256, "stamper")
    authority = LocalSigner(by.authority.issue_stamper(key.public_key(), organisation=MINISTRY, at=stamps.MADE), key)
    basic = build(kind, folder, by, stamps.SIGNED)
    stamped = stamps.stamped(basic, stamps.Stamper(authority), by)
    return basic, stamped, stamps.proven_for_long(stamped, stamps.Registrar(by), by)


def seal_around(document: Path, by: Ministry, target: BinaryIO, at: datetime = NOW) -> None:
    """A message that carries the document."""
    write_message(target, message_with(document_body()), seal=by.seal, at=at, document=document)


def _package(kind: Kind, by: Ministry, folder: Path, at: datetime) -> DocumentPackage:
    """The first file has the size, all others are short and different."""
    first = folder / "file0.pdf"
    with first.open("wb") as stream:
        for begin in range(0, kind.size, MEGABYTE):
            stream.write(bytes([begin // MEGABYTE % 251]) * min(MEGABYTE, kind.size - begin))
    sources = {"file0.pdf": PathSource(first)} | {
        f"file{number}.pdf": BytesSource(f"%PDF {number}".encode()) for number in range(1, kind.files)
    }
    people = [PEOPLE[number] if number < len(PEOPLE) else f"Подписант {number}" for number in range(kind.signers)]
    package = DocumentPackage(_passport(sources, people, folder), sources)
    package.sign(by.official, claimed_role="и.о. министра", at=at)
    for name in people[1:]:
        surname, given_names = name.split(" ", 1)
        person = signer(by.authority, kind.keys if kind.signers < 10 else KeyKind.P256, subject(surname, given_names))
        package.sign(person, claimed_role="советник", at=at)
    return package


def _passport(sources: dict[str, PathSource | BytesSource], people: list[str], folder: Path) -> Passport:
    card = passport_of({"file0.pdf": folder / "file0.pdf"})
    described = []
    for number, (name, source) in enumerate(sources.items()):
        path = folder / "described"
        if isinstance(source, BytesSource):
            path.write_bytes(source.data)
        described.append(
            describe_file(
                path if isinstance(source, BytesSource) else source.path,
                id=f"file-{number}",
                name=name,
                original_name=f"{number} {NAMES[number % len(NAMES)]}",
                media_type="application/pdf",
                role=FileRole.ATTACHMENT if number else FileRole.MAIN,
            )
        )
    signers = tuple(PassportSigner(name, "советник") for name in people)
    return Passport(**(vars(card) | {"files": tuple(described), "signers": signers}))
