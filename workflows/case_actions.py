"""What is done with a whole case beside its work: a form, the service that it is given to, and who is offered it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import DONE, Case, Stage
from workflows import policies
from workflows.forms.undoing import CancellationForm, CaseForm, ReopeningForm, RestoringForm
from workflows.services.cancelling import cancel_case, restore_case
from workflows.services.reopening import ENDED, reopen_case
from workflows.undoing_selectors import objection_to_cancelling


@dataclass(frozen=True)
class CaseAction:
    """One thing that can be done with a case. ``may`` tells who does it at all, ``stages`` when, and ``objects`` what
    else stands in its way.
    """

    name: str
    label: Any
    done: Any
    rule: Any
    not_now: Any
    form: type[CaseForm]
    stages: tuple[str, ...]
    may: Callable[[Employee, Case], bool]
    do: Callable[[Employee, Case, Any], object]
    objects: Callable[[Case], ValidationError | None] | None = None

    def is_offered(self, actor: Employee, case: Case) -> bool:
        """Whether the card offers it to the person now."""
        return case.stage in self.stages and self.may(actor, case) and not self.refusal(case)

    def refusal(self, case: Case) -> Any:
        """Why it cannot be done with the case now, whoever would; empty where it can."""
        if case.stage not in self.stages:
            return self.not_now
        objection = self.objects(case) if self.objects is not None else None
        return " ".join(objection.messages) if objection is not None else ""


def _reopen(actor: Employee, case: Case, form: ReopeningForm) -> object:
    data = form.cleaned_data
    return reopen_case(
        actor=actor,
        case=case,
        ground=data["ground"],
        reason=data["reason"],
        ordinals=[int(one) for one in data["questions"]],
        days=data["days"],
        is_resolved_anew=data["to"] == "resolution",
    )


def _cancel(actor: Employee, case: Case, form: CancellationForm) -> object:
    data = form.cleaned_data
    return cancel_case(actor=actor, case=case, ground=data["ground"], reason=data["reason"], double_of=form.double_of())


def _restore(actor: Employee, case: Case, form: RestoringForm) -> object:
    return restore_case(actor=actor, case=case, reason=form.cleaned_data["reason"])


REOPEN = CaseAction(
    "reopen",
    _("Take up again"),
    _("The case is taken up again."),
    _("An ended case is taken up again by the head or a controller, on a ground, with a working term of its own."),
    _("The case has not ended: nothing is to be taken up again."),
    ReopeningForm,
    tuple(stage.value for stage in ENDED),
    policies.may_reopen_case,
    _reopen,
)
CANCEL = CaseAction(
    "cancel",
    _("Cancel the registration"),
    _("The registration is cancelled."),
    _(
        "Only what was registered by mistake: the number stays taken, all open work ends. An appeal is answered, "
        "forwarded or left without an answer by the outcomes of its questions."
    ),
    _("The case has ended, now or before: its registration is not cancelled any more."),
    CancellationForm,
    tuple(stage.value for stage in Stage if stage not in DONE),
    policies.may_cancel_case,
    _cancel,
    objection_to_cancelling,
)
RESTORE = CaseAction(
    "restore",
    _("Restore the registration"),
    _("The registration is restored."),
    _("Within three working days. Number and term are in force as they were, and the head resolves the case anew."),
    _("The registration of this case is not cancelled."),
    RestoringForm,
    (Stage.CANCELLED.value,),
    policies.may_cancel_case,
    _restore,
)
ACTIONS = (REOPEN, CANCEL, RESTORE)


def offered(actor: Employee, case: Case) -> list[CaseAction]:
    """What the card of a case offers to the person."""
    return [action for action in ACTIONS if action.is_offered(actor, case)]
