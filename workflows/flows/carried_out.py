"""What the roads of documents without a case share: people read it, assignments carry it out, it is filed.

::

    … is_for_reading? ┬ yes → ask ⇉ read … read ⇉ gather ┐
                      └ no ──────────────────────────────┴→ points at work? ┬ yes → execution …
                                                                            └ no → file ┬ ended → end
                                                                                        ├ returned → consider
                                                                                        └ a point at work → execution

A flow adds ``start``, ``consider`` (its first decision), ``execution`` (where it goes on after it) and ``end``.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from documents.models import Document
from workflows.acquainting import Acquaintance
from workflows.considering import Decision
from workflows.flows.steps import BranchingActivation, Choice, Step
from workflows.services import carrying_work


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


class CarriedOut:
    """Steps of a flow whose process names its ``document`` and its last ``decision``."""

    was_filed = Choice(this.is_reopened).Then(this.file).Else(this.consider)
    is_for_reading = Choice(this.is_given_to_read).Then(this.ask).Else(this.has_points)
    ask = Asking().Next(this.read)
    read = Step(carrying_work.lay_read).Next(this.gather)
    gather = nodes.Join().Next(this.has_points)
    has_points = Choice(this.is_in_execution).Then(this.execution).Else(this.file)
    file = Step(carrying_work.lay_file).Next(this.is_over)
    is_over = Choice(this.was_ended).Then(this.end).Else(this.is_returned)
    is_returned = Choice(this.was_returned).Then(this.consider).Else(this.execution)

    def begin(self, activation: Any, document: Document, decision: str = "") -> Any:
        """Bind the new process to its document; ``decision`` says where it begins."""
        activation.process.document = document
        activation.process.decision = decision
        return activation.process

    def is_reopened(self, activation: Any) -> bool:
        """Whether the document was filed and taken back out of its file."""
        return decision_of(activation) == Decision.REOPENED

    def is_given_to_read(self, activation: Any) -> bool:
        """Whether people are to read it."""
        return decision_of(activation) == Decision.READING

    def is_in_execution(self, activation: Any) -> bool:
        """Whether an assignment on the document is at work."""
        return carrying_work.has_points_at_work(activation.process.document)

    def was_ended(self, activation: Any) -> bool:
        """Whether the document lies in a file, or goes on as a case."""
        return decision_of(activation) in (Decision.FILED, Decision.ANSWERING)

    def was_returned(self, activation: Any) -> bool:
        """Whether the records office gave it back instead of filing it."""
        return decision_of(activation) == Decision.RETURNED


def decision_of(activation: Any) -> str:
    """The decision as it is stored: an act has just changed it."""
    process = activation.process
    return str(type(process).objects.values_list("decision", flat=True).get(pk=process.pk))
