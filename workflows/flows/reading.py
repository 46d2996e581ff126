"""What flows share in which people are given a document to read: a branch for each who has not confirmed."""

from typing import Any

from viewflow.workflow import nodes

from workflows.acquainting import Acquaintance
from workflows.flows.steps import BranchingActivation


class AskingActivation(BranchingActivation):
    """Begins a reading for each person who was asked."""

    def branches(self) -> list[Any]:
        """One a person, whose row is named in its data."""
        step = self.flow_task._branches[0][0]  # the engine's own way to its branches
        asked = Acquaintance.objects.filter(
            document=self.process.document, read_at__isnull=True, withdrawn_at__isnull=True
        )
        return [(step, {"acquaintance": one.pk}) for one in asked.order_by("id")]


class Asking(nodes.Split):  # type: ignore[misc]  # the engine has no types
    """A split into as many branches as there are people to ask."""

    activation_class = AskingActivation
