"""The message of МЭДО (``message.xml``): a container, a document, a notice or a receipt, with its header.

Structure of 2.7.1; the namespace of 2.5 and 2.7 is read too. No public schema of 2.7.1 was found, so the parts that 2.5
does not have follow its description.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from exchange.medo import binding
from exchange.medo.binding import DAY, MOMENT, TRUTH, UNIQUE, Attribute, Dialect, Element
from signing.findings import Code, refuse
from signing.limits import Limits

FILE = "message.xml"
TAG = "communication"
VERSION = "2.7.1"
DIALECT = Dialect(("urn:IEDMS:MESSAGE", "http://www.infpres.com/IEDMS"), "xdms", has_qualified_attributes=True)

STRING = binding.words(511)
NUMBER = binding.token(31)
COMMENT = binding.plain(2047, at_least=1)
ANNOTATION = binding.plain(4000, at_least=1)
CONTAINER_NAME = binding.matching(r"[a-fA-F0-9]{32}\.edc\.zip")
FILE_NAME = binding.matching(r"[a-zA-Z0-9_]{1,250}\.[a-zA-Z0-9]{3,4}")
_PAGES = binding.number(at_most=65535)


class MessageType(StrEnum):
    """What a message carries, as its header says."""

    DOCUMENT = "Документ"
    CONTAINER = "Транспортный контейнер"
    NOTIFICATION = "Уведомление"
    ACKNOWLEDGMENT = "Квитанция"


class NoticeType(StrEnum):
    """What a notice is about."""

    ACCEPTED = "Зарегистрирован"
    REFUSED = "Отказано в регистрации"
    EXECUTOR = "Назначен исполнитель"
    PREPARED = "Доклад подготовлен"
    SENT = "Доклад направлен"
    COURSE = "Исполнение"
    PUBLISHED = "Опубликование"


@dataclass(frozen=True, kw_only=True)
class Partner:
    """A body by its id in МЭДО."""

    uid: Annotated[UUID, Attribute("uid", UNIQUE)]
    organization: Annotated[str, Element("organization", STRING)]
    comment: Annotated[str, Element("comment", COMMENT)] = ""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What kind of message it is, from whom, and when it was made."""

    type: Annotated[MessageType, Attribute("type", binding.choice(MessageType))]
    uid: Annotated[UUID, Attribute("uid", UNIQUE)]
    created: Annotated[datetime | None, Attribute("created", MOMENT)] = None
    source: Annotated[Partner, Element("source")]
    operator: Annotated[str, Element("operator", STRING)] = ""
    comment: Annotated[str, Element("comment", COMMENT)] = ""


@dataclass(frozen=True, kw_only=True)
class ContainerBody:
    """The name of the file that is the transport container."""

    body: Annotated[str, Element("body", CONTAINER_NAME)]


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number and its date."""

    number: Annotated[str, Element("number", NUMBER)]
    on: Annotated[date, Element("date", DAY)]


@dataclass(frozen=True, kw_only=True)
class Official:
    """A body, or a person in it, as documents and notices name them."""

    region: Annotated[str, Element("region", STRING)] = ""
    organization: Annotated[str, Element("organization", STRING)] = ""
    person: Annotated[str, Element("person", STRING)] = ""
    department: Annotated[str, Element("department", STRING)] = ""
    post: Annotated[str, Element("post", STRING)] = ""
    contact: Annotated[str, Element("contactInfo", STRING)] = ""
    signed: Annotated[date | None, Element("signed", DAY)] = None
    num: Annotated[Number | None, Element("num")] = None
    comment: Annotated[str, Element("comment", STRING)] = ""


@dataclass(frozen=True, kw_only=True)
class AttachedFile:
    """A file that lies beside a message without a container."""

    local_name: Annotated[str, Attribute("localName", FILE_NAME)]
    group: Annotated[str, Element("group", STRING)] = ""
    description: Annotated[str, Element("description", ANNOTATION)] = ""
    pages: Annotated[int | None, Element("pages", _PAGES)] = None


@dataclass(frozen=True, kw_only=True)
class BareDocument:
    """A document without a container, as bodies on older formats send it."""

    uid: Annotated[UUID, Attribute("uid", UNIQUE)]
    kind: Annotated[str, Element("kind", STRING)]
    num: Annotated[Number, Element("num")]
    classification: Annotated[str, Element("classification", STRING)] = ""
    signatories: Annotated[tuple[Official, ...], Element("signatory", within="signatories")] = ()
    addressees: Annotated[tuple[Official, ...], Element("addressee", within="addressees")] = ()
    pages: Annotated[int | None, Element("pages", _PAGES)] = None
    enclosure_pages: Annotated[int | None, Element("enclosuresPages", _PAGES)] = None
    annotation: Annotated[str, Element("annotation", ANNOTATION)]
    correspondents: Annotated[tuple[Official, ...], Element("correspondent", within="correspondents")] = ()
    executor: Annotated[Official | None, Element("executor")] = None


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The document was registered: when, on what ground, under which number."""

    time: Annotated[datetime, Element("time", MOMENT)]
    foundation: Annotated[Official, Element("foundation")]
    num: Annotated[Number, Element("num")]


@dataclass(frozen=True, kw_only=True)
class Declined:
    """Registration was refused, for a reason."""

    time: Annotated[datetime, Element("time", MOMENT)]
    foundation: Annotated[Official, Element("foundation")]
    reason: Annotated[str, Element("reason", COMMENT)]


@dataclass(frozen=True, kw_only=True)
class ExecutorAssigned:
    """Somebody was told to execute the document."""

    time: Annotated[datetime, Element("time", MOMENT)]
    foundation: Annotated[Official, Element("foundation")]
    executor: Annotated[Official, Element("executor")]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A report is prepared or sent, or the course of execution changed."""

    time: Annotated[datetime, Element("time", MOMENT)]
    foundation: Annotated[Official, Element("foundation")]
    correspondent: Annotated[Official | None, Element("correspondent")] = None
    num: Annotated[Number | None, Element("num")] = None


@dataclass(frozen=True, kw_only=True)
class Published:
    """The document was published."""

    time: Annotated[datetime, Element("time", MOMENT)]
    foundation: Annotated[Official, Element("foundation")]
    correspondent: Annotated[Official | None, Element("correspondent")] = None
    num: Annotated[Number | None, Element("num")] = None
    point: Annotated[str, Element("publicationPoint", STRING)] = ""


@dataclass(frozen=True, kw_only=True)
class Notification:
    """What became of a document that was received; exactly one of its bodies is there. ``uid`` is the document's."""

    type: Annotated[NoticeType, Attribute("type", binding.choice(NoticeType))]
    uid: Annotated[UUID, Attribute("uid", UNIQUE)]
    accepted: Annotated[Accepted | None, Element("documentAccepted")] = None
    refused: Annotated[Declined | None, Element("documentRefused")] = None
    executor: Annotated[ExecutorAssigned | None, Element("executorAssigned")] = None
    prepared: Annotated[Step | None, Element("reportPrepared")] = None
    sent: Annotated[Step | None, Element("reportSent")] = None
    course: Annotated[Step | None, Element("courseChanged")] = None
    published: Annotated[Published | None, Element("documentPublished")] = None
    comment: Annotated[str, Element("comment", COMMENT)] = ""

    @property
    def stages(self) -> dict[NoticeType, Accepted | Declined | ExecutorAssigned | Step | Published]:
        """The bodies that are there, by what they are about."""
        bodies = (
            (NoticeType.ACCEPTED, self.accepted),
            (NoticeType.REFUSED, self.refused),
            (NoticeType.EXECUTOR, self.executor),
            (NoticeType.PREPARED, self.prepared),
            (NoticeType.SENT, self.sent),
            (NoticeType.COURSE, self.course),
            (NoticeType.PUBLISHED, self.published),
        )
        return {kind: body for kind, body in bodies if body is not None}


@dataclass(frozen=True, kw_only=True)
class Acknowledgment:
    """A receipt: the message with this ``uid`` came to its addressee, or why it did not."""

    uid: Annotated[UUID, Attribute("uid", UNIQUE)]
    time: Annotated[datetime, Element("time", MOMENT)]
    is_accepted: Annotated[bool, Element("accepted", TRUTH)]
    error_code: Annotated[str, Element("errorCode", binding.token(60))] = ""
    comment: Annotated[str, Element("comment", COMMENT)] = ""


@dataclass(frozen=True, kw_only=True)
class Destination:
    """One addressee of a message."""

    partner: Annotated[Partner, Element("destination")]


@dataclass(frozen=True, kw_only=True)
class Communication:
    """A whole message; of its four bodies exactly one is there, the one that the header names."""

    version: Annotated[str, Attribute("version", binding.token(20))] = VERSION
    header: Annotated[Header, Element("header")]
    container: Annotated[ContainerBody | None, Element("container")] = None
    document: Annotated[BareDocument | None, Element("document")] = None
    notification: Annotated[Notification | None, Element("notification")] = None
    acknowledgment: Annotated[Acknowledgment | None, Element("acknowledgment")] = None
    files: Annotated[tuple[AttachedFile, ...], Element("file", within="files")] = ()
    destinations: Annotated[tuple[Destination, ...], Element("destination", within="deliveryIndex")] = field(
        default_factory=tuple
    )

    def to_xml(self) -> bytes:
        """The message as XML, always the same bytes.

        Raises:
            Refused: ``SCHEMA_INVALID``.
        """
        self._check()
        return binding.write(self, TAG, DIALECT, FILE)

    @classmethod
    def from_xml(cls, data: bytes, limits: Limits | None = None) -> "Communication":
        """The message in XML from outside.

        Raises:
            Refused: ``SCHEMA_INVALID``, ``EMPTY_ELEMENT`` or what makes the XML unfit.
        """
        message = binding.read(cls, data, TAG, DIALECT, FILE, limits or Limits())
        message._check()
        return message

    def _check(self) -> None:
        bodies = {
            MessageType.CONTAINER: self.container,
            MessageType.DOCUMENT: self.document,
            MessageType.NOTIFICATION: self.notification,
            MessageType.ACKNOWLEDGMENT: self.acknowledgment,
        }
        if [kind for kind, body in bodies.items() if body is not None] != [self.header.type]:
            refuse(Code.SCHEMA_INVALID, "the header names another body", FILE)
        if self.notification is not None and list(self.notification.stages) != [self.notification.type]:
            refuse(Code.SCHEMA_INVALID, "the notice names another body", FILE)
