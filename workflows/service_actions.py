"""What the steps of a request for a service, and of a complaint about one, offer to the person they lie with."""

from django.utils.translation import gettext_lazy as _

from workflows.action import Action
from workflows.forms import cases as case_forms
from workflows.forms import serving as forms
from workflows.models import WorkItem, WorkKind
from workflows.services import complaining, serving

DECIDE = Action(
    "decide",
    _("Prepare the decision"),
    _("The decision awaits its confirmation."),
    forms.DecisionForm,
    lambda actor, item, form: serving.prepare_decision(
        actor=actor,
        item=item,
        verdict=form.cleaned_data["verdict"],
        ground=form.cleaned_data["ground"],
        text=form.cleaned_data["text"],
    ),
    _("210-FZ: a service is refused only on a ground of its regulation; another body's silence is none."),
)
DECIDE_COMPLAINT = Action(
    "decide",
    _("Decide on the complaint"),
    _("The decision awaits its confirmation."),
    forms.ComplaintDecisionForm,
    lambda actor, item, form: serving.prepare_decision(actor=actor, item=item, **form.cleaned_data),
    _("210-FZ art. 11.2: it is satisfied, with what is done and by when, or refused on a ground."),
)
PROSECUTOR = Action(
    "prosecutor",
    _("Note materials for the prosecutor"),
    _("Noted; the complaint is in work as before."),
    forms.ProsecutorForm,
    lambda actor, item, form: complaining.tell_prosecutor(actor=actor, item=item, **form.cleaned_data),
    _("210-FZ art. 11.2: materials with signs of an offence go to the prosecutor without delay."),
    stays=True,
)
# What the head is offered of a decision on a complaint instead of what stands below for a request.
CONFIRM_COMPLAINT = Action(
    "confirm",
    _("Confirm the decision"),
    _("Confirmed; the executor answers the applicant."),
    case_forms.NothingForm,
    lambda actor, item, _form: serving.confirm_decision(actor=actor, item=item),
    _("210-FZ art. 11.2 p. 8: the applicant is answered not later than the day after the decision."),
)
BY_KIND: dict[str, tuple[Action, ...]] = {
    WorkKind.CHECK_PAPERS: (
        Action(
            "accept",
            _("Accept the papers"),
            _("Accepted; the request lies with its executor."),
            forms.AcceptPapersForm,
            lambda actor, item, form: serving.accept_papers(actor=actor, item=item, **form.given()),
            _("210-FZ art. 7: papers that other bodies hold are asked for by an inquiry, never from the applicant."),
        ),
        Action(
            "refuse",
            _("Refuse to accept the papers"),
            _("Refused; the executor tells the applicant."),
            forms.RefusePapersForm,
            lambda actor, item, form: serving.refuse_papers(actor=actor, item=item, **form.given()),
            _("Only on a ground of the regulation of the service, with a letter to the applicant."),
        ),
    ),
    WorkKind.CONFIRM: (
        Action(
            "confirm",
            _("Confirm the decision"),
            _("Confirmed; the executor issues the result."),
            case_forms.NothingForm,
            lambda actor, item, _form: serving.confirm_decision(actor=actor, item=item),
            _("The result is issued within the term of the regulation; an inquiry that is late does not extend it."),
        ),
        Action(
            "return",
            _("Return the decision"),
            _("Returned to the executor."),
            forms.DecisionReturnForm,
            lambda actor, item, form: serving.return_decision(
                actor=actor, item=item, remark=form.cleaned_data["remark"]
            ),
        ),
    ),
}


def of_confirming(item: WorkItem) -> tuple[Action, ...]:
    """What confirming a decision offers: on a request, or on a complaint."""
    confirm, *others = BY_KIND[WorkKind.CONFIRM]
    is_complaint = item.case is not None and item.case.is_service_complaint
    return (CONFIRM_COMPLAINT if is_complaint else confirm, *others)
