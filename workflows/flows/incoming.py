"""The process of an incoming document that belongs to no case: consideration by the head, what was decided, filing.

::

    start ┬ taken out of its file → file
          └ registered → consider ┬ to be answered → end, a case goes on
                            ↑     ├ for information → ask ⇉ read … read ⇉ gather ┐
                            │     └ assigned, or to the file ────────────────────┴→ points at work? ┬ no → file
                            │                                                                       └ yes → execution
                            ├── all cancelled ─ execution ─ executed → file
                            └── returned ─ file ┬ a point at work again → execution
                                                └ filed, or to be answered → end

Execution is the processes of assignments (`workflows.flows.assignment`); this one awaits the end of the last of them.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from documents.models import Document
from workflows.considering import Decision, IncomingProcess
from workflows.flows.reading import Asking
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.services import incoming_work


class IncomingFlow(LockedFlow):
    """Incoming document"""

    process_class = IncomingProcess

    start = nodes.StartHandle(this.begin).Next(this.was_filed)
    was_filed = Choice(this.is_reopened).Then(this.file).Else(this.consider)
    consider = Step(incoming_work.lay_consider).Next(this.goes_as_case)
    goes_as_case = Choice(this.is_answered_as_case).Then(this.end).Else(this.is_for_reading)
    is_for_reading = Choice(this.is_given_to_read).Then(this.ask).Else(this.has_points)
    ask = Asking().Next(this.read)
    read = Step(incoming_work.lay_read).Next(this.gather)
    gather = nodes.Join().Next(this.has_points)
    has_points = Choice(this.is_in_execution).Then(this.execution).Else(this.file)
    execution = nodes.Handle().Next(this.is_executed)
    is_executed = Choice(this.was_anything_done).Then(this.file).Else(this.consider)
    file = Step(incoming_work.lay_file).Next(this.is_over)
    is_over = Choice(this.was_ended).Then(this.end).Else(this.is_returned)
    is_returned = Choice(this.was_returned).Then(this.consider).Else(this.execution)
    end = nodes.End()

    def begin(self, activation: Any, document: Document, decision: str = "") -> IncomingProcess:
        """Bind the new process to its document; ``decision`` says where it begins."""
        activation.process.document = document
        activation.process.decision = decision
        process: IncomingProcess = activation.process
        return process

    def is_reopened(self, activation: Any) -> bool:
        """Whether the document was filed and taken back out of its file."""
        return _decision(activation) == Decision.REOPENED

    def is_answered_as_case(self, activation: Any) -> bool:
        """Whether a case was opened, in which the answer is prepared."""
        return _decision(activation) == Decision.ANSWERING

    def is_given_to_read(self, activation: Any) -> bool:
        """Whether people are to read it."""
        return _decision(activation) == Decision.READING

    def is_in_execution(self, activation: Any) -> bool:
        """Whether an assignment on the document is at work."""
        return incoming_work.has_points_at_work(activation.process.document)

    def was_anything_done(self, activation: Any) -> bool:
        """Whether a point was executed, and not every one cancelled."""
        return incoming_work.was_executed(activation.process.document)

    def was_ended(self, activation: Any) -> bool:
        """Whether the document lies in a file, or goes on as a case."""
        return _decision(activation) in (Decision.FILED, Decision.ANSWERING)

    def was_returned(self, activation: Any) -> bool:
        """Whether the head has to consider it again."""
        return _decision(activation) == Decision.RETURNED


def _decision(activation: Any) -> str:
    """The decision as it is stored: an act has just changed it."""
    found = IncomingProcess.objects.values_list("decision", flat=True).get(pk=activation.process.pk)
    return str(found)
