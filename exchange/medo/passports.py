"""The passport of a transport container of МЭДО: requisites, authors with their signatures, addressees, files.

Coordinates and sizes of stamps are in millimetres from the upper left corner of the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from exchange.medo import binding
from exchange.medo.binding import DAY, UNIQUE, Attribute, Dialect, Element, Value
from signing.limits import Limits

FILE = "passport.xml"
TAG = "container"
VERSION = "1.0"
# 2.7.1 renamed the namespace of 2.7; both are read.
DIALECT = Dialect(("urn:IEDMS:CONTAINER", "http://minsvyaz.ru/container"), "c", has_qualified_attributes=True)

STRING = binding.words(511)
TEXT = binding.plain(4000, at_least=1)
IDENTITY = binding.token(127)
NUMBER = binding.token(31)
FILE_NAME = binding.matching(r"[a-zA-Z0-9_]{1,250}\.[a-zA-Z0-9]{3,4}")
PDF_NAME = binding.matching(r"[a-zA-Z0-9_]{1,250}\.pdf")
_PAGES = binding.number()
_PAGE = binding.number(at_least=1)
_MILLIMETRE = binding.number(at_most=32767)


class SignatureType(StrEnum):
    """Whether a person answers for the document or agreed to it."""

    APPROVING = "Утверждающая"
    VISA = "Визирующая"


@dataclass(frozen=True, kw_only=True)
class Qualified:
    """A text that its sender may have classified by a code."""

    value: Annotated[str, Value(STRING)]
    id: Annotated[str, Attribute("id", IDENTITY)] = ""


@dataclass(frozen=True, kw_only=True)
class Organization:
    """A body of state as a passport names it."""

    title: Annotated[str, Element("title", STRING)]
    address: Annotated[str, Element("address", STRING)] = ""
    phone: Annotated[str, Element("phone", STRING)] = ""
    email: Annotated[str, Element("email", STRING)] = ""
    website: Annotated[str, Element("website", STRING)] = ""
    id: Annotated[str, Attribute("id", IDENTITY)] = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """An official to whom a document goes; each part may be missing."""

    post: Annotated[str, Element("post", STRING)] = ""
    name: Annotated[str, Element("name", STRING)] = ""
    phone: Annotated[str, Element("phone", STRING)] = ""
    email: Annotated[str, Element("email", STRING)] = ""
    id: Annotated[str, Attribute("id", IDENTITY)] = ""


@dataclass(frozen=True, kw_only=True)
class LinkedSigner:
    """An official who signed an earlier document."""

    post: Annotated[str, Element("post", STRING)] = ""
    name: Annotated[str, Element("name", STRING)]
    phone: Annotated[str, Element("phone", STRING)] = ""
    email: Annotated[str, Element("email", STRING)] = ""
    id: Annotated[str, Attribute("id", IDENTITY)] = ""


@dataclass(frozen=True, kw_only=True)
class SigningPerson:
    """An official who signed."""

    post: Annotated[str, Element("post", STRING)]
    name: Annotated[str, Element("name", STRING)]
    phone: Annotated[str, Element("phone", STRING)] = ""
    email: Annotated[str, Element("email", STRING)] = ""
    id: Annotated[str, Attribute("id", IDENTITY)] = ""


@dataclass(frozen=True, kw_only=True)
class Executor:
    """Who wrote the document, and their telephone."""

    post: Annotated[str, Element("post", STRING)] = ""
    name: Annotated[str, Element("name", STRING)]
    phone: Annotated[str, Element("phone", STRING)]
    email: Annotated[str, Element("email", STRING)] = ""
    id: Annotated[str, Attribute("id", IDENTITY)] = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place on a page."""

    x: Annotated[int, Element("x", _MILLIMETRE)]
    y: Annotated[int, Element("y", _MILLIMETRE)]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A width and a height."""

    w: Annotated[int, Element("w", _PAGE)]
    h: Annotated[int, Element("h", _PAGE)]


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a stamp is shown; pages count from one."""

    page: Annotated[int, Element("page", _PAGE)]
    top_left: Annotated[Point, Element("topLeft")]
    dimension: Annotated[Dimension, Element("dimension")]


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A picture (PNG) that is shown over the document."""

    local_name: Annotated[str, Attribute("localName", FILE_NAME)]
    position: Annotated[Position, Element("position")]


@dataclass(frozen=True, kw_only=True)
class RegistrationData:
    """A number and its date."""

    number: Annotated[str, Element("number", NUMBER)]
    on: Annotated[date, Element("date", DAY)]


@dataclass(frozen=True, kw_only=True)
class Registration:
    """The number that the records office gave, and its stamp."""

    number: Annotated[str, Element("number", NUMBER)]
    on: Annotated[date, Element("date", DAY)]
    stamp: Annotated[Stamp, Element("registrationStamp")]


@dataclass(frozen=True, kw_only=True)
class DocumentSignature:
    """The file of a detached signature over the document, and the mark that shows it."""

    local_name: Annotated[str, Attribute("localName", FILE_NAME)]
    type: Annotated[SignatureType, Attribute("type", binding.choice(SignatureType))] = SignatureType.APPROVING
    stamp: Annotated[Stamp, Element("signatureStamp")]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Who signed, and with what."""

    person: Annotated[SigningPerson, Element("person")]
    signature: Annotated[DocumentSignature, Element("documentSignature")]


@dataclass(frozen=True, kw_only=True)
class Author:
    """A body that the document comes from."""

    organization: Annotated[Organization, Element("organization")]
    department: Annotated[Qualified | None, Element("department")] = None
    registration: Annotated[Registration, Element("registration")]
    signs: Annotated[tuple[Sign, ...], Element("sign")]
    executor: Annotated[Executor | None, Element("executor")] = None


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """A body that the document goes to."""

    organization: Annotated[Organization, Element("organization")]
    department: Annotated[Qualified | None, Element("department")] = None
    persons: Annotated[tuple[Person, ...], Element("person")] = ()


@dataclass(frozen=True, kw_only=True)
class Link:
    """An earlier document that this one belongs to."""

    organization: Annotated[Organization, Element("organization")]
    department: Annotated[Qualified | None, Element("department")] = None
    registration: Annotated[RegistrationData, Element("registration")]
    signers: Annotated[tuple[LinkedSigner, ...], Element("signer")] = ()
    uid: Annotated[UUID | None, Attribute("uid", UNIQUE)] = None


@dataclass(frozen=True, kw_only=True)
class Requisites:
    """What kind of document it is, and about what."""

    kind: Annotated[Qualified, Element("documentKind")]
    place: Annotated[Qualified | None, Element("documentPlace")] = None
    classification: Annotated[Qualified | None, Element("classification")] = None
    annotation: Annotated[str, Element("annotation", TEXT)]
    links: Annotated[tuple[Link, ...], Element("link", within="links")] = ()


@dataclass(frozen=True, kw_only=True)
class MainDocument:
    """The file of the document itself, and how many sheets it and its enclosures have."""

    local_name: Annotated[str, Attribute("localName", PDF_NAME)]
    pages: Annotated[int | None, Element("pagesQuantity", _PAGE)] = None
    enclosure_pages: Annotated[int | None, Element("enclosurePagesQuantity", _PAGES)] = None
    description: Annotated[str, Element("description", TEXT)] = ""


@dataclass(frozen=True, kw_only=True)
class FileName:
    """The name of a file in the container."""

    local_name: Annotated[str, Attribute("localName", FILE_NAME)]


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An attachment with its place in the order, and detached signatures over it."""

    local_name: Annotated[str, Attribute("localName", FILE_NAME)]
    order: Annotated[int, Element("order", _PAGES)]
    description: Annotated[str, Element("description", TEXT)] = ""
    signatures: Annotated[tuple[FileName, ...], Element("signature")] = ()


@dataclass(frozen=True, kw_only=True)
class Passport:
    """The passport of a container. ``uid`` is the document's id."""

    uid: Annotated[UUID, Attribute("uid", UNIQUE)]
    version: Annotated[str, Attribute("version", binding.token(20))] = VERSION
    requisites: Annotated[Requisites, Element("requisites")]
    authors: Annotated[tuple[Author, ...], Element("author", within="authors")]
    addressees: Annotated[tuple[Addressee, ...], Element("addressee", within="addressees")]
    document: Annotated[MainDocument, Element("document")]
    attachments: Annotated[tuple[Attachment, ...], Element("attachment", within="attachments")] = ()
    container_signature: Annotated[FileName | None, Element("containerSignature")] = None

    def to_xml(self) -> bytes:
        """The passport as XML, always the same bytes.

        Raises:
            Refused: ``SCHEMA_INVALID``.
        """
        return binding.write(self, TAG, DIALECT, FILE)

    @classmethod
    def from_xml(cls, data: bytes, limits: Limits | None = None) -> "Passport":
        """The passport in XML from outside, of 2.7 or 2.7.1.

        Raises:
            Refused: ``SCHEMA_INVALID``, ``EMPTY_ELEMENT`` or what makes the XML unfit.
        """
        return binding.read(cls, data, TAG, DIALECT, FILE, limits or Limits())

    @property
    def files(self) -> Iterator[str]:
        """Every file that it names, in no particular order."""
        yield self.document.local_name
        for author in self.authors:
            yield author.registration.stamp.local_name
            for sign in author.signs:
                yield sign.signature.local_name
                yield sign.signature.stamp.local_name
        for attachment in self.attachments:
            yield attachment.local_name
            yield from (one.local_name for one in attachment.signatures)
        if self.container_signature is not None:
            yield self.container_signature.local_name
