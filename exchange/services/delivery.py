"""The worker's part of the outbox: lease what is due, seal it once, hand it over, believe only a sealed receipt.

No network call happens inside a transaction. Whatever moment is the last of a worker, its lease runs out and the same
bytes are sent again; the other side answers them with the receipt that it has stored.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO

from django.conf import settings
from django.db import connection

from documents import files
from documents.models import StoredFile
from exchange.channels import Channel, NotDelivered, channel_of
from exchange.containers.receipts import TransportReceipt
from exchange.containers.sealing import SEAL_ERRORS, Built, NotBuilt
from exchange.models import OutboxState
from exchange.services.leasing import Lease, give_back, number_due, renewed, take_leases, unsettled
from exchange.services.revocation import of_seals
from exchange.services.settling import (
    WORKER,
    Answered,
    Made,
    Outcome,
    about,
    keep_sealed,
    note_failure,
    note_handed_over,
    settle,
    to_whom,
)
from exchange.transport import MEDIA_TYPE, HttpTransport, Transport
from history import clock, kill_points
from history.actors import Actor
from history.acts import act, record
from signing.findings import Code
from signing.models import KeyUse
from signing.services import noted_later

logger = logging.getLogger(__name__)

# So many messages of one correspondent are sealed together, and what came of them is kept together. Nobody waits long
# for that: a large message is handed over when the others are settled, and after these seconds the rest is given back.
TOGETHER_AT_MOST = 8
TOGETHER_SECONDS = 2.0
LARGE = 1024 * 1024


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
    most = at_once * TOGETHER_AT_MOST if limit is None else min(at_once * TOGETHER_AT_MOST, limit)
    waiting = number_due(most) if most > 1 else most
    together = max(waiting // at_once, 1)  # a few are under way all at once, rather than one after another
    helpers = min(at_once, waiting) - 1
    if helpers < 1:
        return _deliver_in_turn(limit, transport, together)
    with ThreadPoolExecutor(helpers, thread_name_prefix="delivery") as pool:
        others = [pool.submit(copy_context().run, _help, limit, transport, together) for _number in range(helpers)]
        return _deliver_in_turn(limit, transport, together) + sum(other.result() for other in others)


def _help(limit: int | None, transport: Transport, together: int) -> int:
    """The same in a thread, which has a connection to the database of its own."""
    try:
        return _deliver_in_turn(limit, transport, together)
    finally:
        connection.close()


def _deliver_in_turn(limit: int | None, transport: Transport, together: int) -> int:
    attempts = 0
    while limit is None or attempts < limit:
        leases = take_leases(together if limit is None else min(together, limit - attempts))
        if not leases:
            break
        kill_points.reached("after-lease")
        attempts += _Round(leases, transport).run()
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
    record("exchange.expired", actor=actor, subject=message, about=about(message), data=to_whom(message))
    kill_points.reached("before-expiry-commit")


@dataclass(eq=False)
class _Try:
    """One message of a round: its lease, and its sealed container, from its making until it is kept."""

    lease: Lease
    sealed: StoredFile | None
    began: float = field(default_factory=time.monotonic)
    built: tuple[Built, Sequence[KeyUse]] | None = None
    made: Made | None = None

    @property
    def milliseconds(self) -> int:
        """How long it has taken by now."""
        return int((time.monotonic() - self.began) * 1000)

    def fail(self, outcome: str, detail: str, *, is_fault: bool = False) -> None:
        """Note a try that settled nothing; the message is due again after a pause, at the latest when it expires."""
        took = 0 if is_fault else self.milliseconds
        note_failure(
            actor=WORKER, lease=self.lease, outcome=outcome, detail=detail, milliseconds=took, is_fault=is_fault
        )
        kill_points.reached("after-failure")


@dataclass(frozen=True)
class _Answer:
    """A receipt that was verified, as it came, and how many milliseconds the try took."""

    receipt: TransportReceipt
    body: bytes
    took: int


class _Round:
    """Messages of one correspondent that were leased together: sealed, handed over one after another, settled."""

    def __init__(self, leases: Sequence[Lease], transport: Transport) -> None:
        self.tries = [_Try(lease, lease.message.sealed) for lease in leases]
        self.channel: Channel = channel_of(leases[0].message, transport)
        self.answered: dict[_Try, _Answer] = {}
        self.is_reached = True

    def run(self) -> int:
        """Try them; how many were tried. Those for which there was no time are due as they were before."""
        until = time.monotonic() + TOGETHER_SECONDS
        self._seal()
        left = sorted((one for one in self.tries if one.sealed is not None), key=_is_large)
        while left and self.is_reached:
            one = left.pop(0)
            if _is_large(one):
                self._settle()
            self._alone(one, self._hand_over)
            if time.monotonic() > until:
                break
        self._settle()
        give_back([one.lease for one in left])
        return len(self.tries) - len(left)

    def _seal(self) -> None:
        """Build and seal what was not yet: the same bytes for ever after, kept before the first of them leaves."""
        for one in self.tries:
            if one.sealed is None:
                self._alone(one, self._build)
        self._together([one for one in self.tries if one.built is not None], self._put)
        made = [one for one in self.tries if one.made is not None]
        self._together(made, self._keep)
        if made:
            kill_points.reached("after-build")

    def _build(self, one: _Try) -> None:
        kill_points.reached("before-build")
        try:
            with noted_later() as uses:
                one.built = self.channel.build(one.lease.message), uses
        except SEAL_ERRORS as error:
            logger.warning("message %s could not be sealed: %s", one.lease.message.message_id, type(error).__name__)
            one.fail(Outcome.NOT_BUILT, str(error) or type(error).__name__)

    @staticmethod
    def _put(some: Sequence[_Try]) -> None:
        """Put containers into their places, forced to the disk together."""
        built = [one.built for one in some if one.built is not None]
        try:
            places = files.put_all([container.written for container, _uses in built])
        except Exception:
            if len(some) == 1:  # nobody will keep what the seal was used for
                for use in built[0][1]:
                    use.save()
            raise
        for one, (container, uses), place in zip(some, built, places, strict=True):
            one.made = Made(one.lease.message.pk, place, container, uses)

    @staticmethod
    def _keep(some: Sequence[_Try]) -> None:
        kept = keep_sealed(actor=WORKER, made=[one.made for one in some if one.made is not None])
        for one in some:
            one.sealed = kept[one.lease.message.pk]

    def _hand_over(self, one: _Try) -> None:
        """Hand a message over; what was answered is kept with what was answered to the others."""
        message, sealed = one.lease.message, one.sealed
        if sealed is None:
            raise NotBuilt("the sealed container was not kept")
        one.began, one.lease = time.monotonic(), renewed(one.lease)
        kill_points.reached("before-post")
        try:
            handed = self.channel.hand_over(message, sealed, partial(_renewing, one.lease))
        except NotDelivered as failed:
            self.is_reached = failed.outcome != Outcome.UNREACHABLE
            one.fail(failed.outcome, failed.detail)
            return
        kill_points.reached("before-receipt-saved")
        if handed.receipt is None:
            note_handed_over(actor=WORKER, lease=one.lease, milliseconds=one.milliseconds)
            kill_points.reached("after-receipt-saved")
            return
        standing = of_seals(message.correspondent, handed.receipt.seals)
        if standing.revoked:
            one.fail(Outcome.WRONG_RECEIPT, f"{Code.REVOKED.name} {standing.revoked}")
            return
        receipt = replace(handed.receipt, asks_again=standing.asks_again)
        self.answered[one] = _Answer(receipt, handed.body, one.milliseconds)

    def _settle(self) -> None:
        """Keep the receipts that were answered by now, and what they say of their messages."""
        answered, self.answered = self.answered, {}

        def keep(some: Sequence[_Try]) -> None:
            told = [answered[one] for one in some]
            bodies = files.place_all((BytesIO(one.body), MEDIA_TYPE) for one in told)
            kept = zip(some, told, bodies, strict=True)
            settle(
                actor=WORKER,
                answered=[Answered(one.lease.message.pk, said.receipt, body, said.took) for one, said, body in kept],
            )

        self._together(list(answered), keep)
        if answered:
            kill_points.reached("after-receipt-saved")

    def _together(self, tries: Sequence[_Try], work: Callable[[Sequence[_Try]], None]) -> None:
        """Do a work, which is one transaction, for all; where that fails, for each, so that one fails alone."""
        if len(tries) > 1:
            try:
                work(tries)
            except Exception as error:  # it is tried again below, where it is noted whose it is
                logger.warning("%d messages were not kept together: %s", len(tries), type(error).__name__)
            else:
                return
        for one in tries:
            self._alone(one, lambda one: work([one]))

    def _alone(self, one: _Try, work: Callable[[_Try], None]) -> None:
        try:
            work(one)
        except Exception as error:  # whatever it is, the messages behind this one are not held up by it
            outcome = Outcome.NOT_BUILT if one.sealed is None else Outcome.NO_RECEIPT
            one.fail(outcome, type(error).__name__, is_fault=True)


def _is_large(one: _Try) -> bool:
    return one.sealed is not None and one.sealed.size > LARGE


def _renewing(lease: Lease, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces; a long upload keeps its lease."""
    last = time.monotonic()
    for piece in pieces:
        if time.monotonic() - last > settings.EXCHANGE_TIMEOUT_SECONDS / 3:
            lease, last = renewed(lease), time.monotonic()
        yield piece
        kill_points.reached("amid-post")
