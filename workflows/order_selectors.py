"""Questions to orders that have no number yet."""

from dataclasses import dataclass

from agencies.models import Employee
from documents.models import Document, LetterTemplate, State
from workflows.models import UNFINISHED, WorkItem

MOST = 100


@dataclass(frozen=True)
class UnderWay:
    """An order on its way, and the work on it that lies with somebody now."""

    document: Document
    lying: list[WorkItem]


def under_way(employee: Employee) -> list[UnderWay]:
    """Orders without a number that the person sees, the newest first, with whom each lies. Two queries."""
    found = Document.objects.visible_to(employee).filter(purpose=LetterTemplate.Purpose.ORDER, number="")
    rows = list(found.exclude(state=State.DISCARDED).select_related("author", "kind").order_by("-id")[:MOST])
    work: dict[int, list[WorkItem]] = {}
    open_work = WorkItem.objects.filter(document__in=[one.pk for one in rows], state__in=UNFINISHED)
    for item in open_work.select_related("assignee", "queue_unit").order_by("id"):
        work.setdefault(item.document_id or 0, []).append(item)
    return [UnderWay(one, work.get(one.pk, [])) for one in rows]


def is_own_draft(employee: Employee, document: Document) -> bool:
    """Whether the person still writes this order: its author, who has not submitted it."""
    is_draft = document.purpose == LetterTemplate.Purpose.ORDER and document.state == State.DRAFT
    return is_draft and document.author_id == employee.pk
