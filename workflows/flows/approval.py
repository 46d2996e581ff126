"""The process of one round of an approval: turns of visas, stage after stage, until all have agreed or one has not.

::

    start → is anybody left? ┬ yes → ask ⇉ visa … visa ⇉ gather → is anybody left?
                             └ no  → end

A turn is everybody of a stage whose approvers are asked all at once, and one person of any other. Which stage is open
and how the round ends is decided by `workflows.services.approvals.rounds` before a visa's step completes.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from workflows.approving import Approval, ApprovalProcess, ApprovalState
from workflows.flows.steps import BranchingActivation, Choice, LockedFlow, Step
from workflows.services import approval_work
from workflows.timers import OVERDUE_WORK


class AskingActivation(BranchingActivation):
    """Begins a visa for each approver whose turn it is."""

    def branches(self) -> list[Any]:
        """One an approver, who is named in its data."""
        visa = self.flow_task._branches[0][0]  # the engine's own way to its branches
        return [(visa, {"approver": one.pk}) for one in approval_work.take_turn(self.process.approval)]


class Asking(nodes.Split):  # type: ignore[misc]  # the engine has no types
    """A split into as many branches as there are approvers to ask."""

    activation_class = AskingActivation


class ApprovalFlow(LockedFlow):
    """Approval"""

    process_class = ApprovalProcess

    start = nodes.StartHandle(this.begin).Next(this.is_anybody_left)
    is_anybody_left = Choice(this.is_running).Then(this.ask).Else(this.end)
    ask = Asking().Next(this.visa)
    visa = Step(approval_work.lay_visa, (OVERDUE_WORK,)).Next(this.gather)
    gather = nodes.Join().Next(this.is_anybody_left)
    end = nodes.End()

    def begin(self, activation: Any, approval: Approval) -> ApprovalProcess:
        """Bind the new process to its approval."""
        activation.process.approval = approval
        activation.process.ready_id = approval.ready_id
        process: ApprovalProcess = activation.process
        return process

    def is_running(self, activation: Any) -> bool:
        """Whether the round goes on, asked of the row: a visa has just changed it."""
        return Approval.objects.filter(pk=activation.process.approval_id, state=ApprovalState.RUNNING).exists()
