"""The process of an order: drafted here, agreed and signed, or registered from paper; made known, executed, filed.

::

    draft → approval ─ agreed → sign ─ signed → register → consider …
               ↑         │        │
               └ revise ─┴────────┘ returned

    start ┬ taken out of its file → file
          └ registered → consider ┬ to be read → read by each ┐
                            ↑     └ nobody is to read it ─────┴→ points at work? ┬ no → file
                            │                                                    └ yes → execution → file
                            └── returned ─ file ┬ a point at work again → execution
                                                └ filed → end

The way to the signature is that of letters (`workflows.flows.signed`), what stands behind the decision is shared with
incoming documents (`workflows.flows.carried_out`).
"""

from viewflow import this
from viewflow.workflow import nodes

from workflows.considering import OrderProcess
from workflows.flows.carried_out import CarriedOut
from workflows.flows.signed import Signed
from workflows.flows.steps import LockedFlow, Step
from workflows.services import carrying_work, order_work


class OrderFlow(Signed, CarriedOut, LockedFlow):
    """Internal order"""

    process_class = OrderProcess

    draft = nodes.StartHandle(this.begin).Next(this.approval)
    revise = Step(order_work.lay_revise).Next(this.approval)
    register = Step(order_work.lay_register).Next(this.consider)
    start = nodes.StartHandle(this.begin).Next(this.was_filed)
    consider = Step(carrying_work.lay_make_known).Next(this.is_for_reading)
    execution = nodes.Handle().Next(this.file)
    end = nodes.End()
