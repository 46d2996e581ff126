"""Questions to the exchange: stretches of its two lists, newest first, and what stands on the card of a message."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from agencies.models import Employee
from documents.files import path_of
from exchange.models import InboxMessage, InboxState, MessageKind, OutboxMessage, OutboxState

Row = TypeVar("Row", bound=Model)
STRETCH = 50

INBOX_VIEWS: dict[str, list[str]] = {
    "waiting": [InboxState.WAITING],
    "quarantined": [InboxState.QUARANTINED],
    "all": list(InboxState.values),
}
OUTBOX_VIEWS: dict[str, list[str]] = {
    "moving": [OutboxState.NEW, OutboxState.PARKED],
    "failed": [OutboxState.REFUSED, OutboxState.EXPIRED],
    "all": list(OutboxState.values),
}


@dataclass(frozen=True)
class Stretch(Generic[Row]):
    """Some rows of a list; ``older`` is the number that the next stretch lies before."""

    rows: list[Row]
    older: int | None


def inbox(employee: Employee, view: str, before: int | None) -> Stretch[InboxMessage]:
    """Received messages that the person sees."""
    rows = InboxMessage.objects.visible_to(employee).filter(state__in=INBOX_VIEWS[view])
    return _stretch(rows.select_related("correspondent", "document"), before)


def outbox(employee: Employee, view: str, before: int | None) -> Stretch[OutboxMessage]:
    """Messages of ours that the person sees."""
    rows = OutboxMessage.objects.visible_to(employee).filter(state__in=OUTBOX_VIEWS[view])
    return _stretch(rows.select_related("correspondent", "document"), before)


def decisions_on(message: InboxMessage) -> QuerySet[OutboxMessage]:
    """What we told the sender about a document received."""
    if message.document_id is None:
        return OutboxMessage.objects.none()
    return OutboxMessage.objects.filter(document=message.document_id, kind=MessageKind.DECISION).order_by("id")


def receipts_of(message_id: UUID) -> list[tuple[str, bytes]]:
    """Kind and bytes of the sealed containers that tell what became of a verified message."""
    found = []
    received = InboxMessage.objects.filter(message_id=message_id, is_verified=True, receipt__isnull=False)
    for message in received.select_related("receipt"):
        found.append(("transport", message.receipt))
        for decision in decisions_on(message).filter(sealed__isnull=False).select_related("sealed"):
            found.append((decision.kind, decision.sealed))
    return [(str(kind), path_of(stored).read_bytes()) for kind, stored in found if stored is not None]


def _stretch(rows: QuerySet[Any], before: int | None) -> Stretch[Any]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: STRETCH + 1])
    shown = found[:STRETCH]
    return Stretch(shown, shown[-1].pk if len(found) > STRETCH else None)
