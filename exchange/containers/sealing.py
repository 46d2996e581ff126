"""Containers that we seal: messages of the outbox, and receipts for what we received."""

import io
import logging
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography import x509

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
    LogHead,
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
from signing.selectors import seal_of, stamp_anchors
from signing.services import signer_for
from signing.stamping import SealSource, seal_source_of
from signing.timestamps import NoTimeStamp, Token

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
    """A container on its way into the store, and the time-stamp under its seal, which may be wanted still."""

    written: files.Written
    stamp: Token | None = None
    wants_stamp: bool = False


class Sealer:
    """Seals messages for one correspondent, one soon after another: what that takes is asked for once.

    The seal gets a time-stamp where that holds nothing up; who did not give one is not asked again.
    """

    def __init__(self, agency: Agency, correspondent: Correspondent) -> None:
        self._agency, self._correspondent = agency, correspondent
        self._is_silent = self._has_told_head = False

    def build(self, message: OutboxMessage) -> Built:
        """Seal the message of an outbox row around its document and write the container.

        Raises:
            NotBuilt: the agency has no seal, or the document no signed container.
            SigningFailed: the signer does not answer.
            Refused: the format does not allow what the row says.
        """
        tokens: list[Token] = []
        with tempfile.TemporaryFile("w+b") as target:
            write_message(
                target,
                _message_of(message, self._untold_head()),
                seal=self._seal,
                at=clock.now(),
                document=_payload(message),
                stamp=partial(self._stamped, tokens) if self._is_stamped_at_once else None,
            )
            target.seek(0)
            is_wanted = self._giver is not None
            return Built(files.write(target, MEDIA_TYPE, is_new=True), tokens[0] if tokens else None, is_wanted)

    @cached_property
    def _seal(self) -> Signer:
        return seal_signer(self._agency, "seal-message")

    @cached_property
    def stampers(self) -> list[x509.Certificate]:
        """Authorities that the agency trusts for time-stamps, which receipts may bear."""
        return stamp_anchors(self._agency)

    @cached_property
    def _giver(self) -> SealSource | None:
        return seal_source_of(self._agency)

    def _untold_head(self) -> LogHead | None:
        """The head of our log, for the first message: the others come when that one has told it."""
        was_told, self._has_told_head = self._has_told_head, True
        return None if was_told else head_for(self._correspondent)

    @property
    def _is_stamped_at_once(self) -> bool:
        return self._giver is not None and self._giver.is_at_once and not self._is_silent

    def _stamped(self, tokens: list[Token], value: bytes) -> bytes:
        """The token over the value of a seal, which ``tokens`` is told, if it takes no more than a moment."""
        if self._giver is None:
            return b""
        try:
            with network.waiting(STAMP_PATIENCE):
                tokens.append(self._giver.source.token(value))
        except NoTimeStamp as failure:
            logger.warning("a message goes without a time-stamp: %s", failure)
            self._is_silent = True
            return b""
        return tokens[0].der


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


def _message_of(message: OutboxMessage, head: LogHead | None) -> Message:
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
        log_head=head,
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
