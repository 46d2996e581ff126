"""Which messages are due, and who may try them: a lease of a message by one worker, good for a while."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from exchange.lifetimes import LONGEST_PAUSE, longest_backoff
from exchange.models import Correspondent, MessageKind, OutboxMessage, OutboxState
from history import clock, kill_points
from history.prepared import Given, Prepared

# After no more failures than these a pause is a few minutes: what lies further ahead comes from a clock that was wrong.
FEW_FAILURES = 8
Moments = Mapping[str, Any]


def _moments() -> dict[str, datetime]:
    """What the questions about due messages compare with, as of now."""
    now = clock.now()
    return {
        "now": now,
        "latest_lease": _lease_end() + clock.TOLERANCE,
        "latest_pause": now + LONGEST_PAUSE + clock.TOLERANCE,
        "latest_short_pause": now + longest_backoff(FEW_FAILURES) + clock.TOLERANCE,
    }


_GIVEN: Moments = {name: Given(name) for name in ("now", "latest_lease", "latest_pause", "latest_short_pause")}


@dataclass(frozen=True)
class Lease:
    """A message that this worker alone may try until the lease runs out."""

    message: OutboxMessage
    until: datetime


def take_leases(at_most: int = 1) -> list[Lease]:
    """Lease the most pressing due message whose correspondent's circuit is closed, and the next ones for the same.

    A correspondent that was not reached lately is asked by one message. None when nothing is due.
    """
    moments = _moments()
    if not connection.features.has_select_for_update_skip_locked and not _IS_DUE.exists(**moments):
        return []  # every transaction of SQLite is one of a writer
    with transaction.atomic():
        first = _MOST_PRESSING.first(**moments)
        if first is None:
            return []
        messages = [first]
        if at_most > 1 and not first.correspondent.failures:
            messages += _next_pressing(at_most - 1).all(**moments, correspondent=first.correspondent, first=first)
        until = _lease_end()
        OutboxMessage.objects.filter(pk__in=[one.pk for one in messages]).update(leased_until=until)
        kill_points.reached("before-lease-commit")
    return [Lease(message, until) for message in messages]


def give_back(leases: Sequence[Lease]) -> None:
    """End leases of messages that were not tried; they are due as before."""
    for lease in leases:
        OutboxMessage.objects.filter(pk=lease.message.pk, leased_until=lease.until).update(leased_until=None)


def _lease_end() -> datetime:
    return clock.now() + timedelta(seconds=1.5 * settings.EXCHANGE_TIMEOUT_SECONDS)


def renewed(lease: Lease) -> Lease:
    """The lease for a further while, if nobody else has taken it over."""
    until = _lease_end()
    if until - lease.until < timedelta(seconds=settings.EXCHANGE_TIMEOUT_SECONDS / 3):
        return lease
    OutboxMessage.objects.filter(pk=lease.message.pk, leased_until=lease.until).update(leased_until=until)
    return Lease(lease.message, until)


def number_due(at_most: int) -> int:
    """How many messages are due, of so many at most."""
    return due()[:at_most].count()


def unsettled(at: Moments | None = None) -> QuerySet[OutboxMessage]:
    """Messages nobody is at work on, waiting or leased by a worker that is no more, or by a clock that was wrong, and
    those that await a receipt.
    """
    at = at or _moments()
    is_free = Q(leased_until__isnull=True) | _is_over("leased_until", at, at["latest_lease"])
    return OutboxMessage.objects.filter(is_free, state__in=[OutboxState.NEW, OutboxState.SENT])


def due(at: Moments | None = None) -> QuerySet[OutboxMessage]:
    """Messages that a worker may try now."""
    at = at or _moments()
    is_open = Q(correspondent__is_closed=False, correspondent__channel__in=Correspondent.EXCHANGED)
    circuit = Q(correspondent__closed_until__isnull=True)
    circuit |= _is_rested("correspondent__closed_until", "correspondent__failures", at)
    # What was marked on its way stays here until it expires: the exchange is no closed channel.
    may_leave = ~Q(kind=MessageKind.DOCUMENT) | Q(document__access="")
    waiting = unsettled(at).filter(_is_rested("due_at", "attempts", at), state=OutboxState.NEW)
    return waiting.filter(is_open, circuit, may_leave, ~_is_being_tried(at), expires_at__gt=at["now"])


def _is_being_tried(at: Moments) -> Q:
    """The condition "its correspondent was not reached lately, and another message is on its way to find out anew".

    One that does not answer holds up one worker, while the others go on with the rest.
    """
    on_their_way = OutboxMessage.objects.filter(
        correspondent=OuterRef("correspondent"),
        state=OutboxState.NEW,
        leased_until__gt=at["now"],
        leased_until__lte=at["latest_lease"],
    )
    return Q(Exists(on_their_way), correspondent__failures__gt=0)


def _is_over(field: str, at: Moments, latest: Any) -> Q:
    """The condition "this moment has come", or lies behind the latest that could have been set by now."""
    return Q(**{f"{field}__lte": at["now"]}) | Q(**{f"{field}__gt": latest})


def _is_rested(field: str, failures: str, at: Moments) -> Q:
    """The condition "the pause after so many failures is over", or ends later than any that was begun by now."""
    too_late = Q(**{f"{failures}__lte": FEW_FAILURES, f"{field}__gt": at["latest_short_pause"]})
    return _is_over(field, at, at["latest_pause"]) | too_late


_IS_DUE = Prepared(lambda: due(_GIVEN).order_by().only("pk")[:1])
_MOST_PRESSING = Prepared(lambda: _pressing()[:1])


@cache
def _next_pressing(number: int) -> "Prepared[OutboxMessage]":
    """So many for the same correspondent after the first one."""
    same = Q(correspondent=Given("correspondent"), correspondent__failures=0) & ~Q(pk=Given("first"))
    return Prepared(lambda: _pressing().filter(same)[:number])


def _pressing() -> QuerySet[OutboxMessage]:
    return (
        due(_GIVEN)
        .select_related("correspondent", "agency", "document", "sealed")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("-is_urgent", "due_at", "id")
    )
