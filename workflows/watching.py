"""What failed and what succeeded in lower rooms, as incidents; each reader runs in the transaction of the news."""

from django.db.models import Model

from documents.models import Document, DocumentFile, Rendition, StoredFile
from exchange.models import DeliveryAttempt, OutboxMessage
from history.acts import on
from history.models import Act
from workflows.incidents import IncidentKind
from workflows.services import incidents


def subject_of(row: Model) -> str:
    """How an incident names the row that its step was about."""
    return f"{row._meta.label_lower}:{row.pk}"


@on("documents.rendition_failed")
def note_rendition(entry: Act, rendition: Rendition) -> None:
    """A readable copy could not be made."""
    document = _holder(rendition.source)
    incidents.report(IncidentKind.RENDITION, subject_of(rendition), fault=str(entry.data["fault"]), document=document)


@on("documents.rendition_made")
def settle_rendition(_act: Act, rendition: Rendition) -> None:
    """The readable copy is there."""
    incidents.settle(IncidentKind.RENDITION, subject_of(rendition))


@on("documents.text_not_read")
def note_text(entry: Act, stored: StoredFile) -> None:
    """The text of a file could not be read for the search."""
    incidents.report(IncidentKind.TEXT, subject_of(stored), fault=str(entry.data["fault"]), document=_holder(stored))


@on("documents.text_read")
def settle_text(_act: Act, stored: StoredFile) -> None:
    """The text was read after all."""
    incidents.settle(IncidentKind.TEXT, subject_of(stored))


@on("exchange.attempt_failed")
def note_broken_delivery(entry: Act, message: OutboxMessage) -> None:
    """We failed at a message ourselves; that the other side is not reached is no incident yet."""
    if "fault" in entry.data or entry.data["code"] == DeliveryAttempt.Outcome.NOT_BUILT:
        note_delivery(entry, message)


@on("exchange.expired")
def note_delivery(entry: Act, message: OutboxMessage) -> None:
    """A message was given up."""
    fault = str(entry.data.get("fault", "")) or message.last_error.partition(":")[0] or "expired"
    incidents.report(
        IncidentKind.DELIVERY, subject_of(message), fault=fault, agency=message.agency_id, document=message.document
    )


@on("exchange.delivered")
def settle_delivery(_act: Act, message: OutboxMessage) -> None:
    """It was delivered, and with it what it was sent instead of."""
    subjects, earlier = [subject_of(message)], message.instead_of
    while earlier is not None:
        subjects.append(subject_of(earlier))
        earlier = earlier.instead_of
    incidents.settle(IncidentKind.DELIVERY, *subjects)


def _holder(stored: StoredFile) -> Document | None:
    """The first paper that holds a content."""
    held = DocumentFile.objects.filter(stored=stored).select_related("document__case").order_by("id").first()
    return held.document if held is not None else None
