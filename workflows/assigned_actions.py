"""What work on an assignment offers: acceptance or dispute, the report, its check, the decisions of the issuer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from workflows.action import Action
from workflows.forms import assignments as forms
from workflows.forms import cases as case_forms
from workflows.forms import letters as letter_forms
from workflows.forms import terms as term_forms
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import assignments


def _reassign(actor: Employee, item: WorkItem, form: Any) -> object:
    data = form.cleaned_data
    return assignments.reassign_disputed(
        actor=actor, item=item, executor=data["executor"], is_absence_known=data["is_absence_known"]
    )


BEGIN = Action(
    "take",
    _("Take into work"),
    _("Taken into work."),
    case_forms.NothingForm,
    lambda actor, item, _form: assignments.begin(actor=actor, item=item),
    stays=True,
)
BY_KIND: dict[str, tuple[Action, ...]] = {
    WorkKind.APPROVE_ASSIGNMENT: (
        Action(
            "approve",
            _("Approve"),
            _("The assignment takes effect."),
            case_forms.NothingForm,
            lambda actor, item, _form: assignments.approve(actor=actor, item=item),
            _("A drafted assignment takes effect when the head approves it."),
        ),
        Action(
            "decline",
            _("Decline"),
            _("The draft is declined."),
            letter_forms.RemarkForm,
            lambda actor, item, form: assignments.decline(actor=actor, item=item, remark=form.cleaned_data["remark"]),
        ),
    ),
    WorkKind.ACCEPT: (
        Action(
            "accept",
            _("Accept the assignment"),
            _("Accepted: it lies on your desk."),
            case_forms.NothingForm,
            lambda actor, item, _form: assignments.accept(actor=actor, item=item),
            _("Whoever is not its right executor says so within a day."),
        ),
        Action(
            "dispute",
            _("This is not mine"),
            _("The issuer decides."),
            forms.ReasonForm,
            lambda actor, item, form: assignments.dispute(actor=actor, item=item, reason=form.cleaned_data["reason"]),
            _("A wrong executor is disputed within a day of the issue, once."),
        ),
    ),
    WorkKind.DO: (
        Action(
            "report",
            _("Report the execution"),
            _("Reported to the controller."),
            case_forms.ReportForm,
            lambda actor, item, form: assignments.report(actor=actor, item=item, text=form.cleaned_data["text"]),
            _("The report waits until co-executors have delivered and lower assignments are done."),
        ),
    ),
    WorkKind.DELIVER: (
        Action(
            "deliver",
            _("Deliver to the responsible executor"),
            _("Delivered."),
            case_forms.ReportForm,
            lambda actor, item, form: assignments.deliver(actor=actor, item=item, text=form.cleaned_data["text"]),
            _("Co-executors deliver in the first half of the term."),
        ),
    ),
    WorkKind.CHECK: (
        Action(
            "accept",
            _("Accept the report, take off control"),
            _("Taken off control."),
            case_forms.NothingForm,
            lambda actor, item, _form: assignments.take_off_control(actor=actor, item=item),
            _("Control ends when all points are done; interim information is no ground."),
        ),
        Action(
            "return",
            _("Return the report"),
            _("Returned to the executor."),
            letter_forms.AssignmentReturnForm,
            lambda actor, item, form: assignments.return_report(
                actor=actor, item=item, remark=form.cleaned_data["remark"]
            ),
        ),
    ),
    WorkKind.DISPUTE: (
        Action(
            "reassign",
            _("Name another executor"),
            _("The assignment is given to another executor."),
            forms.AnotherExecutorForm,
            _reassign,
            _("Only the issuer changes the responsible executor; the term runs on."),
        ),
        Action(
            "uphold",
            _("Uphold"),
            _("The assignment stays with its executor."),
            letter_forms.RemarkForm,
            lambda actor, item, form: assignments.uphold(actor=actor, item=item, remark=form.cleaned_data["remark"]),
        ),
    ),
    WorkKind.LONGER: (
        Action(
            "grant",
            _("Set the new term"),
            _("The term of the assignment is changed."),
            forms.GrantLongerForm,
            lambda actor, item, form: assignments.grant_longer(
                actor=actor, item=item, due_on=form.cleaned_data["due_on"], reason=form.cleaned_data["reason"]
            ),
            _("Only the issuer changes the term; no lower assignment outlasts the upper one."),
        ),
        Action(
            "decline",
            _("Decline"),
            _("Declined: the term stays as it is."),
            term_forms.DeclineExtensionForm,
            lambda actor, item, form: assignments.decline_longer(
                actor=actor, item=item, reason=form.cleaned_data["remark"]
            ),
        ),
    ),
}


def actions_of(item: WorkItem) -> tuple[Action, ...]:
    """What the item offers, the one primary next action first."""
    is_execution = item.kind in (WorkKind.DO, WorkKind.DELIVER)
    return (BEGIN,) if is_execution and item.state == WorkState.OPEN else BY_KIND[item.kind]
