"""Time-stamps under our seals: those that a message left with are noted, those that are wanted are caught up with.

Nothing waits for them. What was sent stays as it was sent; a token that comes later is kept beside it.
"""

import hashlib
import logging
from collections.abc import Iterable
from datetime import timedelta

from cryptography.x509.oid import NameOID
from django.db.models import Q

from agencies.models import Agency
from documents import files
from documents.models import StoredFile
from exchange.containers.sealing import Built
from exchange.lifetimes import ERRAND_PAUSE, LONGEST_PAUSE, backoff
from exchange.models import InboxMessage, OutboxMessage, SealStamp
from history import bulk, clock
from history.actors import Actor, Automatic
from history.acts import act, record
from signing import levels
from signing.authority import attribute
from signing.findings import Refused
from signing.sources import PathSource
from signing.stamping import has_seal_source, seal_source_of
from signing.timestamps import NOBODY, NoTimeStamp, Token

logger = logging.getLogger(__name__)

WORKER = Automatic("exchange")
LEASE = timedelta(minutes=2)


def note_stamps(sealed: Iterable[tuple[OutboxMessage, Built]]) -> None:
    """Note with which time-stamps messages were sealed, or that they are wanted; part of the act that keeps seals."""
    rows = []
    for message, built in sealed:
        if not built.wants_stamp:
            continue
        row = SealStamp(agency_id=message.agency_id, message=message, due_at=None if built.stamp else clock.now())
        if built.stamp is not None:
            _fill(row, built.stamp)
            row.is_inside = True
        rows.append(row)
    bulk.create(SealStamp, rows)


def want_receipt_stamp(received: InboxMessage) -> None:
    """Have the seal of our receipt stamped by the worker; part of the act that keeps it. The sender does not wait."""
    agency = received.agency
    if agency is None or received.receipt is None or not has_seal_source(agency):
        return
    SealStamp.objects.create(agency=agency, received=received, due_at=clock.now())


def stamp_due(*, at_most: int = 50) -> int:
    """Have the seals stamped for which a time-stamp is wanted, the oldest first; how many were. Twice at once is once.

    An authority that does not answer costs one try: whatever else the agency waits for is put off with it.
    """
    stamped, silent = 0, set[int]()
    for row in (
        SealStamp.objects.filter(_is_due())
        .order_by("due_at", "id")
        .select_related("agency", "message__sealed", "received__receipt")[:at_most]
    ):
        if row.agency_id in silent:
            continue
        if SealStamp.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=clock.now() + LEASE):
            try:
                stamped += _stamped(row)
            except NoTimeStamp as failure:
                silent.add(row.agency_id)
                _put_off(row, str(failure))
    return stamped


@act
def keep_seal_stamp(*, actor: Actor, key: int, token: Token) -> SealStamp:
    """Keep a time-stamp that was given for a seal, unless another worker was faster."""
    row = SealStamp.objects.select_for_update(of=("self",)).get(pk=key)
    if row.token:
        return row
    _fill(row, token)
    row.due_at, row.last_error = None, ""
    row.save()
    subject = row.message or row.received
    if subject is None:
        raise ValueError("a time-stamp is of one seal")
    digest = hashlib.sha256(token.der).hexdigest()
    record("exchange.seal_stamped", actor=actor, subject=subject, data={"sha256": digest})
    return row


def _fill(row: SealStamp, token: Token) -> None:
    row.token, row.stamped_at = token.der, token.at
    row.given_by = attribute(token.certificate, NameOID.COMMON_NAME) or token.certificate.subject.rfc4514_string()[:200]


def _stamped(row: SealStamp) -> bool:
    sealed = _sealed_in(row)
    if sealed is None or sealed.destroyed_at is not None:
        SealStamp.objects.filter(pk=row.pk).update(due_at=None, last_error="content-destroyed")
        return False
    try:
        value = levels.value_of_seal(PathSource(files.path_of(sealed)))
    except (Refused, OSError) as error:
        logger.warning("a seal could not be stamped: %s", type(error).__name__)
        _put_off(row, type(error).__name__, alone=True)
        return False
    keep_seal_stamp(actor=WORKER, key=row.pk, token=_given(row.agency, value))
    return True


def _given(agency: Agency, value: bytes) -> Token:
    giver = seal_source_of(agency)
    if giver is None:
        raise NoTimeStamp("", NOBODY)
    return giver.source.token(value)


def _sealed_in(row: SealStamp) -> StoredFile | None:
    if row.message is not None:
        return row.message.sealed
    return row.received.receipt if row.received is not None else None


def _put_off(row: SealStamp, why: str, *, alone: bool = False) -> None:
    """Try again after a pause that grows: 10 s · 2ⁿ, at most an hour, a random part of up to a half less."""
    pause = backoff(row.attempts, ERRAND_PAUSE)
    due_at = clock.now() + pause
    SealStamp.objects.filter(pk=row.pk).update(due_at=due_at, attempts=row.attempts + 1, last_error=why[:300])
    if not alone:
        SealStamp.objects.filter(_is_due(), agency=row.agency_id).update(due_at=due_at)


def _is_due() -> Q:
    return clock.have_come("due_at", clock.now(), LONGEST_PAUSE)
