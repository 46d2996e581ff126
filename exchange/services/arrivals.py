"""What arrivals have in common, whatever channel they came by: their rows, and the acts that keep them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from agencies.models import Agency
from documents import files
from documents.models import StoredFile
from exchange.containers.opening import Verified
from exchange.models import Correspondent, InboxMessage, InboxState
from exchange.services import effects
from exchange.transport import MEDIA_TYPE
from history import clock, kill_points
from history.actors import Actor, Automatic
from history.acts import act, record
from history.prepared import Given, Prepared

logger = logging.getLogger(__name__)

GATEWAY = Automatic("exchange")
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Spooled:
    """A message as it came off the wire."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Arrival:
    """A message at our gate: its bytes, for whom it is, and its id and sender, claimed at first and then proven."""

    spooled: Spooled
    agency: Agency
    message_id: UUID
    sender: str


@act
def put_in_quarantine(
    *, actor: Actor, row: InboxMessage, acknowledge: Callable[[InboxMessage], None] | None = None
) -> InboxMessage:
    """Write down an entry of the quarantine; ``acknowledge`` is what its receipt takes in the same transaction."""
    row.full_clean()
    row.save()
    record("exchange.quarantined", actor=actor, subject=row, data={"code": row.code})
    if acknowledge is not None:
        acknowledge(row)
    kill_points.reached("before-quarantine-commit")
    return row


@act
def accept(
    *,
    actor: Actor,
    row: InboxMessage,
    verified: Verified,
    brought: effects.Brought,
    own: Sequence[files.Placed] = (),
    acknowledge: Callable[[InboxMessage], None] | None = None,
) -> InboxMessage:
    """Inbox row, effect and receipt in one transaction; ``acknowledge`` lays a receipt that leaves by itself.

    ``own`` are the container of the message and our receipt, where the row does not name them yet.

    Messages of one correspondent take turns here; if another delivery of the same message was faster, its row is
    returned and nothing happens twice.

    Raises:
        ValidationError: the effect is refused, and nothing is kept.
    """
    if row.correspondent is None:
        raise ValueError("an accepted message has a correspondent")
    faster = _faster(row, row.correspondent)
    if faster is not None:
        return faster
    _note_sequence(row, row.correspondent)
    stored = files.enter_all([*own, *brought])
    if own:
        row.sealed, row.receipt, *stored = stored
    effect = effects.of(actor, verified, row, stored)
    row.state, row.document = effect.state, effect.document
    row.full_clean(validate_unique=False, validate_constraints=False)  # asked above, behind the lock
    row.save()
    effect.tell(actor, row)
    if acknowledge is not None:
        acknowledge(row)
    kill_points.reached("before-inbox-commit")
    return row


def _faster(row: InboxMessage, correspondent: Correspondent) -> InboxMessage | None:
    """The row of another delivery that has used the id, if there is one; from here on, nobody else can use it."""
    if not _TURN.exists(key=correspondent.pk):
        raise Correspondent.DoesNotExist("the correspondent is gone")
    return _EARLIER.first(agency=row.agency, sender=row.sender_id, message=row.message_id)


@act
def turn_away(
    *, actor: Actor, row: InboxMessage, acknowledge: Callable[[InboxMessage], None] | None = None
) -> InboxMessage:
    """Keep a verified message that was rejected, with its receipt; its id is used up."""
    if row.correspondent is None:
        raise ValueError("a verified message has a correspondent")
    faster = _faster(row, row.correspondent)
    if faster is not None:
        return faster
    row.full_clean()
    row.save()
    if row.sequence is not None:  # its number is known now, and nothing waits for it
        before, after = row.sequence - 1, row.sequence + 1
        _unflag(row.sequence, _NEIGHBOURS.values(correspondent=row.correspondent, before=before, after=after))
    verb = "exchange.quarantined" if row.state == InboxState.QUARANTINED else "exchange.turned_away"
    record(verb, actor=actor, subject=row, data={"code": row.code})
    if acknowledge is not None:
        acknowledge(row)
    kill_points.reached("before-rejection-commit")
    return row


@act
def note_reuse(*, actor: Actor, first: InboxMessage, sha256: str) -> None:
    """A message id came again with other bytes: a security event at the message that used it first."""
    logger.warning("message id %s was used again with other bytes", first.message_id)
    record("exchange.id_reused", actor=actor, subject=first, data={"sha256": sha256})


def objection(agency: Agency, correspondent: Correspondent, verified: Verified) -> str:
    """The code for which a verified message is not accepted, if there is one."""
    now, message = clock.now(), verified.message
    if message.recipient.id != agency.exchange_id:
        return "WRONG_RECIPIENT"
    if message.is_test != correspondent.is_test:
        return "TEST_MISMATCH"
    if message.created_at > now + CLOCK_TOLERANCE:
        return "CLOCK_AHEAD"
    if message.expires_at <= now:
        return "EXPIRED"
    return verified.fault or _not_agreed(correspondent, verified)


def _not_agreed(correspondent: Correspondent, verified: Verified) -> str:
    """Why the register does not let a verified document in; what answers letters of ours is taken all the same."""
    if verified.document is None:
        return ""
    if not correspondent.is_exchanging:
        return "CORRESPONDENT_CLOSED"
    agreed = {kind.casefold() for kind in correspondent.document_kinds}
    return "KIND_NOT_AGREED" if agreed and verified.document.kind.casefold() not in agreed else ""


def _note_sequence(row: InboxMessage, correspondent: Correspondent) -> None:
    """Flag a message whose predecessor has not come, and unflag the one that waited for this one."""
    if row.sequence is None:
        return
    neighbours = _NEIGHBOURS.values(correspondent=correspondent, before=row.sequence - 1, after=row.sequence + 1)
    row.has_gap_before = row.sequence > 1 and all(number != row.sequence - 1 for _key, number in neighbours)
    _unflag(row.sequence, neighbours)


def _unflag(sequence: int, neighbours: list[tuple[int, int]]) -> None:
    """Nothing is missing any more before the message that waited for this number."""
    for successor in [key for key, number in neighbours if number == sequence + 1]:
        waited = InboxMessage.objects.get(pk=successor)
        waited.has_gap_before = False
        waited.save()


def earlier(arrival: Arrival) -> InboxMessage | None:
    """What has used this message id of this sender before."""
    return _EARLIER.first(agency=arrival.agency, sender=arrival.sender, message=arrival.message_id)


def row_of(arrival: Arrival, correspondent: Correspondent | None) -> InboxMessage:
    """A new row for an arrival, without a verdict."""
    return InboxMessage(
        agency=arrival.agency,
        correspondent=correspondent,
        sender_id=arrival.sender,
        message_id=arrival.message_id,
        sha256=arrival.spooled.sha256,
        size=arrival.spooled.size,
        received_at=clock.now(),
    )


def keep_bytes(spooled: Spooled, media_type: str = MEDIA_TYPE) -> StoredFile:
    """The bytes of an arrival in the store."""
    return files.enter(place_bytes(spooled, media_type))


def place_bytes(spooled: Spooled, media_type: str = MEDIA_TYPE) -> files.Placed:
    """The bytes of an arrival in their place in the store, without a row as yet."""
    with spooled.path.open("rb") as stream:
        return files.place(stream, media_type)


_EARLIER = Prepared(
    lambda: InboxMessage.objects.filter(
        agency=Given("agency"), sender_id=Given("sender"), message_id=Given("message"), is_verified=True
    ).select_related("receipt")
)
_TURN = Prepared(lambda: Correspondent.objects.select_for_update().filter(pk=Given("key")).values_list("pk"))
_NEIGHBOURS = Prepared(
    lambda: InboxMessage.objects.filter(
        Q(sequence=Given("before")) | Q(sequence=Given("after"), has_gap_before=True),
        correspondent=Given("correspondent"),
        is_verified=True,
    ).values_list("pk", "sequence")
)
