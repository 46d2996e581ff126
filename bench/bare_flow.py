"""The road between executor and controller drawn with Viewflow alone: no desk, no rights, no history, no terms."""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.base import Flow
from viewflow.workflow.models import Process
from viewflow.workflow.nodes.view import View


class BareFlow(Flow):  # type: ignore[misc]  # the engine has no types
    """The same steps and questions as from ``execute`` to ``control`` of a case."""

    process_class = Process

    start = nodes.StartHandle(this.begin).Next(this.execute)
    execute = View(view=None).Next(this.how_on)
    how_on = nodes.If(this.awaits_a_reply).Then(this.end).Else(this.control)
    control = View(view=None).Next(this.is_accepted)
    is_accepted = nodes.If(this.was_accepted).Then(this.end).Else(this.execute)
    end = nodes.End()

    def begin(self, activation: Any) -> Process:
        """A process that is about nothing."""
        return activation.process

    def awaits_a_reply(self, activation: Any) -> bool:
        """Never: the road goes round."""
        return bool(activation.process.data.get("awaits"))

    def was_accepted(self, activation: Any) -> bool:
        """Never: every report is returned."""
        return bool(activation.process.data.get("accepted"))
