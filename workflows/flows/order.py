"""The process of a registered order: made known to those it concerns, its points executed as assignments, filed.

::

    start ┬ taken out of its file → file
          └ registered → consider ┬ to be read → read by each ┐
                            ↑     └ nobody is to read it ─────┴→ points at work? ┬ no → file
                            │                                                    └ yes → execution → file
                            └── returned ─ file ┬ a point at work again → execution
                                                └ filed → end

What stands behind the decision is shared with incoming documents (`workflows.flows.carried_out`).
"""

from viewflow import this
from viewflow.workflow import nodes

from workflows.considering import OrderProcess
from workflows.flows.carried_out import CarriedOut
from workflows.flows.steps import LockedFlow, Step
from workflows.services import carrying_work


class OrderFlow(CarriedOut, LockedFlow):
    """Internal order"""

    process_class = OrderProcess

    start = nodes.StartHandle(this.begin).Next(this.was_filed)
    consider = Step(carrying_work.lay_make_known).Next(this.is_for_reading)
    execution = nodes.Handle().Next(this.file)
    end = nodes.End()
