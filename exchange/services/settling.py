"""What becomes of messages after a try: their containers are kept, receipts settle them, failures are noted.

A worker tries several messages of one correspondent one after another, and keeps what came of them in one transaction.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from agencies.calendars import WorkingCalendar, calendar_for
from citizens.models import Case
from documents import files
from documents.models import Document, StoredFile
from exchange.containers.receipts import TransportReceipt
from exchange.containers.sealing import Built, placed
from exchange.lifetimes import ERRAND_PAUSE, backoff
from exchange.models import Correspondent, DeliveryAttempt, MessageKind, OutboxMessage, OutboxState, Receipt
from exchange.services.correspondents import note_log_key
from exchange.services.leasing import Lease
from exchange.services.seal_stamps import note_stamps
from history import bulk, clock, kill_points
from history.actors import Actor, Automatic
from history.acts import act, record
from history.prepared import GivenKeys, Prepared
from history.services.witnessing import accept_cosignature
from signing.models import KeyUse

WORKER = Automatic("exchange")
FAILURES_BEFORE_BREAK = 3
Outcome = DeliveryAttempt.Outcome


@dataclass(frozen=True)
class Made:
    """A container made for a message, with the uses of the seal that made it."""

    key: int
    placed: files.Placed
    built: Built
    uses: Sequence[KeyUse] = ()


@dataclass(frozen=True)
class Answered:
    """A message that was handed over, and the verified receipt that was answered; the body lies in the store."""

    key: int
    receipt: TransportReceipt
    body: files.Placed
    milliseconds: int


@act
def keep_sealed(*, actor: Actor, made: Sequence[Made]) -> dict[int, StoredFile | None]:
    """Bind containers to their messages, unless another worker was faster; the first one stays for ever.

    The uses of the seal that made them are written down in any case. Returns the container of each message by its key.
    """
    kill_points.reached("container-written")
    messages = {one.pk: one for one in _TO_SEAL.all(keys=[one.key for one in made])}
    bulk.create(KeyUse, [copy(use) for one in made for use in one.uses])  # as they are: a second try writes them anew
    fresh = [one for one in made if messages[one.key].sealed is None]
    for one, stored in zip(fresh, files.enter_all([one.placed for one in fresh]), strict=True):
        messages[one.key].sealed = stored
        messages[one.key].save()
    note_stamps([(messages[one.key], one.built) for one in fresh])
    for one in fresh:
        record("exchange.sealed", actor=actor, subject=messages[one.key])
    if fresh:
        kill_points.reached("before-container-commit")
    return {key: message.sealed for key, message in messages.items()}


@act
def settle(*, actor: Actor, answered: Sequence[Answered]) -> None:
    """Keep verified transport receipts and move their messages to delivered or refused; a second time changes nothing.

    All of them are of one correspondent.
    """
    messages = {one.pk: one for one in _LOCKED.all(keys=[one.key for one in answered])}
    tries, open_ones = [], []
    for one in answered:
        message = messages[one.key]
        outcome = Outcome.ACCEPTED if one.receipt.is_accepted else Outcome.REJECTED
        tries.append(_attempt_at(message, outcome, one.receipt.code, one.milliseconds))
        if _is_settled(message, one.receipt):
            message.save()
        else:
            open_ones.append((message, one))
    bulk.create(DeliveryAttempt, tries)
    _close_circuit(tries[0].message.correspondent)
    kept = files.enter_all([one.body for _message, one in open_ones])
    receipts = zip(open_ones, kept, strict=True)
    bulk.create(Receipt, [_receipt_of(message, one.receipt, stored) for (message, one), stored in receipts])
    days = calendar_for(tries[0].message.agency)
    for message, one in open_ones:
        _move(actor, message, one.receipt, days)


@act
def settle_by_receipt(*, actor: Actor, message: OutboxMessage, receipt: TransportReceipt, body: bytes) -> OutboxMessage:
    """Settle a message by a verified transport receipt that was asked for; it may be a later one than was lost."""
    message = _locked(message.pk)
    if not _is_settled(message, receipt):
        conclude(actor=actor, message=message, receipt=receipt, sealed=files.enter(placed(body)))
    return message


def _locked(key: int) -> OutboxMessage:
    """A message whose row nobody else changes meanwhile, with what its acts stand about."""
    return _LOCKED.get(keys=[key])


def _is_settled(message: OutboxMessage, receipt: TransportReceipt) -> bool:
    """Delivered stays delivered; what was refused is delivered after all when the other side has taken it since."""
    if message.state == OutboxState.ACCEPTED:
        return True
    return message.state == OutboxState.REFUSED and not receipt.is_accepted


def conclude(*, actor: Actor, message: OutboxMessage, receipt: TransportReceipt, sealed: StoredFile) -> None:
    """Move a message, whose row is locked, to delivered or refused, and keep the receipt that says so."""
    _receipt_of(message, receipt, sealed).save()
    _move(actor, message, receipt, calendar_for(message.agency))


def _receipt_of(message: OutboxMessage, receipt: TransportReceipt, sealed: StoredFile) -> Receipt:
    return Receipt(
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


def _move(actor: Actor, message: OutboxMessage, receipt: TransportReceipt, days: WorkingCalendar) -> None:
    """What a kept receipt does to its message; ``days`` are those that its agency works."""
    kill_points.reached("receipt-written")
    if receipt.cosignature is not None:
        accept_cosignature(actor=actor, told=receipt.cosignature)
        if not message.correspondent.log_key:
            note_log_key(actor=actor, correspondent=message.correspondent, key=receipt.cosignature.key.hex())
    message.leased_until, message.last_error = None, ""
    if receipt.is_accepted:
        message.state, message.reason = OutboxState.ACCEPTED, ""
        message.decision_due_on = _decision_due_on(message, days)
        message.save()
        record("exchange.delivered", actor=actor, subject=message, about=about(message), data=to_whom(message))
    else:
        message.state, message.reason = OutboxState.REFUSED, receipt.reason[:500]
        message.last_error = receipt.code
        message.save()
        data = {"code": receipt.code} | to_whom(message)
        record("exchange.rejected", actor=actor, subject=message, about=about(message), data=data)
    kill_points.reached("before-settle-commit")


def _decision_due_on(message: OutboxMessage, days: WorkingCalendar) -> date | None:
    """By when the addressee has agreed to decide on a letter that was delivered today."""
    if message.kind != MessageKind.DOCUMENT:
        return None
    return days.add_working_days(clock.today(), message.correspondent.decision_days)


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
        record("exchange.handed_over", actor=actor, subject=message, about=about(message), data=to_whom(message))
    message.save()
    return message


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
    _attempt_at(message, outcome, detail, milliseconds).save()


def _attempt_at(message: OutboxMessage, outcome: str, detail: str, milliseconds: int) -> DeliveryAttempt:
    """The row of one more try."""
    message.attempts += 1
    return DeliveryAttempt(
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


def about(message: OutboxMessage) -> list[Document | Case | None]:
    """On whose timelines the acts on a message stand."""
    return [message.document, message.document.case if message.document else None]


def to_whom(message: OutboxMessage) -> dict[str, str]:
    """Which addressee an act on a message is about, where its letter has several."""
    document = message.document
    if message.kind != MessageKind.DOCUMENT or document is None or not document.further_addressees:
        return {}
    return {"whom": message.correspondent.name}


_TO_SEAL = Prepared(
    lambda: (
        OutboxMessage.objects.select_for_update(of=("self",))
        .select_related("sealed")
        .filter(pk__in=GivenKeys("keys"))
        .order_by("pk")
    )
)
_LOCKED = Prepared(
    lambda: (
        OutboxMessage.objects.select_for_update(of=("self",))
        .select_related("agency", "correspondent", "document", "document__case")
        .filter(pk__in=GivenKeys("keys"))
        .order_by("pk")
    )
)
