"""Questions to the exchange: stretches of its two lists, newest first, and what stands on the card of a message."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar
from uuid import UUID

from cryptography import x509
from django.db.models import Model, Q, QuerySet

from agencies.models import Agency, Employee
from documents.files import path_of
from exchange import waiting
from exchange.medo import containers as medo
from exchange.models import (
    Correspondent,
    DeliveryAttempt,
    InboxMessage,
    InboxState,
    MessageKind,
    OutboxMessage,
    OutboxState,
    SealStamp,
    WatchedFolder,
)
from history import clock
from signing import levels
from signing.findings import Refused
from signing.limits import Limits
from signing.sources import PathSource
from signing.verification import Report

Row = TypeVar("Row", bound=Model)
STRETCH = 50
KEY_DIGITS = 18

INBOX_VIEWS: dict[str, list[str]] = {
    "waiting": [InboxState.WAITING],
    "quarantined": [InboxState.QUARANTINED],
    "all": list(InboxState.values),
}
OUTBOX_VIEWS: dict[str, list[str]] = {
    "moving": [OutboxState.NEW, OutboxState.SENT, OutboxState.PARKED],
    "parked": [OutboxState.PARKED],
    "unreceipted": [OutboxState.NEW, OutboxState.SENT, OutboxState.PARKED],
    "undecided": [OutboxState.ACCEPTED],
    "failed": [OutboxState.REFUSED, OutboxState.EXPIRED],
    "all": list(OutboxState.values),
}
# Lists of what waits, in which the urgent stands first.
URGENT_FIRST = ("moving", "parked", "unreceipted")
CHOSEN_AT_MOST = 200


@dataclass(frozen=True)
class Stretch(Generic[Row]):
    """Some rows of a list; ``older`` is the number that the next stretch lies before."""

    rows: list[Row]
    older: int | None


def inbox(employee: Employee, view: str, before: int | None) -> Stretch[InboxMessage]:
    """Received messages that the person sees."""
    rows = InboxMessage.objects.visible_to(employee).filter(state__in=INBOX_VIEWS[view])
    return _stretch(rows.select_related("correspondent", "document"), before)


@dataclass(frozen=True)
class OutboxQuestion:
    """What the list of our messages is asked for. ``before`` is the number that the last stretch ended with, and
    ``among_urgent`` tells that it was an urgent one.
    """

    view: str
    correspondent: int | None = None
    before: int | None = None
    among_urgent: bool = False


def folder_faults(employee: Employee) -> list[WatchedFolder]:
    """Watched folders that could not be read the last time, of agencies whose exchange the person runs."""
    found = WatchedFolder.objects.visible_to(employee).exclude(fault="")
    return list(found.select_related("correspondent").order_by("correspondent__name"))


def seal_stamp_of(message: OutboxMessage | InboxMessage) -> SealStamp | None:
    """The time-stamp under the seal of a message of ours, or of our receipt for one that came; or that it is wanted."""
    return _seal_stamps(message).defer("token").first()


def stamped_copy(message: OutboxMessage | InboxMessage) -> BinaryIO | None:
    """A copy of a sealed message, or of our receipt for one that came, with the time-stamp that came after it had left.

    What was sent stays as it is: redelivery is answered with the same bytes. None where there is none; the caller
    closes it.
    """
    sealed = message.sealed if isinstance(message, OutboxMessage) else message.receipt
    row = _seal_stamps(message).filter(is_inside=False, token__isnull=False).first()
    if row is None or row.token is None or sealed is None or sealed.destroyed_at is not None:
        return None
    target = tempfile.TemporaryFile("w+b")  # noqa: SIM115  # the answer that sends it closes it
    try:
        levels.with_token(PathSource(path_of(sealed)), target, bytes(row.token))
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _seal_stamps(message: OutboxMessage | InboxMessage) -> "QuerySet[SealStamp]":
    if isinstance(message, OutboxMessage):
        return SealStamp.objects.filter(message=message)
    return SealStamp.objects.filter(received=message)


def watched_folder(correspondent: Correspondent) -> WatchedFolder | None:
    """The watched folder of a correspondent, if it has one."""
    return WatchedFolder.objects.filter(correspondent=correspondent).first()


def our_uid(correspondent: Correspondent) -> UUID | None:
    """The id in МЭДО under which the agency is known to its other correspondents, None before the first."""
    others = WatchedFolder.objects.filter(correspondent__agency=correspondent.agency_id).order_by("-id")
    return others.values_list("our_uid", flat=True).first()


def last_by_folder(correspondent: Correspondent) -> dict[str, datetime | None]:
    """When something was last laid for the courier, and last taken from it."""
    laid = DeliveryAttempt.objects.filter(
        message__correspondent=correspondent, outcome=DeliveryAttempt.Outcome.HANDED_OVER
    )
    taken = InboxMessage.objects.filter(correspondent=correspondent)
    return {
        "laid": laid.order_by("-id").values_list("at", flat=True).first(),
        "taken": taken.order_by("-id").values_list("received_at", flat=True).first(),
    }


def check_of_transport(path: Path, trust: Sequence[x509.Certificate]) -> Report:
    """What a check of a transport container of МЭДО finds at this moment."""
    try:
        return medo.read(PathSource(path), trust=trust, at=clock.now(), limits=Limits.configured()).report
    except Refused as refused:
        return medo.refused(refused.finding)


def outbox(employee: Employee, asked: OutboxQuestion) -> Stretch[OutboxMessage]:
    """Messages of ours that the person sees, newest first; of those that wait the urgent ones before all others."""
    rows = OutboxMessage.objects.visible_to(employee).filter(state__in=OUTBOX_VIEWS[asked.view])
    if asked.view == "unreceipted":
        rows = rows.filter(waiting.unreceipted(_agencies(employee)))
    elif asked.view == "undecided":
        rows = rows.filter(waiting.undecided())
    if asked.correspondent is not None:
        rows = rows.filter(correspondent=asked.correspondent)
    rows = rows.select_related("correspondent", "document", "parked_by")
    if asked.view not in URGENT_FIRST:
        return _stretch(rows, asked.before)
    if asked.before is not None:
        same = Q(is_urgent=asked.among_urgent, pk__lt=asked.before)
        rows = rows.filter(same | Q(is_urgent=False) if asked.among_urgent else same)
    return _shown(list(rows.order_by("-is_urgent", "-pk")[: STRETCH + 1]))


def correspondents(employee: Employee) -> QuerySet[Correspondent]:
    """The register as the person sees it."""
    return Correspondent.objects.visible_to(employee).select_related("agency").order_by("is_closed", "name", "id")


def chosen_messages(employee: Employee, keys: list[str]) -> list[OutboxMessage]:
    """Messages that the person has ticked and sees, at most `CHOSEN_AT_MOST` of them."""
    numbers = [int(key) for key in keys[:CHOSEN_AT_MOST] if key.isascii() and key.isdigit() and len(key) <= KEY_DIGITS]
    rows = OutboxMessage.objects.visible_to(employee).filter(pk__in=numbers)
    return list(rows.select_related("correspondent", "document", "parked_by").order_by("-is_urgent", "-pk"))


def messages_named(employee: Employee, numbers: list[str]) -> dict[str, OutboxMessage]:
    """Messages of ours that the person sees, by their numbers as texts."""
    rows = OutboxMessage.objects.visible_to(employee).filter(message_id__in=numbers).select_related("document")
    return {str(one.message_id): one for one in rows}


def sent_again_as(message: OutboxMessage) -> OutboxMessage | None:
    """The message by which a letter was sent once more, if it was."""
    return message.sent_again.order_by("-id").first()


def _agencies(employee: Employee) -> list[Agency]:
    return list(Agency.objects.filter(pk__in={post.unit.agency_id for post in employee.current_posts}))


def answers_to(message: InboxMessage) -> QuerySet[OutboxMessage]:
    """What we told the sender about a document received: the decision, then the stages."""
    if message.document_id is None:
        return OutboxMessage.objects.none()
    kinds = [MessageKind.DECISION, MessageKind.PROGRESS]
    return OutboxMessage.objects.filter(document=message.document_id, kind__in=kinds).order_by("id")


def receipts_of(message_id: UUID) -> list[tuple[str, bytes]]:
    """Kind and bytes of the sealed containers that tell what became of a verified message."""
    found = []
    received = InboxMessage.objects.filter(message_id=message_id, is_verified=True, receipt__isnull=False)
    for message in received.select_related("receipt"):
        found.append(("transport", message.receipt))
        for decision in answers_to(message).filter(sealed__isnull=False).select_related("sealed"):
            found.append((decision.kind, decision.sealed))
    return [(str(kind), path_of(stored).read_bytes()) for kind, stored in found if stored is not None]


def _stretch(rows: QuerySet[Any], before: int | None) -> Stretch[Any]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _shown(list(rows.order_by("-pk")[: STRETCH + 1]))


def _shown(found: list[Any]) -> Stretch[Any]:
    shown = found[:STRETCH]
    return Stretch(shown, shown[-1].pk if len(found) > STRETCH else None)
