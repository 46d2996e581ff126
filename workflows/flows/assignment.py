"""The process of an assignment: approval of a draft, acceptance or dispute, execution, check of the report.

::

    start ┬ drafted → approve ┬ declined → end
          │                   └ approved ┐
          └──────────────────────────────┴→ accept ┬ disputed → decide → accept
                                                   └ do ┬ input of a co-executor → end
                                                        └ report → check ┬ accepted → end
                                                                         └ returned → do
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from workflows.assigned import Assignment, AssignmentProcess, AssignmentState
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.services import assigned_work
from workflows.timers import OF_TERM

APPROVE = "approve"
DECLINE = "decline"
ACCEPT = "accept"
DISPUTE = "dispute"
TAKE_OFF = "take_off"
RETURN = "return"


class AssignmentFlow(LockedFlow):
    """Assignment"""

    process_class = AssignmentProcess

    start = nodes.StartHandle(this.begin).Next(this.is_drafted)
    is_drafted = Choice(this.was_drafted).Then(this.approve).Else(this.accept)
    approve = Step(assigned_work.lay_approve).Next(this.is_approved)
    is_approved = Choice(this.was_approved).Then(this.accept).Else(this.end)
    accept = Step(assigned_work.lay_accept, OF_TERM).Next(this.is_disputed)
    is_disputed = Choice(this.was_disputed).Then(this.decide).Else(this.do)
    decide = Step(assigned_work.lay_dispute, OF_TERM).Next(this.accept)
    do = Step(assigned_work.lay_do, OF_TERM).Next(this.is_input)
    is_input = Choice(this.was_input).Then(this.end).Else(this.check)
    check = Step(assigned_work.lay_check, OF_TERM).Next(this.is_accepted)
    is_accepted = Choice(this.was_accepted).Then(this.end).Else(this.do)
    end = nodes.End()

    def begin(self, activation: Any, assignment: Assignment) -> AssignmentProcess:
        """Bind the new process to its assignment."""
        activation.process.assignment = assignment
        process: AssignmentProcess = activation.process
        return process

    def was_drafted(self, activation: Any) -> bool:
        """Whether an aide drafted it and the head has still to approve."""
        return bool(activation.process.assignment.state == AssignmentState.DRAFT)

    def was_approved(self, activation: Any) -> bool:
        """Whether the head approved the draft."""
        return bool(activation.process.next_step == APPROVE)

    def was_disputed(self, activation: Any) -> bool:
        """Whether the executor says that it is not theirs."""
        return bool(activation.process.next_step == DISPUTE)

    def was_input(self, activation: Any) -> bool:
        """Whether a co-executor delivered, which nobody takes off control by itself."""
        return bool(activation.process.assignment.is_input)

    def was_accepted(self, activation: Any) -> bool:
        """Whether the controller accepted the report."""
        return bool(activation.process.next_step == TAKE_OFF)
