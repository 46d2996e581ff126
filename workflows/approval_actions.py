"""What work on a visa offers: the verdicts, handing it to another, one more approver."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from workflows.action import Action
from workflows.approval_selectors import approval_of, rules_of
from workflows.forms import approvals as forms
from workflows.models import Visa, WorkItem
from workflows.services import approvals


def _add(actor: Employee, item: WorkItem, form: Any) -> object:
    data = form.cleaned_data
    return approvals.add_approver(actor=actor, item=item, person=data["person"], reason=data["reason"])


def _delegate(actor: Employee, item: WorkItem, form: Any) -> object:
    data = form.cleaned_data
    return approvals.delegate(actor=actor, item=item, person=data["person"], reason=data["reason"])


VERDICTS = (
    Action(
        "agree",
        _("Agree"),
        _("Your visa is given."),
        forms.VisaForm,
        lambda actor, item, form: approvals.give_visa(
            actor=actor, item=item, verdict=Visa.Verdict.AGREED, remark=form.cleaned_data["remark"]
        ),
        _("The visa is given on the version shown beside; a new version asks for a new visa."),
    ),
    Action(
        "return",
        _("Do not agree"),
        _("Your remarks go to the author."),
        forms.RefusalForm,
        lambda actor, item, form: approvals.give_visa(
            actor=actor, item=item, verdict=Visa.Verdict.RETURNED, remark=form.cleaned_data["remark"]
        ),
        _("Where all of a stage are asked at once, the author gets it back when everybody has spoken."),
    ),
)
DELEGATE = Action(
    "delegate",
    _("Delegate the visa"),
    _("The visa lies with the other person."),
    forms.AnotherApproverForm,
    _delegate,
    _("The verdict is then the other person's own; the sheet says who delegated it and why."),
)
ADD = Action(
    "add_approver",
    _("Ask one more approver"),
    _("They are asked in this stage, after whoever is asked now."),
    forms.AnotherApproverForm,
    _add,
    stays=True,
)


def actions_of(item: WorkItem) -> tuple[Action, ...]:
    """The verdicts, and, on a route, the ways to another person that the item and the agency's rules allow."""
    approval = approval_of(item.document) if item.document is not None else None
    if approval is None:
        return VERDICTS
    is_delegated = approval.approvers.filter(employee=item.assignee_id, delegated_by__isnull=False).exists()
    more = () if is_delegated else (DELEGATE,)
    return (*VERDICTS, *more, ADD) if rules_of(item.agency_id).lets_add else (*VERDICTS, *more)
