"""Laying assignments on desks when a step of their process begins."""

from typing import Any

from agencies import rules
from agencies.models import Agency, Employee
from history import clock
from workflows.assigned import Assignment, AssignmentState
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import laying

LONGEST_TITLE = 300


def lay_approve(activation: Any) -> None:
    """The draft awaits the head for whom it was written."""
    assignment = _assignment(activation)
    drafted_by = assignment.drafted_by
    _lay(assignment, WorkKind.APPROVE_ASSIGNMENT, assignment.issuer, activation.task, from_whom=drafted_by)


def lay_accept(activation: Any) -> None:
    """The issued assignment awaits its executor."""
    assignment = _assignment(activation)
    _lay(assignment, WorkKind.ACCEPT, assignment.executor, activation.task)


def lay_dispute(activation: Any) -> None:
    """The executor says that it is not theirs: the issuer decides."""
    assignment = _assignment(activation)
    _lay(assignment, WorkKind.DISPUTE, assignment.issuer, activation.task, from_whom=assignment.executor)


def lay_do(activation: Any) -> None:
    """The accepted assignment lies with its executor; a returned one lies there in work."""
    assignment = _assignment(activation)
    kind = WorkKind.DELIVER if assignment.is_input else WorkKind.DO
    item = _lay(assignment, kind, assignment.executor, activation.task)
    if assignment.state == AssignmentState.RETURNED:
        item.state, item.taken_at = WorkState.TAKEN, clock.now()
        item.save()


def lay_check(activation: Any) -> None:
    """The report awaits the controller of the assignment."""
    assignment = _assignment(activation)
    _lay(assignment, WorkKind.CHECK, assignment.controller, activation.task, from_whom=assignment.executor)


def lay_longer(assignment: Assignment, asker: Employee, reason: str) -> WorkItem:
    """A longer term was asked for: on the desk of the issuer, who alone sets it."""
    return _lay(assignment, WorkKind.LONGER, assignment.issuer, None, from_whom=asker, note=reason)


def _lay(
    assignment: Assignment,
    kind: str,
    person: Employee,
    task: Any,
    *,
    from_whom: Employee | None = None,
    note: str = "",
) -> WorkItem:
    return laying.laid(
        agency=assignment.agency,
        kind=kind,
        task=task,
        case=assignment.case,
        document=assignment.document,
        assignment=assignment,
        number=assignment.paper_number,
        title=assignment.text[:LONGEST_TITLE],
        from_whom=(from_whom or assignment.issuer).short_name,
        note=note[:500],
        due_on=assignment.due_on,
        created_at=clock.now(),
        **_with(person, assignment.agency),
    )


def _with(person: Employee, agency: Agency) -> dict[str, Any]:
    """With whom it lies: the person, or, when they hold no post in the agency today, the posts of its leaders."""
    unit = next((post.unit for post in person.current_posts if post.unit.agency_id == agency.pk), None)
    if unit is not None:
        return {"assignee": person, "queue_unit": unit}
    leader = rules.holders(agency, rules.Power.RESOLVE)[0]
    return {"queue_unit": leader.unit, "queue_role": leader.role}


def _assignment(activation: Any) -> Assignment:
    """The assignment as it is now, with what its work item is filled from."""
    return Assignment.objects.select_related("agency", "case", "document", "executor", "issuer", "controller").get(
        pk=activation.process.assignment_id
    )
