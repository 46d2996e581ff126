"""What is done with a whole case beside its work: a form, the service that it is given to, and who is offered it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from citizens.models import Case
from workflows import policies
from workflows.forms.undoing import CaseForm, ReopeningForm
from workflows.services.reopening import ENDED, reopen_case


@dataclass(frozen=True)
class CaseAction:
    """One thing that can be done with a case. ``may`` tells who does it at all, ``stages`` when."""

    name: str
    label: Any
    done: Any
    rule: Any
    not_now: Any
    form: type[CaseForm]
    stages: tuple[str, ...]
    may: Callable[[Employee, Case], bool]
    do: Callable[[Employee, Case, dict[str, Any]], object]

    def is_offered(self, actor: Employee, case: Case) -> bool:
        """Whether the card offers it to the person now."""
        return case.stage in self.stages and self.may(actor, case)


def _reopen(actor: Employee, case: Case, data: dict[str, Any]) -> object:
    return reopen_case(
        actor=actor,
        case=case,
        ground=data["ground"],
        reason=data["reason"],
        ordinals=[int(one) for one in data["questions"]],
        days=data["days"],
        is_resolved_anew=data["to"] == "resolution",
    )


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
ACTIONS = (REOPEN,)


def offered(actor: Employee, case: Case) -> list[CaseAction]:
    """What the card of a case offers to the person."""
    return [action for action in ACTIONS if action.is_offered(actor, case)]
