"""Work on papers with an access mark: whoever has it has to know the paper, and nobody else sees it."""

from typing import Any

from agencies import services as agencies
from agencies.models import Employee, Post
from citizens.models import Case
from documents.models import Document
from history.actors import Automatic
from workflows.models import WorkItem, WorkKind

PROCESS = Automatic("process")


def let_know(item: WorkItem) -> None:
    """Name those with whom an item about a marked paper lies, its person or the holders of its queue's posts today.

    To be mentioned in the discussion of a case is no work on it, and lets nobody know it.
    """
    paper = item.case or item.document
    if paper is None or item.kind == WorkKind.MENTIONED:
        return
    people = [item.assignee] if item.assignee else []
    if not people:
        posts = Post.objects.current().filter(unit=item.queue_unit_id, role=item.queue_role)
        people = [post.employee for post in posts.select_related("employee").order_by("id")]
    if isinstance(paper, Case):
        taking = set(paper.participations.in_force().values_list("employee", flat=True))
        people = [person for person in people if person.pk not in taking]
    agencies.note_work(actor=PROCESS, agency=item.agency, paper=paper, people=people)


def open_to(document: Document, people: list[Employee]) -> None:
    """Let people with work on a document without a case know it, marked or not."""
    agencies.note_work(actor=PROCESS, agency=document.agency, paper=document, people=people)


def restrict(paper: Case | Document, *, is_restricted: bool) -> None:
    """Carry the access mark of a paper to the work on it."""
    about: dict[str, Any] = {"case": paper} if isinstance(paper, Case) else {"document": paper, "case__isnull": True}
    for item in WorkItem.objects.filter(**about).select_related("case", "document", "assignee", "agency"):
        item.is_restricted = is_restricted
        item.save()
        if is_restricted and item.is_open:
            let_know(item)
