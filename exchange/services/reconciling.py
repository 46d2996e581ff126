"""Reconciliation: both sides tell each other under seal which messages they have; what differs is kept for a person.

A list covers stretches of both sequences. The asking side goes through its last month page by page; the answering side
compares the same page, and answers with its own view of it. Lists tell numbers, digests and states, and no content.
"""

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Max, Min

from agencies.models import Agency
from documents import files
from exchange.containers.addressing import RECIPIENT, SENDER, Address
from exchange.containers.inventories import LONGEST, InventoryRefused, Listed, read_inventory
from exchange.containers.sealing import SEAL_ERRORS, sealed_inventory
from exchange.models import Correspondent, InboxMessage, OutboxMessage, OutboxState, Reconciliation
from exchange.services import revocation
from exchange.services.receiving import Reply
from exchange.transport import MEDIA_TYPE, DeliveryFailed, Transport
from history import clock
from history.actors import Actor, Automatic
from history.acts import act, record
from signing.findings import Code
from signing.messages import Direction, InventoryBody, InventoryEntry

logger = logging.getLogger(__name__)

WORKER, GATEWAY = Automatic("exchange"), Automatic("exchange")
PAGE = 250
PAGES_AT_MOST = 200
LOOKS_BACK = timedelta(days=31)
DIFFERENCES_KEPT = 500
# One side asks once a night and sometimes by hand; a month takes pages.
REQUESTS_AN_HOUR = 400
PATH = "/inventory"
TOO_MANY = "TOO_MANY"

WAITING, DELIVERED, REJECTED, UNDELIVERED = "waiting", "delivered", "rejected", "undelivered"
RECEIVED, REGISTERED, REFUSED = "received", "registered", "refused"
DECIDED = (REGISTERED, REFUSED)


@dataclass(frozen=True)
class Stretches:
    """The numbers that a page is about: of messages that we sent, and of those that they sent."""

    ours: tuple[int, int]
    theirs: tuple[int, int]


@dataclass
class Comparison:
    """What pages have shown so far."""

    compared: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)


def reconcile(correspondent: Correspondent, way: Transport) -> Reconciliation:
    """Compare the messages of the last month with a correspondent, page by page; what goes wrong is kept as well."""
    asks, found = uuid4(), Comparison()
    try:
        _compare_pages(correspondent, way, asks, found)
    except (DeliveryFailed, InventoryRefused, *SEAL_ERRORS) as error:
        detail = getattr(error, "detail", "") or getattr(error, "code", "") or type(error).__name__
        return _kept(WORKER, correspondent, asks, found, is_ours=True, failed=str(detail))
    return _kept(WORKER, correspondent, asks, found, is_ours=True)


def answer_inventory(stream: files.Readable, *, length: int, address: Address) -> Reply:
    """Answer a correspondent's list with ours under seal. Whoever is not proven to be one learns nothing."""
    if length > LONGEST:
        return Reply(413, "TOO_LARGE")
    body = _read(stream, length)
    agency = Agency.objects.filter(exchange_id=address.recipient).first()
    known = Correspondent.objects.filter(agency=agency, exchange_id=address.sender).select_related("agency").first()
    if len(body) != length or known is None or not known.is_exchanging:
        return Reply(403, "UNKNOWN_SENDER")
    try:
        listed = read_inventory(body, known)
        if _asked_lately(known) >= REQUESTS_AN_HOUR:
            return Reply(429, TOO_MANY)
        _require_not_revoked(known, listed)
    except InventoryRefused as refused:
        return Reply(403, refused.code)
    message, told = listed.message, listed.body
    if told.sent_until - told.sent_from >= 2 * PAGE or told.received_until - told.received_from >= 2 * PAGE:
        return Reply(400, TOO_MANY)
    stretches = Stretches((told.received_from, told.received_until), (told.sent_from, told.sent_until))
    try:
        answered = sealed_inventory(known, _ours(known, stretches), asks=message.message_id, answers=True)
    except SEAL_ERRORS as error:
        logger.warning("a list could not be sealed: %s", type(error).__name__)
        return Reply(503, "NOT_NOW")
    found = Comparison()
    _compare(known, told, stretches, found)
    try:
        _kept(GATEWAY, known, message.message_id, found, is_ours=False)
    except IntegrityError:
        return Reply(403, "ID_REUSED")
    return Reply(200, receipt=answered)


@act
def keep_reconciliation(*, actor: Actor, row: Reconciliation) -> Reconciliation:
    """Keep what a comparison found."""
    row.save()
    data = {"count": str(len(row.differences)), "code": row.state}
    record("exchange.reconciled", actor=actor, subject=row, about=[row.correspondent], data=data)
    return row


def _compare_pages(correspondent: Correspondent, way: Transport, asks: UUID, found: Comparison) -> None:
    stretches = _beginning(correspondent)
    for page in range(PAGES_AT_MOST):
        request = asks if page == 0 else uuid4()
        listed = _ours(correspondent, stretches)
        told = _asked(correspondent, way, request, listed)
        if (told.sent_from, told.sent_until) != stretches.theirs or (
            told.received_from,
            told.received_until,
        ) != stretches.ours:
            raise InventoryRefused("OTHER_STRETCHES")
        _compare(correspondent, told, stretches, found)
        if stretches.ours[1] >= listed.sent_last and stretches.theirs[1] >= told.sent_last:
            return
        stretches = Stretches(_following(stretches.ours), _following(stretches.theirs))


def _asked(correspondent: Correspondent, way: Transport, request: UUID, listed: InventoryBody) -> InventoryBody:
    body = sealed_inventory(correspondent, listed, asks=request, answers=False)
    answer = way.post(
        correspondent.endpoint.rstrip("/") + PATH,
        iter([body]),
        len(body),
        {SENDER: correspondent.agency.exchange_id, RECIPIENT: correspondent.exchange_id},
        is_private=correspondent.is_private_address or settings.EXCHANGE_PRIVATE_ADDRESSES,
    )
    if answer.status != 200 or answer.media_type != MEDIA_TYPE:
        raise DeliveryFailed(f"the other side answered {answer.status}")
    listed_there = read_inventory(answer.body, correspondent, answers=request)
    _require_not_revoked(correspondent, listed_there)
    return listed_there.body


def _require_not_revoked(correspondent: Correspondent, listed: Listed) -> None:
    """A list moves nothing and is made anew each night, so one whose authority does not answer is taken for once.

    Raises:
        InventoryRefused: ``REVOKED``.
    """
    if revocation.of_seals(correspondent, listed.seals).revoked:
        raise InventoryRefused(Code.REVOKED.name)


def _beginning(correspondent: Correspondent) -> Stretches:
    """The first page: what both sides have sent since a month ago."""
    since = clock.now() - LOOKS_BACK
    sent = OutboxMessage.objects.filter(correspondent=correspondent)
    received = InboxMessage.objects.filter(correspondent=correspondent, is_verified=True, sequence__isnull=False)
    ours = sent.filter(created_at__gte=since).aggregate(first=Min("sequence"))["first"]
    theirs = received.filter(received_at__gte=since).aggregate(first=Min("sequence"))["first"]
    first_of_ours = ours or _last_sent(correspondent) + 1
    first_of_theirs = theirs or (received.aggregate(last=Max("sequence"))["last"] or 0) + 1
    return Stretches((first_of_ours, first_of_ours + PAGE - 1), (first_of_theirs, first_of_theirs + PAGE - 1))


def _following(stretch: tuple[int, int]) -> tuple[int, int]:
    return stretch[1] + 1, stretch[1] + PAGE


def _ours(correspondent: Correspondent, stretches: Stretches) -> InventoryBody:
    """Our list of these stretches. What is not sealed yet has no digest."""
    sent = OutboxMessage.objects.filter(correspondent=correspondent, sequence__range=stretches.ours)
    received = InboxMessage.objects.filter(
        correspondent=correspondent, is_verified=True, sequence__range=stretches.theirs
    )
    entries = [
        InventoryEntry(
            Direction.SENT, one.message_id, one.sequence, _state_of(one), one.sealed.sha256 if one.sealed else ""
        )
        for one in sent.select_related("sealed").order_by("sequence")
    ]
    entries += [
        InventoryEntry(Direction.RECEIVED, one.message_id, one.sequence or 0, _state_in_inbox(one), one.sha256)
        for one in received.order_by("sequence", "id")[: 2 * PAGE]
    ]
    return InventoryBody(
        sent_from=stretches.ours[0],
        sent_until=stretches.ours[1],
        received_from=stretches.theirs[0],
        received_until=stretches.theirs[1],
        sent_last=_last_sent(correspondent),
        entries=tuple(entries),
    )


def _last_sent(correspondent: Correspondent) -> int:
    return int(OutboxMessage.objects.filter(correspondent=correspondent).aggregate(last=Max("sequence"))["last"] or 0)


def _state_of(message: OutboxMessage) -> str:
    if message.decision:
        return message.decision
    states = {OutboxState.ACCEPTED: DELIVERED, OutboxState.REFUSED: REJECTED, OutboxState.EXPIRED: UNDELIVERED}
    return states.get(OutboxState(message.state), WAITING)


def _state_in_inbox(message: InboxMessage) -> str:
    if message.state in DECIDED:
        return str(message.state)
    return REJECTED if message.state in ("rejected", "quarantined") else RECEIVED


def _compare(correspondent: Correspondent, told: InventoryBody, stretches: Stretches, found: Comparison) -> None:
    """Set their list of a page against ours."""
    ours = _ours(correspondent, stretches)
    sent, received = _by_id(ours, Direction.SENT), _by_id(ours, Direction.RECEIVED)
    have, gave = _by_id(told, Direction.RECEIVED), _by_id(told, Direction.SENT)
    for key in sent.keys() | have.keys():
        _note(found, "sent", sent.get(key), have.get(key))
    for key in received.keys() | gave.keys():
        _note(found, "received", gave.get(key), received.get(key))
    found.differences.sort(key=lambda one: (one["way"], one["sequence"]))


def _by_id(body: InventoryBody, direction: Direction) -> dict[UUID, InventoryEntry]:
    return {one.message_id: one for one in body.entries if one.direction is direction}


def _note(found: Comparison, way: str, sent: InventoryEntry | None, received: InventoryEntry | None) -> None:
    """Compare a message as its sender and as its recipient have it; ``way`` is seen from us."""
    found.compared += 1
    one = sent or received
    code = difference(sent, received)
    if one is None or not code or len(found.differences) >= DIFFERENCES_KEPT:
        return
    found.differences.append(
        {
            "way": way,
            "code": code,
            "message_id": str(one.message_id),
            "sequence": one.sequence,
            "sender": sent.state if sent else "",
            "recipient": received.state if received else "",
        }
    )


def difference(sent: InventoryEntry | None, received: InventoryEntry | None) -> str:
    """The code of what differs between a message as its sender and as its recipient have it; empty: nothing does."""
    if sent is None:
        return "NEVER_SENT"
    if received is None:
        return "LOST" if sent.state in (DELIVERED, *DECIDED) else ""
    if sent.sha256 and received.sha256 and sent.sha256 != received.sha256:
        return "OTHER_BYTES"
    if received.state == REJECTED:
        return "REFUSAL_UNKNOWN" if sent.state in (DELIVERED, *DECIDED) else ""
    if sent.state in (WAITING, UNDELIVERED, REJECTED):
        return "RECEIPT_LOST"
    if received.state in DECIDED and sent.state != received.state:
        return "DECISION_LOST"
    return "DECISION_UNKNOWN" if sent.state in DECIDED and received.state not in DECIDED else ""


def _kept(
    actor: Actor, correspondent: Correspondent, request: UUID, found: Comparison, *, is_ours: bool, failed: str = ""
) -> Reconciliation:
    state = Reconciliation.State.DIFFERS if found.differences else Reconciliation.State.AGREES
    return keep_reconciliation(
        actor=actor,
        row=Reconciliation(
            agency=correspondent.agency,
            correspondent=correspondent,
            request_id=request,
            is_ours=is_ours,
            at=clock.now(),
            state=Reconciliation.State.FAILED if failed else state,
            detail=failed[:300],
            compared=found.compared,
            differences=found.differences,
        ),
    )


def _asked_lately(known: Correspondent) -> int:
    return known.reconciliations.filter(is_ours=False, at__gte=clock.now() - timedelta(hours=1)).count()


def _read(stream: files.Readable, length: int) -> bytes:
    body = io.BytesIO()
    while body.tell() < length and (piece := stream.read(length - body.tell())):
        body.write(piece)
    return body.getvalue()


def lost_of(rows: Iterable[Reconciliation]) -> set[str]:
    """Numbers of messages of ours that the other side does not have, by these comparisons."""
    return {one["message_id"] for row in rows for one in row.differences if one["code"] == "LOST"}
