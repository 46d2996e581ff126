"""Questions to scanning: papers with separator sheets, batches of scans, their parts."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from agencies import rules
from agencies.models import Employee
from documents.models import BatchPart, Document, PartState, ScanBatch, State


@dataclass(frozen=True)
class SeenPart:
    """A part of a batch, and its paper if the person sees that."""

    part: BatchPart
    paper: Document | None


def papers_with_sheets(employee: Employee) -> QuerySet[Document]:
    """Papers of which separator sheets are printed: numbered ones that the person sees where they register."""
    return (
        Document.objects.visible_to(employee)
        .filter(agency__in=rules.agencies_with(employee, rules.Power.REGISTER))
        .exclude(number="")
        .exclude(state=State.CANCELLED)
        .select_related("agency")
    )


def batches(employee: Employee) -> QuerySet[ScanBatch]:
    """The batches that the person works on, the newest first, each with ``unplaced``, its parts that need a person."""
    waiting = Count("parts", filter=Q(parts__state=PartState.UNPLACED))
    return ScanBatch.objects.visible_to(employee).select_related("sent_by").annotate(unplaced=waiting).order_by("-id")


def part_counts(batch: ScanBatch) -> dict[str, int]:
    """How many parts of a batch are in each state."""
    return dict(batch.parts.order_by().values_list("state").annotate(Count("id")))


def waiting_parts(batch: ScanBatch, employee: Employee) -> list[SeenPart]:
    """The parts of a batch that need a person; a paper that the person does not see is not named."""
    return _with_seen_papers(list(batch.parts.filter(state=PartState.UNPLACED)), employee)


def decided_parts(batch: ScanBatch, employee: Employee, *, after: int, size: int) -> list[SeenPart]:
    """A page of the parts that are on cards or discarded, and one more if there are more."""
    found = batch.parts.filter(state__in=[PartState.PLACED, PartState.DISCARDED], ordinal__gt=after)
    return _with_seen_papers(list(found[: size + 1]), employee)


def _with_seen_papers(parts: list[BatchPart], employee: Employee) -> list[SeenPart]:
    keys = [one.document_id for one in parts if one.document_id]
    seen = {one.pk: one for one in Document.objects.visible_to(employee).filter(pk__in=keys)}
    return [SeenPart(part, seen.get(part.document_id or 0)) for part in parts]
