"""The passport of a document: its card without registration, signed by the officials together with the files."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from signing.cards import Card, RootCard


class FileRole(StrEnum):
    """What a file is to the document."""

    MAIN = "main"
    ATTACHMENT = "attachment"


class SignerRole(StrEnum):
    """Whether a person answers for the document or agreed to it."""

    APPROVING = "approving"
    VISA = "visa"


@dataclass(frozen=True)
class Author(Card):
    """An organisation that the document comes from, with its unit and executor."""

    TAG: ClassVar[str] = "author"

    organisation: str
    organisation_id: str = ""
    unit: str = ""
    executor: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PassportSigner(Card):
    """A person whose signature or visa the document bears, under the name that their certificate has."""

    TAG: ClassVar[str] = "signer"

    name: str
    post: str
    role: SignerRole = SignerRole.APPROVING
    is_acting: bool = False


@dataclass(frozen=True)
class Addressee(Card):
    """To whom the document goes."""

    TAG: ClassVar[str] = "addressee"

    organisation: str
    organisation_id: str = ""
    unit: str = ""
    person: str = ""


@dataclass(frozen=True)
class DocumentLink(Card):
    """An earlier document that this one belongs to, by its id, its number and date, or both."""

    TAG: ClassVar[str] = "link"

    kind: str
    document_id: UUID | None = None
    number: str = ""
    on: date | None = None


@dataclass(frozen=True)
class PassportFile(Card):
    """A file: its flat name in the container, and the name that people gave it."""

    TAG: ClassVar[str] = "file"

    id: str
    name: str
    original_name: str
    media_type: str
    size: int
    sha256: str
    role: FileRole


@dataclass(frozen=True)
class Passport(RootCard):
    """The card of a document as its officials sign it. ``access`` is its access mark, empty when there is none."""

    TAG: ClassVar[str] = "passport"
    FILE: ClassVar[str] = "passport.xml"
    SPACE: ClassVar[str] = "urn:mezhved:passport:1"
    SCHEMA: ClassVar[str] = "passport.xsd"

    document_id: UUID
    kind: str
    annotation: str
    authors: tuple[Author, ...]
    signers: tuple[PassportSigner, ...]
    addressees: tuple[Addressee, ...]
    files: tuple[PassportFile, ...]
    access: str = ""
    links: tuple[DocumentLink, ...] = ()
    reply_due_on: date | None = None
    version: str = "1.0"
