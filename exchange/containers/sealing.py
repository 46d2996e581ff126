"""Containers that we seal: messages of the outbox, and receipts for what we received."""

import io
import logging
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from agencies.models import Agency
from documents import files
from documents.models import DocumentFile, StoredFile
from exchange.containers.log_heads import head_for
from exchange.containers.vocabulary import REFUSED, REGISTERED
from exchange.lifetimes import expires_at
from exchange.models import Correspondent, MessageKind, OutboxMessage
from exchange.transport import MEDIA_TYPE
from history import clock
from history.actors import Automatic
from history.prepared import Given, Prepared
from signing import network
from signing.findings import Refused
from signing.keys import Signer, SigningFailed
from signing.messages import (
    DocumentBody,
    InReplyTo,
    InventoryBody,
    LogCosignature,
    Message,
    Party,
    ProgressBody,
    ReceiptBody,
    ReferenceDigest,
    RefusedBody,
    RegisteredBody,
    Registration,
    Urgency,
    Verdict,
)
from signing.packages import write_message
from signing.revocation import CLOCKS_DIFFER
from signing.selectors import seal_of
from signing.services import signer_for
from signing.stamping import anchors_for, seal_source_of
from signing.timestamps import NoTimeStamp, StampSource, Token, proven

logger = logging.getLogger(__name__)

SEALER = Automatic("exchange")
STAMP_PATIENCE = 2.0  # seconds that a message waits for the time-stamp under its seal
# A list is asked for and answered at once; an old one tells nobody anything.
INVENTORY_LIFETIME = timedelta(minutes=10)


class NotBuilt(Exception):
    """A container could not be made."""


SEAL_ERRORS = (SigningFailed, Refused, NotBuilt, OSError)


@dataclass(frozen=True)
class Built:
    """A container in its place in the store, and the time-stamp under its seal, which may be wanted still."""

    placed: files.Placed
    stamp: Token | None = None
    wants_stamp: bool = False


@dataclass
class _Stamper:
    """Has the seal of one message stamped, if that takes no more than a moment."""

    agency: Agency
    source: StampSource
    token: Token | None = None

    def __call__(self, value: bytes) -> bytes:
        try:
            with network.waiting(STAMP_PATIENCE):
                answer = self.source.stamp(value)
            self.token = proven(answer, value, anchors_for(self.agency).of_stamps, clock.now() + CLOCKS_DIFFER)
        except NoTimeStamp as failure:
            logger.warning("a message goes without a time-stamp: %s", failure)
            return b""
        return self.token.der


def build(message: OutboxMessage) -> Built:
    """Seal the message of an outbox row around its document and place the container in the store.

    The seal gets a time-stamp where that holds nothing up.

    Raises:
        NotBuilt: the agency has no seal, or the document no signed container.
        SigningFailed: the signer does not answer.
        Refused: the format does not allow what the row says.
    """
    giver = seal_source_of(message.agency)
    stamper = _Stamper(message.agency, giver.source) if giver is not None and giver.is_at_once else None
    with tempfile.TemporaryFile("w+b") as target:
        write_message(
            target,
            _message_of(message),
            seal=seal_signer(message.agency, "seal-message"),
            at=clock.now(),
            document=_payload(message),
            stamp=stamper,
        )
        target.seek(0)
        return Built(
            files.place(target, MEDIA_TYPE, is_new=True), stamper.token if stamper else None, giver is not None
        )


def placed(body: bytes) -> files.Placed:
    """A short container that came as bytes, in its place in the store."""
    return files.place(io.BytesIO(body), MEDIA_TYPE)


@dataclass(frozen=True)
class ReceiptFacts:
    """What a transport receipt of ours certifies; without a code the message was accepted."""

    agency: Agency
    recipient: str
    message_id: UUID
    sha256: str
    code: str = ""
    text: str = ""
    digests: Sequence[ReferenceDigest] = ()
    cosignature: LogCosignature | None = None


def sealed_receipt(facts: ReceiptFacts) -> bytes:
    """A transport receipt under the seal of the agency.

    Raises:
        NotBuilt: the agency has no seal.
        SigningFailed: the signer does not answer.
    """
    now = clock.now()
    receipt = Message(
        message_id=uuid4(),
        conversation_id=facts.message_id,
        sender=Party(facts.agency.exchange_id, facts.agency.name),
        recipient=Party(facts.recipient, facts.recipient),
        sequence=0,
        created_at=now,
        expires_at=expires_at(facts.agency, now),
        body=ReceiptBody(
            message_id=facts.message_id,
            received_sha256=facts.sha256,
            received_at=now,
            verdict=Verdict.REJECTED if facts.code else Verdict.ACCEPTED,
            code=facts.code,
            text=facts.text[:500],
            digests=tuple(facts.digests),
        ),
        log_cosignature=facts.cosignature,
    )
    return _sealed(receipt, seal_signer(facts.agency, "seal-receipt"), now)


def sealed_inventory(correspondent: Correspondent, body: InventoryBody, *, asks: UUID, answers: bool) -> bytes:
    """A list of messages between us and a correspondent under our seal.

    ``asks`` is the number of the request: that of this list, or of the one that it answers.

    Raises:
        NotBuilt: the agency has no seal.
        SigningFailed: the signer does not answer.
    """
    now, agency = clock.now(), correspondent.agency
    listed = Message(
        message_id=uuid4() if answers else asks,
        conversation_id=asks,
        sender=Party(agency.exchange_id, agency.name),
        recipient=Party(correspondent.exchange_id, correspondent.name),
        sequence=0,
        created_at=now,
        expires_at=now + INVENTORY_LIFETIME,
        body=body,
        in_reply_to=InReplyTo(asks) if answers else None,
        is_test=correspondent.is_test,
    )
    return _sealed(listed, seal_signer(agency, "seal-inventory"), now)


def _sealed(message: Message, seal: Signer, at: datetime) -> bytes:
    with tempfile.TemporaryFile("w+b") as target:
        write_message(target, message, seal=seal, at=at)
        target.seek(0)
        return target.read()


def _message_of(message: OutboxMessage) -> Message:
    return Message(
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        sender=Party(message.agency.exchange_id, message.agency.name),
        recipient=Party(message.correspondent.exchange_id, message.correspondent.name),
        sequence=message.sequence,
        created_at=message.created_at,
        expires_at=message.expires_at,
        body=_body_of(message),
        in_reply_to=_answered_by(message.content),
        log_head=head_for(message.correspondent),
        urgency=Urgency.URGENT if message.is_urgent else Urgency.NORMAL,
        is_test=message.correspondent.is_test,
    )


def _body_of(message: OutboxMessage) -> DocumentBody | RegisteredBody | RefusedBody | ProgressBody:
    said = message.content
    document_id = UUID(said["document_id"])
    if message.kind == MessageKind.DOCUMENT:
        return DocumentBody(document_id, _registration_in(said))
    if message.kind == MessageKind.DECISION and said["verdict"] == REGISTERED:
        return RegisteredBody(document_id, _registration_in(said))
    if message.kind == MessageKind.DECISION and said["verdict"] == REFUSED:
        return RefusedBody(document_id, said["reason"], said["comment"])
    if message.kind == MessageKind.PROGRESS:
        return ProgressBody(document_id, said["stage"], datetime.fromisoformat(said["at"]), said.get("note", ""))
    raise NotBuilt(f"a message of kind {message.kind}")


def _registration_in(said: Mapping[str, Any]) -> Registration:
    return Registration(said["number"], date.fromisoformat(said["date"]), said.get("registrar", ""))


def _answered_by(said: Mapping[str, Any]) -> InReplyTo | None:
    message_id, number, day = (said.get(key) for key in ("in_reply_to", "in_reply_to_number", "in_reply_to_date"))
    if not message_id and not number:
        return None
    return InReplyTo(UUID(message_id) if message_id else None, number or "", date.fromisoformat(day) if day else None)


def _payload(message: OutboxMessage) -> Path | None:
    if message.kind != MessageKind.DOCUMENT or message.document is None:
        return None
    container = signed_container(message.document.pk)
    if container is None:
        raise NotBuilt("the document has no signed container")
    return files.path_of(container)


def signed_container(document_key: int) -> StoredFile | None:
    """The container that the officials of a document signed, if they did."""
    entry = _CONTAINER.first(document=document_key)
    return entry.stored if entry else None


def seal_signer(agency: Agency, purpose: str) -> Signer:
    """The signer over the agency's seal.

    Raises:
        NotBuilt: it has none in force.
    """
    certificate = seal_of(agency)
    if certificate is None:
        raise NotBuilt("the agency has no seal in force")
    return signer_for(actor=SEALER, certificate=certificate, purpose=purpose)


_CONTAINER = Prepared(
    lambda: (
        DocumentFile.objects.filter(document=Given("document"), role=DocumentFile.FileRole.CONTAINER, is_current=True)
        .select_related("stored")
        .order_by("-id")[:1]
    )
)
