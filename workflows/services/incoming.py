"""What only an incoming document without a case has: the head's resolution on it, and its answer as a case."""

from collections.abc import Sequence

from agencies.models import Employee, TermKind
from citizens.models import Case
from documents import services as documents
from history.acts import act
from workflows.assigned import Assignment
from workflows.considering import Decision
from workflows.models import WorkItem, WorkKind
from workflows.services import assignments, carrying, cases, desk
from workflows.services.assignments import Point


@act
def assign(*, actor: Employee, item: WorkItem, points: Sequence[Point]) -> list[Assignment]:
    """The head's resolution: the document is executed as these assignments, and filed when they are off control.

    Raises:
        PermissionDenied: the document lies on another desk.
        ValidationError: ``already-done``, what `assignments.issue` refuses.
    """
    document = carrying.locked(item)
    desk.locked_for(actor, item, WorkKind.CONSIDER)
    return assignments.issue(actor=actor, paper=document, points=points)  # whose news ends this step


@act
def answer(*, actor: Employee, item: WorkItem, term_kind: TermKind) -> Case:
    """The document is answered: it goes on as a case under its number, with the term of an answer.

    Raises:
        PermissionDenied: the document lies on another desk.
        ValidationError: ``already-done``, ``assignment-not-done``, what `documents.services.take_up` refuses.
    """
    document = carrying.locked(item)
    item = desk.locked_for(actor, item, WorkKind.CONSIDER, WorkKind.FILE_DOCUMENT)
    carrying.require_nothing_at_work(document)
    case = documents.take_up(actor=actor, document=document, term_kind=term_kind)
    carrying.decide(document, Decision.ANSWERING)
    desk.complete(item, actor)
    cases.begin(case)
    return case
