"""How news of its assignments, its filing and its number moves the process of a document without a case."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from documents.models import Document
from workflows import policies
from workflows.considering import Decision
from workflows.models import WorkKind, WorkState
from workflows.services import carrying, desk
from workflows.services.carrying_work import has_points_at_work


def point_at_work(actor: Employee | None, document: Document) -> None:
    """An assignment was issued or opened again: by who considers the document that is the decision; a document that
    awaited its filing is in execution again.
    """
    item = carrying.open_item(document, WorkKind.CONSIDER)
    if item is not None and actor is not None and policies.may_work(actor, item):
        carrying.decide(document, Decision.ASSIGNED)
        desk.complete(item, actor)
        return
    item = carrying.open_item(document, WorkKind.FILE_DOCUMENT)
    if item is not None and actor is not None:
        carrying.decide(document, Decision.ASSIGNED)
        desk.complete(item, actor, state=WorkState.CANCELLED)


def point_ended(document: Document) -> None:
    """An assignment was taken off control, cancelled or declined: after the last one the process goes on."""
    process = carrying.running(document)
    if process is None or has_points_at_work(document):
        return
    execution = carrying.flow_of(document).execution
    waiting = process.task_set.filter(flow_task=execution, status="NEW").first()
    if waiting is not None:
        execution.run(waiting)


def filed(actor: Employee | None, document: Document) -> None:
    """The document lies in a file, which ends its process. What needs no decision of the head the records office files
    by itself.

    Raises:
        ValidationError: ``assignment-not-done``, ``reading-not-done``: what was decided is not done yet.
    """
    if carrying.running(document) is None:
        return
    if has_points_at_work(document):
        raise ValidationError(
            _("Assignments on the document are at work: they are done or cancelled first."),
            code="assignment-not-done",
        )
    if carrying.open_item(document, WorkKind.READ) is not None:
        raise ValidationError(_("Not everybody has read the document yet."), code="reading-not-done")
    item = carrying.open_item(document, WorkKind.FILE_DOCUMENT)
    if item is None or actor is None:
        carrying.stop(actor, document)
        return
    carrying.decide(document, Decision.FILED)
    desk.complete(item, actor)
