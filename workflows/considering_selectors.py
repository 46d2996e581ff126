"""Questions to the consideration of a document without a case: its processes, who has read it, how long it takes."""

from agencies.models import Employee
from documents.models import Document, State
from documents.plan_selectors import filing_of
from workflows import policies
from workflows.acquainting import Acquaintance
from workflows.considering import IncomingProcess, OrderProcess, process_class_of
from workflows.models import WorkItem, WorkKind


def processes_of(document: Document) -> list[IncomingProcess | OrderProcess]:
    """Every process that the document went through, the newest first."""
    return list(process_class_of(document).objects.filter(document=document).order_by("-pk"))


def readers_of(document: Document) -> list[Acquaintance]:
    """Everybody who was given the document to read, in the order in which they were asked."""
    found = Acquaintance.objects.filter(document=document)
    return list(found.select_related("person", "unit", "asked_by").order_by("id"))


def may_be_considered_anew(reader: Employee, document: Document) -> bool:
    """Whether the page offers this reader to take the decision on the document back."""
    if document.state != State.REGISTERED or not policies.may_consider_anew(reader, document):
        return False
    awaits = WorkItem.objects.filter(
        document=document, kind__in=[WorkKind.CONSIDER, WorkKind.MAKE_KNOWN], done_at__isnull=True
    )
    return filing_of(document) is None and not awaits.exists()
