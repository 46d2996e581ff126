"""What an own step of the agency offers: done, or returned to the executor where the step may."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from workflows import designed_selectors as designed
from workflows.action import Action
from workflows.forms import own_fields
from workflows.forms.own_steps import OwnReturnForm, OwnStepForm
from workflows.models import WorkItem
from workflows.services import own_steps


def _finish(actor: Employee, item: WorkItem, form: OwnStepForm) -> object:
    try:
        own_steps.finish_own_step(actor=actor, item=item, values=form.given(), remark=form.cleaned_data["remark"])
    except ValidationError as error:
        codes = [field.code for field in form.own]
        if not hasattr(error, "error_dict"):
            raise
        named = {own_fields.PREFIX + name if name in codes else name: found for name, found in error.error_dict.items()}
        raise ValidationError(named) from error
    return None


def _return(actor: Employee, item: WorkItem, form: OwnReturnForm) -> object:
    data = form.cleaned_data
    own_steps.return_from_own_step(actor=actor, item=item, reason=data.get("reason", ""), remark=data["remark"])
    return None


DONE = Action(
    "done",
    _("Done"),
    _("Done; the case goes on."),
    OwnStepForm,
    _finish,
    _("A step that the agency added to the road of such cases."),
)
RETURN = Action("return", _("Return to the executor"), _("Returned to the executor."), OwnReturnForm, _return)


def actions_of(item: WorkItem) -> tuple[Action, ...]:
    """What the item offers, the primary one first."""
    step = designed.step_of(item)
    return (DONE, RETURN) if step is not None and step.may_return else (DONE,)
