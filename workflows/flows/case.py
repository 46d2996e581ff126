"""The process of a case: resolution, execution with waits for replies, control, filing.

::

    start → resolution → execute → how_on ┬ awaits a reply → wait ┬ reply arrives → execute
                            ↑             │                       └ goes on without it → execute
                            └── returned ─┼ reported → control ─ accepted → file → end
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from citizens.models import Case
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.models import CaseProcess
from workflows.services import laying

AWAIT = "await"
REPORT = "report"
RETURN = "return"
ACCEPT = "accept"


class CaseFlow(LockedFlow):
    """Case"""

    process_class = CaseProcess
    READS = ("case__applicant", "case__agency", "case__unit", "case__executor")

    start = nodes.StartHandle(this.begin).Next(this.resolution)
    resolution = Step(laying.lay_resolve).Next(this.execute)
    execute = Step(laying.lay_execute).Next(this.how_on)
    how_on = Choice(this.awaits_a_reply).Then(this.wait).Else(this.control)
    wait = nodes.SplitFirst().Next(this.reply).Next(this.go_on)
    reply = nodes.Handle().Next(this.execute)
    go_on = Step(laying.lay_await_reply).Next(this.execute)
    control = Step(laying.lay_control).Next(this.is_accepted)
    is_accepted = Choice(this.was_accepted).Then(this.file).Else(this.execute)
    file = Step(laying.lay_file).Next(this.end)
    end = nodes.End()

    def begin(self, activation: Any, case: Case) -> CaseProcess:
        """Bind the new process to its case."""
        activation.process.case = case
        process: CaseProcess = activation.process
        return process

    def awaits_a_reply(self, activation: Any) -> bool:
        """Whether the executor chose to wait instead of reporting."""
        return bool(activation.process.next_step == AWAIT)

    def was_accepted(self, activation: Any) -> bool:
        """Whether the controller accepted the report."""
        return bool(activation.process.next_step == ACCEPT)
