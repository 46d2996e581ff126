"""An invented ministry with its authority, an official and a seal; keys are made once a run."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography import x509

from signing.authority import Authority, PersonSubject
from signing.keys import KeyKind, LocalSigner, PrivateKey, Signer, make_key
from signing.messages import Body, DocumentBody, InReplyTo, Message, Party, Registration
from signing.packages import DocumentPackage, describe_file, write_message
from signing.passports import Addressee, Author, DocumentLink, FileRole, Passport, PassportSigner

NOW = datetime(2026, 4, 14, 9, 30, tzinfo=UTC)
MADE = NOW - timedelta(days=30)
MINISTRY = "Министерство жилищно-коммунального хозяйства Верхнеозёрской области"
MINISTRY_ID = "ministry-housing.verkhneozersk"
COMMITTEE = Party("committee-heritage.verkhneozersk", "Комитет по охране объектов культурного наследия")
DOCUMENT_ID = UUID("7f1f0a52-57c4-4c5f-9a8e-0d3a7a0c2f11")
MESSAGE_ID = UUID("0b54ad7d-8e0e-4f0e-8a1b-b9f6c3b3f001")
MAIN, EMPTY, NOTES = "text.pdf", "empty.bin", "notes.txt"


@cache
def key_of(kind: KeyKind, whose: str) -> PrivateKey:
    """A key of this kind; the same person has the same key throughout a run."""
    return make_key(kind)


@dataclass(frozen=True)
class Ministry:
    """An agency that signs and seals."""

    authority: Authority
    official: Signer
    seal: Signer

    @property
    def trust(self) -> list[x509.Certificate]:
        """Whom its correspondents trust."""
        return [self.authority.certificate]


def subject(surname: str = "Сомова", given_names: str = "Ирина Павловна") -> PersonSubject:
    """An official as a certificate names them."""
    return PersonSubject(surname, given_names, "заместитель министра", MINISTRY, MINISTRY_ID, "руководство")


@cache
def ministry(kind: KeyKind = KeyKind.P256, organisation_id: str = MINISTRY_ID, made: datetime = MADE) -> Ministry:
    """The ministry with keys of this kind and certificates made then."""
    authority = Authority.make(key_of(kind, "authority"), MINISTRY, made, is_test=True)
    key = key_of(kind, "seal")
    seal = authority.issue_seal(key.public_key(), organisation=MINISTRY, organisation_id=organisation_id, at=made)
    return Ministry(authority, signer(authority, kind, made=made), LocalSigner(seal, key))


def signer(
    authority: Authority, kind: KeyKind = KeyKind.P256, whose: PersonSubject | None = None, made: datetime = MADE
) -> LocalSigner:
    """An official with a new certificate of this authority."""
    person = whose or subject()
    key = key_of(kind, person.surname)
    return LocalSigner(authority.issue_person(key.public_key(), person, made), key)


def write_files(folder: Path) -> dict[str, Path]:
    """A text, an attachment without a single byte, and one that is worth compressing."""
    contents = {MAIN: b"%PDF-1.7\n\x00\xff" * 40, EMPTY: b"", NOTES: "Соборная, 14\n".encode() * 30}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def passport_of(files: dict[str, Path], signers: Iterable[str] = ("Сомова Ирина Павловна",)) -> Passport:
    """The card of an inquiry with these files."""
    types = {MAIN: "application/pdf", NOTES: "text/plain"}
    return Passport(
        document_id=DOCUMENT_ID,
        kind="Письмо",
        annotation="О доме 14 по ул. Соборной: «прошу сообщить» <сведения> & сроки",
        authors=(Author(MINISTRY, MINISTRY_ID, "отдел капитального ремонта", "Ахметзянова Д. Р.", "(8150) 55-21-52"),),
        signers=tuple(PassportSigner(name, "и.о. министра", is_acting=True) for name in signers),
        addressees=(Addressee(COMMITTEE.name, COMMITTEE.id, person="Завьялову Р. И."),),
        files=tuple(
            describe_file(
                path,
                id=f"file-{number}",
                name=name,
                original_name=f"Вложение № {number} — «дом 14».{name[-3:]}",
                media_type=types.get(name, "application/octet-stream"),
                role=FileRole.ATTACHMENT if number else FileRole.MAIN,
            )
            for number, (name, path) in enumerate(files.items())
        ),
        links=(DocumentLink("in-reply-to", number="ОГ-Ф-218/26", on=date(2026, 4, 1)),),
        reply_due_on=date(2026, 4, 29),
    )


def write_document(folder: Path, by: Ministry | None = None, name: str = "document.asice", at: datetime = NOW) -> Path:
    """A signed document container."""
    files = write_files(folder)
    package = DocumentPackage(passport_of(files), files)
    package.sign((by or ministry()).official, claimed_role="и.о. министра", at=at)
    with (folder / name).open("w+b") as target:
        package.write(target)
    return folder / name


def message_with(body: Body, **changes: object) -> Message:
    """A message of the ministry to the committee."""
    message = Message(
        message_id=MESSAGE_ID,
        conversation_id=DOCUMENT_ID,
        sender=Party(MINISTRY_ID, MINISTRY),
        recipient=COMMITTEE,
        sequence=7,
        created_at=NOW,
        expires_at=NOW + timedelta(hours=72),
        body=body,
        in_reply_to=InReplyTo(number="03-04/412", on=date(2026, 4, 10)),
        is_test=True,
    )
    return replace(message, **changes)  # type: ignore[arg-type]  # fields by name


def document_body(document_id: UUID = DOCUMENT_ID) -> DocumentBody:
    """The registration of the inquiry."""
    return DocumentBody(document_id, Registration("02-07/1164", date(2026, 4, 14), "Мельник О. П."))


def sealed(
    path: Path, message: Message, document: Path | None = None, seal: Signer | None = None, at: datetime = NOW
) -> Path:
    """A message container."""
    with path.open("w+b") as target:
        write_message(target, message, seal=seal or ministry().seal, at=at, document=document)
    return path


def write_message_with_document(folder: Path, by: Ministry | None = None) -> Path:
    """A sealed message that carries the signed document."""
    who = by or ministry()
    return sealed(folder / "message.asice", message_with(document_body()), write_document(folder, who), who.seal)
