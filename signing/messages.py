"""The message between agencies: who sends what to whom, with its registration; or a receipt about an earlier one."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from signing.cards import Card, RootCard

DOCUMENT_FILE = "document.asice"


class Urgency(StrEnum):
    """How fast a message is to be handled."""

    NORMAL = "normal"
    URGENT = "urgent"


class Verdict(StrEnum):
    """What the recipient's gateway decided on a message."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Party(Card):
    """An agency by its exchange code and name."""

    id: str
    name: str


@dataclass(frozen=True)
class InReplyTo(Card):
    """The message answered, and the number and date of the document that it carried."""

    message_id: UUID | None = None
    number: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Registration(Card):
    """The number and date that a records office gave, and who gave them."""

    number: str
    on: date
    registrar: str = ""


@dataclass(frozen=True)
class DocumentBody(Card):
    """A registered document goes out. The payload's digest is filled when the message is sealed."""

    TAG: ClassVar[str] = "document"

    document_id: UUID
    registration: Registration
    payload_sha256: str = ""


@dataclass(frozen=True)
class ReferenceDigest(Card):
    """The digest of a file as the recipient found it."""

    TAG: ClassVar[str] = "digest"

    name: str
    sha256: str


@dataclass(frozen=True)
class ReceiptBody(Card):
    """A transport receipt: these bytes came then, and were accepted or rejected with a code."""

    TAG: ClassVar[str] = "transport-receipt"

    message_id: UUID | None
    received_sha256: str
    received_at: datetime
    verdict: Verdict
    code: str = ""
    text: str = ""
    digests: tuple[ReferenceDigest, ...] = ()


@dataclass(frozen=True)
class RegisteredBody(Card):
    """A clerk of the recipient registered the document."""

    TAG: ClassVar[str] = "decision-registered"

    document_id: UUID
    registration: Registration


@dataclass(frozen=True)
class RefusedBody(Card):
    """A clerk of the recipient refused to register the document, for a reason from the list."""

    TAG: ClassVar[str] = "decision-refused"

    document_id: UUID
    reason: str
    comment: str = ""


@dataclass(frozen=True)
class ProgressBody(Card):
    """What happens to the document at the recipient."""

    TAG: ClassVar[str] = "progress"

    document_id: UUID
    stage: str
    at: datetime
    note: str = ""


class Direction(StrEnum):
    """Whether the agency that tells sent the message or received it."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True)
class InventoryEntry(Card):
    """A message as the agency that tells has it: its container's digest, and what became of it there."""

    TAG: ClassVar[str] = "entry"

    direction: Direction
    message_id: UUID
    sequence: int
    state: str
    sha256: str = ""


@dataclass(frozen=True)
class InventoryBody(Card):
    """The messages between two agencies as one of them has them, by stretches of both sequences.

    ``sent_from``–``sent_until`` are numbers of the agency that tells, ``received_from``–``received_until`` those of the
    other one; ``sent_last`` is the last number that the agency that tells has given. An answer is ``in_reply_to`` the
    message that asked, and tells the same stretches seen from its side.
    """

    TAG: ClassVar[str] = "inventory"

    sent_from: int
    sent_until: int
    received_from: int
    received_until: int
    sent_last: int
    entries: tuple[InventoryEntry, ...] = ()


@dataclass(frozen=True)
class LogHead(Card):
    """The newest kept head of the sender's log: the signed note in base64, the log's key in hex, and the proof, in hex
    parted by commas, that it extends the head of ``since`` entries, which the recipient has seen.
    """

    TAG: ClassVar[str] = "log-head"

    note: str
    key: str
    since: int = 0
    proof: str = ""


@dataclass(frozen=True)
class LogCosignature(Card):
    """The sender's cosignature under the recipient's head of ``size`` entries: a line of a signed note, and the key of
    the sender's log.
    """

    TAG: ClassVar[str] = "log-cosignature"

    line: str
    key: str
    size: int


Body = DocumentBody | ReceiptBody | RegisteredBody | RefusedBody | ProgressBody | InventoryBody


@dataclass(frozen=True)
class Message(RootCard):
    """A message as the sending agency seals it. ``sequence`` counts messages to one correspondent."""

    TAG: ClassVar[str] = "message"
    FILE: ClassVar[str] = "message.xml"
    SPACE: ClassVar[str] = "urn:mezhved:message:1"
    SCHEMA: ClassVar[str] = "message.xsd"

    message_id: UUID
    conversation_id: UUID
    sender: Party
    recipient: Party
    sequence: int
    created_at: datetime
    expires_at: datetime
    body: Body
    in_reply_to: InReplyTo | None = None
    log_head: LogHead | None = None
    log_cosignature: LogCosignature | None = None
    urgency: Urgency = Urgency.NORMAL
    is_test: bool = False
    protocol: str = "1.0"

    @property
    def type(self) -> str:
        """What kind of message it is: the name of its body."""
        return self.body.TAG
