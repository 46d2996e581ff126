"""The process of a request for a service (210-ФЗ): papers, consideration, decision, confirmation, result, filing.

::

    start → own steps → papers ┬ accepted → execute → how_on ┬ awaits a reply → wait → execute
                               │               ↑             └ decided → own steps → confirm
                               │               ├─ returned ──────────────┘            │
                               │               └─ returned ───────────────────────────┤
                               └ refused → issue ←──────────────────────── confirmed ─┘
                                             │ ↑
                                             │ └─ returned ─ control ─ accepted → own steps → file → end
                                             └─ reported ──────┘
    taken up again → papers checked anew? ┬ yes → own steps → papers
                                          └ no → execute

Own steps before control stand between the decision and its confirmation. What it shares with other roads of cases is
`workflows.flows.of_case`.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from workflows.flows.of_case import RETURN, OfCase
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.services import laying, laying_service
from workflows.timers import OF_TERM

REFUSE = "refuse"
DECIDE = "decide"
CONFIRM = "confirm"


class ServiceRequestFlow(OfCase, LockedFlow):
    """Request for a service"""

    start = nodes.StartHandle(this.begin).Next(this.has_first)
    has_first = Choice(this.is_first_left).Then(this.own_first).Else(this.papers)
    papers = Step(laying_service.lay_papers, OF_TERM).Next(this.are_accepted)
    are_accepted = Choice(this.were_refused).Then(this.issue).Else(this.execute)
    has_reported = Choice(this.is_reported_left).Then(this.own_reported).Else(this.confirm)
    confirm = Step(laying_service.lay_confirm, OF_TERM).Next(this.is_confirmed)
    is_confirmed = Choice(this.was_returned).Then(this.execute).Else(this.issue)
    issue = Step(laying.lay_execute, OF_TERM).Next(this.control)
    is_accepted = Choice(this.was_accepted).Then(this.has_off_control).Else(this.issue)

    def were_refused(self, activation: Any) -> bool:
        """Whether the papers are not accepted, so that the applicant is only told of it."""
        return bool(activation.process.next_step == REFUSE)


__all__ = ["CONFIRM", "DECIDE", "REFUSE", "RETURN", "ServiceRequestFlow"]
