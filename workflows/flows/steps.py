"""What all flows share: human steps that put themselves on the desk, steps that fail in the open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.func import FunctionActivation
from viewflow.workflow.nodes.if_gate import IfActivation
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.nodes.view import View, ViewActivation
from viewflow.workflow.status import STATUS

from history import clock
from workflows.flows.turns import LockedFlow
from workflows.incidents import IncidentKind
from workflows.services import incidents
from workflows.timers import Timer

# What the services say of an act, and what the database says of the whole transaction: neither is a failure of a step.
_REFUSALS = (ValidationError, PermissionDenied, OperationalError)


@contextmanager
def kept_standing(activation: Any) -> Iterator[None]:
    """Let a process stand at a step that failed, with an incident; what led there is not undone.

    A refusal of a service goes on to whoever acts. Nothing of what the step wrote stays, and no values of it are kept.
    """
    try:
        with transaction.atomic():
            yield
    except _REFUSALS:
        raise
    except Exception as error:
        activation._set_status(STATUS.ERROR)
        activation.task.save()
        incidents.report(
            IncidentKind.STEP, _subject(activation), fault=incidents.fault_of(error), **_papers(activation.process)
        )


class _Standing:
    """For activations of automatic steps: a failure becomes an incident, which is tried again by `try_again`."""

    def try_again(self: Any) -> None:
        """Do the step anew and go on; success settles its incident."""
        again = self.revive()
        if again.status != STATUS.ERROR:
            incidents.settle(IncidentKind.STEP, _subject(self))


class ChoiceActivation(_Standing, IfActivation):  # type: ignore[misc]  # the engine has no types
    """Asks which way the process goes."""

    @Activation.status.super()  # type: ignore[untyped-decorator]
    def activate(self) -> None:
        """Ask."""
        with kept_standing(self):
            self._condition_result = self.flow_task._condition(self)


class Choice(nodes.If):  # type: ignore[misc]  # the engine has no types
    """A question whose answer the process goes by."""

    activation_class = ChoiceActivation


class AutomaticActivation(_Standing, FunctionActivation):  # type: ignore[misc]  # the engine has no types
    """Does what nobody has to do."""

    @Activation.status.super()  # type: ignore[untyped-decorator]
    def activate(self) -> None:
        """Do it."""
        with kept_standing(self):
            self.task.started = clock.now()
            self.flow_task._func(self)


class Automatic(nodes.Function):  # type: ignore[misc]  # the engine has no types
    """A step that the program does."""

    activation_class = AutomaticActivation


class BranchingActivation(_Standing, SplitActivation):  # type: ignore[misc]  # the engine has no types
    """Begins several branches, found by `branches`."""

    def branches(self) -> list[Any]:
        """What begins: nodes with their data."""
        raise NotImplementedError

    @Activation.status.super()  # type: ignore[untyped-decorator]
    def activate(self) -> None:
        """Find the branches."""
        with kept_standing(self):
            self.next_tasks = self.branches()


class StepActivation(ViewActivation):  # type: ignore[misc]  # the engine has no types
    """Waits for a person."""

    def try_again(self) -> None:
        """Lay the work anew; success settles the incident of the step."""
        self._set_status(STATUS.NEW)
        self.task.save()
        self.flow_task.begin(self)
        if self.task.status != STATUS.ERROR:
            incidents.settle(IncidentKind.STEP, _subject(self))


class Step(View):  # type: ignore[misc]  # the engine has no types
    """A step that a person does in our own pages; ``lay`` puts its work item on a desk when the step begins.

    ``timers`` are its boundary events: the worker lets them fire by what is declared here (`services.timers`).
    """

    activation_class = StepActivation

    def __init__(self, lay: Callable[[Any], None], timers: tuple[Timer, ...] = ()) -> None:
        super().__init__(view=None)
        self.timers = timers
        self._lay = lay
        self.onCreate(self.begin)

    def begin(self, activation: Any) -> None:
        """Put the work on a desk; work that cannot be laid is an incident."""
        with kept_standing(activation):
            self._lay(activation)


def _subject(activation: Any) -> str:
    return f"{activation.task.process_id}:{activation.flow_task.name}"


def _papers(process: Any) -> dict[str, Any]:
    """The papers that a process is about, as an incident names them."""
    if (assignment := getattr(process, "assignment", None)) is not None:
        return {"case": assignment.case, "document": assignment.document}
    if (approval := getattr(process, "approval", None)) is not None:
        return {"document": approval.document}
    document = getattr(process, "letter", None) or getattr(process, "document", None)
    return {"case": getattr(process, "case", None), "document": document}


__all__ = ["Automatic", "BranchingActivation", "Choice", "LockedFlow", "Step", "StepActivation", "kept_standing"]
