"""The inbox: take a message container off the wire, verify it, store it, and answer with a sealed receipt.

Bytes are stored first; then inbox row, effect and receipt are committed in one transaction, and only then is the
receipt sent. The same bytes again get the same receipt, byte for byte.
"""

import hashlib
import io
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Sum

from agencies.models import Agency
from documents import files
from documents.models import StoredFile
from exchange.containers.addressing import Address, Claims, claims_of
from exchange.containers.log_heads import cosign
from exchange.containers.opening import Unverifiable, Verified
from exchange.containers.sealing import SEAL_ERRORS, ReceiptFacts, sealed_receipt
from exchange.lifetimes import ERRAND_PAUSE
from exchange.models import Correspondent, InboxMessage, InboxState
from exchange.services import effects, revocation
from exchange.services.arrivals import (
    GATEWAY,
    Arrival,
    Spooled,
    accept,
    earlier,
    keep_bytes,
    note_reuse,
    objection,
    put_in_quarantine,
    row_of,
    turn_away,
)
from exchange.services.correspondents import note_log_key
from exchange.services.seal_stamps import want_receipt_stamp
from exchange.transport import CHUNK, MEDIA_TYPE
from history import clock, kill_points
from history.actors import Actor
from history.acts import act
from history.prepared import Given, Prepared
from signing.messages import LogCosignature, ReferenceDigest

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """What the gateway answers: a sealed receipt, or a code where nobody could be answered under seal."""

    status: int
    code: str = ""
    receipt: bytes | None = None


class CutShort(Exception):
    """Fewer or more bytes came than were announced, or more than are taken."""


def receive(stream: files.Readable, *, length: int, address: Address) -> Reply:
    """Take a message of ``length`` bytes; ``address`` is what the request claims of it.

    Never raises for what a stranger sent: every refusal has its code.
    """
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-") as spool:
        try:
            spooled = _spool(stream, spool, length)
        except CutShort:
            return Reply(400, "CUT_SHORT")
        except OSError as error:
            logger.warning("a message broke off: %s", type(error).__name__)
            return Reply(400, "CUT_SHORT")
        kill_points.reached("after-spool")
        try:
            return _answer(spooled, address)
        except SEAL_ERRORS as error:
            logger.warning("a message could not be answered: %s", type(error).__name__)
            return Reply(503, "NOT_NOW")


def _spool(stream: files.Readable, spool: "tempfile._TemporaryFileWrapper[bytes]", length: int) -> Spooled:
    digest, size = hashlib.sha256(), 0
    while size < length and (piece := stream.read(min(CHUNK, length - size))):
        digest.update(piece)
        spool.write(piece)
        size += len(piece)
    spool.flush()
    if size != length or size == 0:
        raise CutShort
    return Spooled(Path(spool.name), digest.hexdigest(), size)


def _answer(spooled: Spooled, address: Address) -> Reply:
    claims = claims_of(spooled.path, address)
    agency = _recipient(claims)
    if agency is None or claims.message_id is None or not claims.sender:
        return Reply(400, "UNREADABLE" if claims.message_id is None else "WRONG_RECIPIENT")
    arrival = Arrival(spooled, agency, claims.message_id, claims.sender)
    # What was not verified is checked anew: registers change.
    known = earlier(arrival)
    if known is not None and known.sha256 == spooled.sha256:
        return _told(arrival, known)
    correspondent = _SENDER.first(agency=agency, code=claims.sender)
    if correspondent is None:
        return _quarantine(arrival, None, Unverifiable("UNKNOWN_SENDER"))
    try:
        verified = revocation.checked(spooled.path, correspondent)
    except Unverifiable as found:
        return _quarantine(arrival, correspondent, found)
    if address.sha256 not in ("", spooled.sha256):
        return _quarantine(arrival, correspondent, Unverifiable("CHANGED_ON_THE_WAY", report=verified.report))
    kill_points.reached("after-verification")
    # from here on only what was verified counts
    proven = replace(arrival, message_id=verified.message.message_id, sender=verified.message.sender.id)
    return take(proven, correspondent, verified, is_new=known is None and proven == arrival)


def _recipient(claims: Claims) -> Agency | None:
    """The agency named; else the one that has to answer: the only one here, or the only one that knows the sender."""
    named = _RECIPIENT.first(code=claims.recipient)
    if named is not None:
        return named
    here = list(Agency.objects.order_by("id")[:2])
    if len(here) > 1:
        here = list(Agency.objects.filter(correspondents__exchange_id=claims.sender).order_by("id")[:2])
    return here[0] if len(here) == 1 else None


def _quarantine(arrival: Arrival, correspondent: Correspondent | None, found: Unverifiable) -> Reply:
    """Keep what could not be verified for a person to look at, within bounds that strangers cannot pass."""
    quarantined = InboxMessage.objects.filter(state=InboxState.QUARANTINED)
    again = quarantined.filter(
        agency=arrival.agency,
        sender_id=arrival.sender,
        message_id=arrival.message_id,
        sha256=arrival.spooled.sha256,
        code=found.code,
    ).first()
    if again is not None and again.receipt is not None:
        return Reply(200, again.code, files.path_of(again.receipt).read_bytes())
    if quarantined.count() >= settings.EXCHANGE_QUARANTINE_ENTRIES:
        logger.warning("the quarantine is full: look through it")
        return Reply(503, "QUARANTINE_FULL")
    kept = quarantined.aggregate(size=Sum("size"))["size"] or 0
    has_room = kept + arrival.spooled.size <= settings.EXCHANGE_QUARANTINE_BYTES
    row = row_of(arrival, correspondent)
    row.sealed = keep_bytes(arrival.spooled) if has_room else None
    row.state, row.code, row.detail, row.report = InboxState.QUARANTINED, found.code, found.detail[:500], found.report
    row.receipt = _sealed_receipt(arrival, found.code, found.detail)
    put_in_quarantine(actor=GATEWAY, row=row, acknowledge=want_receipt_stamp)
    return Reply(200, row.code, files.path_of(row.receipt).read_bytes())


def take(arrival: Arrival, correspondent: Correspondent, verified: Verified, *, is_new: bool = False) -> Reply:
    """Store a verified message and let it take effect; or reject it with a code.

    ``is_new`` says that its id was just looked for and not found; of two that come at once, one is taken all the same.
    """
    used = None if is_new else earlier(arrival)
    if used is not None:
        return _told(arrival, used)
    code = objection(arrival.agency, correspondent, verified)
    with arrival.spooled.path.open("rb") as stream:
        contents = [] if code else effects.contents_of(verified)
        container, *brought = files.place_all(chain([(stream, MEDIA_TYPE)], contents))
    kill_points.reached("after-inbox-stored")
    kept = keep(
        actor=GATEWAY,
        row=_verified_row(arrival, correspondent, verified),
        arrived=Arrived(arrival, correspondent, verified, container, brought, code),
    )
    kill_points.reached("after-inbox-commit")
    return _told(arrival, kept)


def _verified_row(arrival: Arrival, correspondent: Correspondent, verified: Verified) -> InboxMessage:
    row = row_of(arrival, correspondent)
    row.is_verified, row.report = True, verified.report
    row.conversation_id, row.kind = verified.message.conversation_id, verified.kind
    row.sequence, row.content = verified.message.sequence, verified.content
    if verified.asks_again:
        row.revocation_due_at = clock.now() + ERRAND_PAUSE
    return row


@dataclass(frozen=True)
class Arrived:
    """A verified message whose bytes lie in the store; ``code`` says why it is not accepted, if it is not."""

    arrival: Arrival
    correspondent: Correspondent
    verified: Verified
    container: files.Placed
    brought: effects.Brought
    code: str


@act
def keep(*, actor: Actor, row: InboxMessage, arrived: Arrived) -> InboxMessage:
    """Everything that a verified message leaves, in one transaction: its row, bytes, effect, and the sealed receipt."""
    arrival, verified = arrived.arrival, arrived.verified
    if arrived.code:
        row.sealed = files.enter(arrived.container)
        return _turn_away(actor, arrival, row, arrived.code, verified.fault_detail)
    witnessed = _witnessed(actor, arrived.correspondent, verified)
    own = [arrived.container, _placed_receipt(arrival, "", "", verified.digests, witnessed)]
    kill_points.reached("after-receipt-sealed")
    try:
        kept = accept(actor=actor, row=row, verified=verified, brought=arrived.brought, own=own)
        if kept is row:
            want_receipt_stamp(kept)
        return kept
    except ValidationError as error:
        first = error.error_list[0] if not hasattr(error, "error_dict") else next(iter(error.error_dict.values()))[0]
        code = (first.code or "UNACCEPTABLE").upper().replace("-", "_")
        row.sealed = files.enter(arrived.container)
        return _turn_away(actor, arrival, row, code, " ".join(error.messages))


def _turn_away(actor: Actor, arrival: Arrival, row: InboxMessage, code: str, detail: str) -> InboxMessage:
    row.state = InboxState.QUARANTINED if code == "CLOCK_AHEAD" else InboxState.REJECTED
    row.code, row.detail, row.document = code[:60], detail[:500], None
    row.has_gap_before = False
    row.receipt = _sealed_receipt(arrival, row.code, detail)
    kept = turn_away(actor=actor, row=row)
    if kept is row:
        want_receipt_stamp(kept)
    return kept


def _told(arrival: Arrival, kept: InboxMessage) -> Reply:
    """The receipt of a kept message, byte for byte; its id with other bytes is misused."""
    if kept.sha256 != arrival.spooled.sha256:
        return _reuse(arrival, kept)
    if kept.receipt is None:
        raise ValueError("a verified message has a receipt")
    return Reply(200, kept.code, files.path_of(kept.receipt).read_bytes())


def _reuse(arrival: Arrival, first: InboxMessage) -> Reply:
    note_reuse(actor=GATEWAY, first=first, sha256=arrival.spooled.sha256)
    return Reply(200, "ID_REUSED", sealed_receipt(_facts(arrival, "ID_REUSED", "")))


def _witnessed(actor: Actor, correspondent: Correspondent, verified: Verified) -> LogCosignature | None:
    """Our cosignature under the head of the sender's log that came with the message."""
    head = verified.message.log_head
    if head is None:
        return None
    known = correspondent.log_key or note_log_key(actor=actor, correspondent=correspondent, key=head.key).log_key
    return cosign(actor, head) if head.key == known else None


def _facts(
    arrival: Arrival,
    code: str,
    detail: str,
    digests: Sequence[ReferenceDigest] = (),
    cosignature: LogCosignature | None = None,
) -> ReceiptFacts:
    return ReceiptFacts(
        agency=arrival.agency,
        recipient=arrival.sender,
        message_id=arrival.message_id,
        sha256=arrival.spooled.sha256,
        code=code,
        text=detail,
        digests=digests,
        cosignature=cosignature,
    )


def _sealed_receipt(arrival: Arrival, code: str, detail: str) -> StoredFile:
    """A sealed receipt in the store that says why a message was not accepted."""
    return files.enter(_placed_receipt(arrival, code, detail))


def _placed_receipt(
    arrival: Arrival,
    code: str,
    detail: str,
    digests: Sequence[ReferenceDigest] = (),
    cosignature: LogCosignature | None = None,
) -> files.Placed:
    """A sealed receipt in its place in the store; without a code it says that the message was accepted."""
    facts = _facts(arrival, code, detail, digests, cosignature)
    return files.place(io.BytesIO(sealed_receipt(facts)), MEDIA_TYPE, is_new=True)


_RECIPIENT = Prepared(lambda: Agency.objects.filter(exchange_id=Given("code")))
_SENDER = Prepared(lambda: Correspondent.objects.filter(agency=Given("agency"), exchange_id=Given("code")))
