"""The process of a complaint about a service (210-ФЗ ch. 2.1): consideration, decision, confirmation, answer, filing.

::

    start → own steps → resolution → execute → how_on ┬ awaits a reply → wait → execute
                                        ↑             └ otherwise → own steps → forwarded? ┬ yes → control
                                        ├─ returned ─────────┘                             └ no → confirm
                                        └─ returned ────────────────────────────┬──────────────────┘
                                                    issue ←────────── confirmed ┘
                                                     │ ↑
                                                     │ └─ returned ─ control ─ accepted → own steps → file → end
                                                     └─ reported ──────┘
    taken up again → to be resolved anew? ┬ yes → own steps → resolution
                                          └ no → execute

Own steps before control stand between the decision and its confirmation. What it shares with other roads of cases is
`workflows.flows.of_case`; its decision is one row with that of a request (`workflows.serving`).
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from workflows import selectors
from workflows.flows.of_case import OfCase
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.services import laying_service
from workflows.timers import OF_TERM


class ServiceComplaintFlow(OfCase, LockedFlow):
    """Complaint about a service"""

    start = nodes.StartHandle(this.begin).Next(this.has_first)
    has_first = Choice(this.is_first_left).Then(this.own_first).Else(this.resolution)
    resolution = Step(laying_service.lay_resolve, OF_TERM).Next(this.execute)
    has_reported = Choice(this.is_reported_left).Then(this.own_reported).Else(this.is_forwarded)
    is_forwarded = Choice(this.was_forwarded).Then(this.control).Else(this.confirm)
    confirm = Step(laying_service.lay_confirm, OF_TERM).Next(this.is_confirmed)
    is_confirmed = Choice(this.was_returned).Then(this.execute).Else(this.issue)
    issue = Step(laying_service.lay_answer, OF_TERM).Next(this.control)
    is_accepted = Choice(this.was_accepted).Then(this.has_off_control).Else(this.issue)

    def was_forwarded(self, activation: Any) -> bool:
        """Whether another body decides on it, so that nothing is to be confirmed here."""
        return selectors.is_forwarded(activation.process.case)
