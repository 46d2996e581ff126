"""The process of a case: resolution, execution with waits for replies, control, filing; and the agency's own steps.

::

    start → own steps → resolution → execute → how_on ┬ awaits a reply → wait ┬ reply arrives → execute
                                        ↑             │                       ├ goes on without it → execute
                                        │             │                       └ its day has passed → execute
                                        ├── returned ─┼ reported → own steps → control ─ accepted → own steps
                                        └── returned by an own step ──┘                              → file → end
    taken up again → to be resolved anew? ┬ yes → own steps → resolution
                                          └ no → execute

What it shares with other roads of cases is `workflows.flows.of_case`.
"""

from viewflow import this
from viewflow.workflow import nodes

from workflows.flows.of_case import OfCase
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.services import laying
from workflows.timers import OF_TERM


class CaseFlow(OfCase, LockedFlow):
    """Case"""

    start = nodes.StartHandle(this.begin).Next(this.has_first)
    has_first = Choice(this.is_first_left).Then(this.own_first).Else(this.resolution)
    resolution = Step(laying.lay_resolve, OF_TERM).Next(this.execute)
    has_reported = Choice(this.is_reported_left).Then(this.own_reported).Else(this.control)
    is_accepted = Choice(this.was_accepted).Then(this.has_off_control).Else(this.execute)
