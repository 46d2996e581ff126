"""Laying visas on desks when a turn of an approval begins."""

from datetime import date
from typing import Any

from agencies.models import Employee
from citizens import services as citizens
from citizens.models import CaseRole
from documents.models import Document
from history.actors import Actor
from workflows.approving import Approval, ApprovalStage, Approver, ApproverState, StageState
from workflows.models import WorkKind
from workflows.services import laying, marks


def take_turn(approval: Approval) -> list[Approver]:
    """Whom the open stage asks now, marked as asked: everybody who waits, or the next one of a sequence."""
    stage = approval.stages.get(state=StageState.OPEN)
    waiting = list(stage.approvers.filter(state=ApproverState.WAITING).order_by("ordinal", "id"))
    turn = waiting if stage.order == ApprovalStage.Order.PARALLEL else waiting[:1]
    for one in turn:
        one.state = ApproverState.ASKED
        one.save()
    return turn


def lay_visa(activation: Any) -> None:
    """The document awaits the visa of an approver, by the term of the stage or of the case, whichever ends first."""
    approver = Approver.objects.select_related(
        "employee", "stage", "delegated_by", "approval__document__case", "approval__document__agency"
    ).get(pk=activation.task.data["approver"])
    document = approver.approval.document
    laying.lay_on_document(
        document,
        WorkKind.APPROVE,
        task=activation.task,
        assignee=approver.employee,
        unit=laying.unit_of(approver.employee, document.agency),
        due_on=due_of(approver.stage, document),
        note=approver.reason,
    )


def due_of(stage: ApprovalStage, document: Document) -> date | None:
    """By when a visa of this stage is given."""
    days = [day for day in (stage.due_on, laying.due_of_letter(document)) if day is not None]
    return min(days, default=None)


def let_see(actor: Actor, document: Document, people: list[Employee]) -> None:
    """Let approvers see what they are asked about.

    Raises:
        ValidationError: ``official-complained-of``: 59-ФЗ art. 8 p. 6.
    """
    if document.case is None:
        marks.open_to(document, people)
        return
    for person in people:
        citizens.add_participant(actor=actor, case=document.case, employee=person, role=CaseRole.APPROVER)
