"""The worker's part of the outbox: lease what is due, seal it once, hand it over, believe only a sealed receipt.

No network call happens inside a transaction. Whatever moment is the last of a worker, its lease runs out and the same
bytes are sent again; the other side answers them with the receipt that it has stored.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import date
from functools import partial

from django.conf import settings
from django.db import connection

from agencies.calendars import calendar_for
from citizens.models import Case
from documents import files
from documents.models import Document, StoredFile
from exchange.channels import Channel, NotDelivered, channel_of
from exchange.containers.receipts import TransportReceipt
from exchange.containers.sealing import SEAL_ERRORS, Built, NotBuilt, placed
from exchange.lifetimes import ERRAND_PAUSE, backoff
from exchange.models import Correspondent, DeliveryAttempt, MessageKind, OutboxMessage, OutboxState, Receipt
from exchange.services.correspondents import note_log_key
from exchange.services.leasing import Lease, number_due, renewed, take_lease, unsettled
from exchange.services.revocation import of_seals
from exchange.services.seal_stamps import note_stamp
from exchange.transport import HttpTransport, Transport
from history import clock, kill_points
from history.actors import Actor, Automatic
from history.acts import act, record
from history.prepared import Given, Prepared
from history.services.witnessing import accept_cosignature
from signing.findings import Code
from signing.models import KeyUse
from signing.services import noted_later

logger = logging.getLogger(__name__)

WORKER = Automatic("exchange")
FAILURES_BEFORE_BREAK = 3
Outcome = DeliveryAttempt.Outcome


def deliver_due(*, limit: int | None = None, transport: Transport | None = None, at_once: int = 1) -> int:
    """Deliver what is due, urgent messages first, until nothing is (or ``limit`` attempts were made).

    Up to ``at_once`` messages are under way at a time; the number in sequence serves to notice gaps, not to hold
    messages back. May run in any number of processes. Returns the number of attempts.
    """
    kill_points.reached("sweep-begun")
    expire_overdue()
    if transport is not None:
        return _deliver(limit, transport, at_once)
    with HttpTransport() as way:
        return _deliver(limit, way, at_once)


def _deliver(limit: int | None, transport: Transport, at_once: int) -> int:
    helpers = min(at_once, number_due(at_once)) - 1 if at_once > 1 else 0
    if helpers < 1:
        return _deliver_in_turn(limit, transport)
    with ThreadPoolExecutor(helpers, thread_name_prefix="delivery") as pool:
        others = [pool.submit(copy_context().run, _help, limit, transport) for _number in range(helpers)]
        return _deliver_in_turn(limit, transport) + sum(other.result() for other in others)


def _help(limit: int | None, transport: Transport) -> int:
    """The same in a thread, which has a connection to the database of its own."""
    try:
        return _deliver_in_turn(limit, transport)
    finally:
        connection.close()


def _deliver_in_turn(limit: int | None, transport: Transport) -> int:
    attempts = 0
    while limit is None or attempts < limit:
        lease = take_lease()
        if lease is None:
            break
        kill_points.reached("after-lease")
        try:
            _attempt(lease, transport)
        except Exception as error:  # whatever it is, the messages behind this one are not held up by it
            outcome = Outcome.NOT_BUILT if lease.message.sealed is None else Outcome.NO_RECEIPT
            fault = type(error).__name__
            note_failure(actor=WORKER, lease=lease, outcome=outcome, detail=fault, milliseconds=0, is_fault=True)
        attempts += 1
    return attempts


def expire_overdue() -> int:
    """Give up what was not delivered in time and tell so; returns how many messages that were."""
    keys = list(unsettled().filter(expires_at__lte=clock.now()).values_list("pk", flat=True))
    for key in keys:
        expire(actor=WORKER, key=key)
    return len(keys)


@act
def expire(*, actor: Actor, key: int) -> None:
    """Give up one overdue message, unless it has been delivered meanwhile."""
    message = unsettled().select_for_update(of=("self",)).filter(pk=key, expires_at__lte=clock.now()).first()
    if message is None:
        return
    message.state, message.leased_until = OutboxState.EXPIRED, None
    message.save()
    record("exchange.expired", actor=actor, subject=message, about=about(message))
    kill_points.reached("before-expiry-commit")


def _attempt(lease: Lease, transport: Transport) -> None:
    """One try: build and seal if that was not done yet, hand over, settle by the receipt if there is one at once."""
    began = time.monotonic()
    message = lease.message
    channel = channel_of(message.correspondent, transport)
    try:
        sealed = _sealed(message, channel)
    except SEAL_ERRORS as error:
        logger.warning("message %s could not be sealed: %s", message.message_id, type(error).__name__)
        _fail(lease, Outcome.NOT_BUILT, str(error) or type(error).__name__, began)
        return
    lease = renewed(lease)
    kill_points.reached("before-post")
    try:
        handed = channel.hand_over(message, sealed, partial(_renewing, lease))
    except NotDelivered as failed:
        _fail(lease, failed.outcome, failed.detail, began)
        return
    kill_points.reached("before-receipt-saved")
    if handed.receipt is None:
        note_handed_over(actor=WORKER, lease=lease, milliseconds=_since(began))
    else:
        standing = of_seals(message.correspondent, handed.receipt.seals)
        if standing.revoked:
            _fail(lease, Outcome.WRONG_RECEIPT, f"{Code.REVOKED.name} {standing.revoked}", began)
            return
        receipt = replace(handed.receipt, asks_again=standing.asks_again)
        settle(actor=WORKER, lease=lease, receipt=receipt, body=placed(handed.body), milliseconds=_since(began))
    kill_points.reached("after-receipt-saved")


def _sealed(message: OutboxMessage, channel: Channel) -> StoredFile:
    """The container of the message: built and sealed at the first attempt, the same bytes for ever after."""
    if message.sealed is None:
        kill_points.reached("before-build")
        with noted_later() as uses:
            built = channel.build(message)
        message.sealed = keep_sealed(actor=WORKER, key=message.pk, built=built, uses=uses).sealed
        kill_points.reached("after-build")
    if message.sealed is None:
        raise NotBuilt("the sealed container was not kept")
    return message.sealed


@act
def keep_sealed(*, actor: Actor, key: int, built: Built, uses: Iterable[KeyUse] = ()) -> OutboxMessage:
    """Bind the container to its message, unless another worker was faster; the first one stays for ever.

    The ``uses`` of the seal that made it are written down in any case.
    """
    kill_points.reached("container-written")
    message = _TO_SEAL.get(key=key)
    for use in uses:
        use.save()
    if message.sealed is None:
        message.sealed = files.enter(built.placed)
        message.save()
        note_stamp(message, built)
        record("exchange.sealed", actor=actor, subject=message)
        kill_points.reached("before-container-commit")
    return message


def _renewing(lease: Lease, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces; a long upload keeps its lease."""
    last = time.monotonic()
    for piece in pieces:
        if time.monotonic() - last > settings.EXCHANGE_TIMEOUT_SECONDS / 3:
            lease, last = renewed(lease), time.monotonic()
        yield piece
        kill_points.reached("amid-post")


@act
def settle(
    *, actor: Actor, lease: Lease, receipt: TransportReceipt, body: files.Placed, milliseconds: int
) -> OutboxMessage:
    """Keep a verified transport receipt and move its message to delivered or refused; a second time changes nothing."""
    message = _locked(lease.message.pk)
    outcome = Outcome.ACCEPTED if receipt.is_accepted else Outcome.REJECTED
    _note_attempt(message, outcome, receipt.code, milliseconds)
    _close_circuit(message.correspondent)
    if _is_settled(message, receipt):
        message.save()
    else:
        conclude(actor=actor, message=message, receipt=receipt, sealed=files.enter(body))
    return message


@act
def settle_by_receipt(*, actor: Actor, message: OutboxMessage, receipt: TransportReceipt, body: bytes) -> OutboxMessage:
    """Settle a message by a verified transport receipt that was asked for; it may be a later one than was lost."""
    message = _locked(message.pk)
    if not _is_settled(message, receipt):
        conclude(actor=actor, message=message, receipt=receipt, sealed=files.enter(placed(body)))
    return message


def _locked(key: int) -> OutboxMessage:
    """A message whose row nobody else changes meanwhile, with what its acts stand about."""
    return _LOCKED.get(key=key)


def _is_settled(message: OutboxMessage, receipt: TransportReceipt) -> bool:
    """Delivered stays delivered; what was refused is delivered after all when the other side has taken it since."""
    if message.state == OutboxState.ACCEPTED:
        return True
    return message.state == OutboxState.REFUSED and not receipt.is_accepted


def conclude(*, actor: Actor, message: OutboxMessage, receipt: TransportReceipt, sealed: StoredFile) -> None:
    """Move a message, whose row is locked, to delivered or refused, and keep the receipt that says so."""
    Receipt.objects.create(
        message=message,
        kind=Receipt.ReceiptKind.TRANSPORT,
        at=receipt.at,
        verdict=receipt.verdict,
        code=receipt.code,
        text=receipt.text[:500],
        sha256=receipt.sha256,
        sealed=sealed,
        taken_at=clock.now(),
        revocation_due_at=clock.now() + ERRAND_PAUSE if receipt.asks_again else None,
    )
    kill_points.reached("receipt-written")
    if receipt.cosignature is not None:
        accept_cosignature(actor=actor, told=receipt.cosignature)
        if not message.correspondent.log_key:
            note_log_key(actor=actor, correspondent=message.correspondent, key=receipt.cosignature.key.hex())
    message.leased_until, message.last_error = None, ""
    if receipt.is_accepted:
        message.state, message.reason = OutboxState.ACCEPTED, ""
        message.decision_due_on = decision_due_on(message)
        message.save()
        record("exchange.delivered", actor=actor, subject=message, about=about(message))
    else:
        message.state, message.reason = OutboxState.REFUSED, receipt.reason[:500]
        message.last_error = receipt.code
        message.save()
        record("exchange.rejected", actor=actor, subject=message, about=about(message), data={"code": receipt.code})
    kill_points.reached("before-settle-commit")


def decision_due_on(message: OutboxMessage) -> date | None:
    """By when the addressee has agreed to decide on a letter that was delivered today."""
    if message.kind != MessageKind.DOCUMENT:
        return None
    return calendar_for(message.agency).add_working_days(clock.today(), message.correspondent.decision_days)


@act
def note_handed_over(*, actor: Actor, lease: Lease, milliseconds: int) -> OutboxMessage:
    """Note that a message is out of our hands and awaits its receipt; a receipt of ours awaits none."""
    message = _locked(lease.message.pk)
    _note_attempt(message, Outcome.HANDED_OVER, "", milliseconds)
    _close_circuit(message.correspondent)
    if message.state == OutboxState.NEW:
        is_receipt = message.kind == MessageKind.RECEIPT
        message.state = OutboxState.ACCEPTED if is_receipt else OutboxState.SENT
        message.leased_until, message.last_error = None, ""
        record("exchange.handed_over", actor=actor, subject=message, about=about(message))
    message.save()
    return message


def _fail(lease: Lease, outcome: str, detail: str, began: float) -> None:
    """Note a try that settled nothing; the message is due again after a pause, at the latest when it expires."""
    note_failure(actor=WORKER, lease=lease, outcome=outcome, detail=detail, milliseconds=_since(began))
    kill_points.reached("after-failure")


@act
def note_failure(
    *, actor: Actor, lease: Lease, outcome: str, detail: str, milliseconds: int, is_fault: bool = False
) -> OutboxMessage:
    """Write a failed try down, and when the next one is due; ``is_fault``: the program itself failed."""
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=lease.message.pk)
    _note_attempt(message, outcome, detail, milliseconds)
    message.last_error = f"{Outcome(outcome).value}: {detail}"[:300]
    if message.state == OutboxState.NEW and message.leased_until == lease.until:
        message.leased_until = None
        message.due_at = min(clock.now() + backoff(message.attempts), message.expires_at)
    message.save()
    if outcome == Outcome.UNREACHABLE:
        _break_circuit(message.correspondent_id)
    told = {"code": outcome} | ({"fault": detail} if is_fault else {})
    record("exchange.attempt_failed", actor=actor, subject=message, data=told)
    kill_points.reached("before-failure-commit")
    return message


def _note_attempt(message: OutboxMessage, outcome: str, detail: str, milliseconds: int) -> None:
    message.attempts += 1
    DeliveryAttempt.objects.create(
        message=message, at=clock.now(), outcome=outcome, detail=detail[:300], milliseconds=milliseconds
    )


def _break_circuit(key: int) -> None:
    """Count a failure to reach a correspondent; from the third in a row on nothing is tried for a while."""
    correspondent = Correspondent.objects.select_for_update().get(pk=key)
    failures = min(correspondent.failures + 1, 1000)
    closed_until = clock.now() + backoff(failures) if failures >= FAILURES_BEFORE_BREAK else None
    Correspondent.objects.filter(pk=key).update(failures=failures, closed_until=closed_until)


def _close_circuit(correspondent: Correspondent) -> None:
    if correspondent.failures or correspondent.closed_until is not None:
        Correspondent.objects.filter(pk=correspondent.pk).update(failures=0, closed_until=None)


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def about(message: OutboxMessage) -> list[Document | Case | None]:
    """On whose timelines the acts on a message stand."""
    return [message.document, message.document.case if message.document else None]


_TO_SEAL = Prepared(
    lambda: OutboxMessage.objects.select_for_update(of=("self",)).select_related("sealed").filter(pk=Given("key"))
)
_LOCKED = Prepared(
    lambda: (
        OutboxMessage.objects.select_for_update(of=("self",))
        .select_related("agency", "correspondent", "document", "document__case")
        .filter(pk=Given("key"))
    )
)
