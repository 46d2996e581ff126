"""The process of an incoming document that belongs to no case: consideration by the head, what was decided, filing.

::

    start ┬ taken out of its file → file
          └ registered → consider ┬ to be answered → end, a case goes on
                            ↑     ├ for information → read by each ┐
                            │     └ assigned, or to the file ──────┴→ points at work? ┬ no → file
                            │                                                         └ yes → execution
                            ├── all cancelled ─ execution ─ executed → file
                            └── returned ─ file ┬ a point at work again → execution
                                                └ filed, or to be answered → end

Execution is the processes of assignments (`workflows.flows.assignment`); this one awaits the end of the last of them.
What stands behind the decision is shared with orders (`workflows.flows.carried_out`).
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from workflows.considering import Decision, IncomingProcess
from workflows.flows.carried_out import CarriedOut, decision_of
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.services import carrying_work


class IncomingFlow(CarriedOut, LockedFlow):
    """Incoming document"""

    process_class = IncomingProcess

    start = nodes.StartHandle(this.begin).Next(this.was_filed)
    consider = Step(carrying_work.lay_consider).Next(this.goes_as_case)
    goes_as_case = Choice(this.is_answered_as_case).Then(this.end).Else(this.is_for_reading)
    execution = nodes.Handle().Next(this.is_executed)
    is_executed = Choice(this.was_anything_done).Then(this.file).Else(this.consider)
    end = nodes.End()

    def is_answered_as_case(self, activation: Any) -> bool:
        """Whether a case was opened, in which the answer is prepared."""
        return decision_of(activation) == Decision.ANSWERING

    def was_anything_done(self, activation: Any) -> bool:
        """Whether a point was executed, and not every one cancelled."""
        return carrying_work.was_executed(activation.process.document)
