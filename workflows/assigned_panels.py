"""What the card of an assignment offers to its reader: what the services would refuse is not there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from workflows import policies
from workflows.assigned import AT_WORK, Assignment, AssignmentState
from workflows.forms import assignments as forms
from workflows.services import assignments


@dataclass(frozen=True)
class AssignmentAction:
    """One thing that can be done to an assignment."""

    name: str
    label: Any
    done: Any
    form: type[forms.AssignmentForm]
    do: Callable[[Employee, Assignment, dict[str, Any]], object]
    rule: Any = ""


TERM = AssignmentAction(
    "term",
    _("Change the term"),
    _("The term of the assignment is changed."),
    forms.NewTermForm,
    lambda actor, one, data: assignments.change_term(
        actor=actor, assignment=one, due_on=data["due_on"], reason=data["reason"]
    ),
    _("Only the issuer changes it; what is below ends with it at the latest."),
)
EXECUTOR = AssignmentAction(
    "executor",
    _("Give to another executor"),
    _("The assignment is given to another executor."),
    forms.NewExecutorForm,
    lambda actor, one, data: assignments.change_executor(
        actor=actor,
        assignment=one,
        executor=data["executor"],
        reason=data["reason"],
        is_absence_known=data["is_absence_known"],
    ),
    _("Only the issuer changes the responsible executor; the term runs on."),
)
CO_EXECUTOR = AssignmentAction(
    "co_executor",
    _("Add a co-executor"),
    _("The co-executor is added."),
    forms.CoExecutorForm,
    lambda actor, one, data: assignments.add_co_executor(actor=actor, assignment=one, employee=data["co_executors"]),
    _("Co-executors deliver in the first half of the term."),
)
CANCEL = AssignmentAction(
    "cancel",
    _("Cancel the assignment"),
    _("The assignment is cancelled."),
    forms.WhyForm,
    lambda actor, one, data: assignments.cancel(actor=actor, assignment=one, reason=data["reason"]),
    _("Everything below it is cancelled too. A cancelled assignment can be opened again."),
)
REOPEN = AssignmentAction(
    "reopen",
    _("Open again"),
    _("The assignment is open again."),
    forms.NewTermForm,
    lambda actor, one, data: assignments.reopen(
        actor=actor, assignment=one, due_on=data["due_on"], reason=data["reason"]
    ),
    _("Its executor accepts it anew; what was below it stays as it is."),
)
ASK = AssignmentAction(
    "ask",
    _("Ask for a longer term"),
    _("Asked: the issuer decides."),
    forms.NewTermForm,
    lambda actor, one, data: assignments.ask_longer(
        actor=actor, assignment=one, due_on=data["due_on"], reason=data["reason"]
    ),
    _("The executor asks, the issuer sets; until then the term is as it was."),
)
PROGRESS = AssignmentAction(
    "progress",
    _("Tell how it goes on"),
    _("Noted."),
    forms.ProgressForm,
    lambda actor, one, data: assignments.note_progress(actor=actor, assignment=one, text=data["text"]),
    _("Interim information is no ground for taking off control."),
)


def actions_of(assignment: Assignment, reader: Employee) -> list[AssignmentAction]:
    """What the reader may do to the assignment now."""
    offered = []
    does = policies.may_do(reader, assignment)
    if does and assignment.state in AT_WORK:
        offered.append(PROGRESS)
    if does and assignment.state in (AssignmentState.ISSUED, *AT_WORK):
        offered.append(ASK)
    directs = policies.may_direct(reader, assignment)
    if directs and assignment.is_in_force:
        offered += [TERM, EXECUTOR]
        offered += [] if assignment.is_input else [CO_EXECUTOR]
    drafted = assignment.state == AssignmentState.DRAFT and assignment.drafted_by_id == reader.pk
    if drafted or (directs and (assignment.is_in_force or assignment.state == AssignmentState.DRAFT)):
        offered.append(CANCEL)
    if assignment.issued_at is not None and policies.may_reopen(reader, assignment):
        offered.append(REOPEN)
    return offered
