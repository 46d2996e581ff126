"""A process whose steps fail while the subject of its letter names them."""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from documents.models import Document
from workflows.flows.steps import Automatic, Choice, LockedFlow, Step
from workflows.models import LetterProcess, WorkKind
from workflows.services import laying


class Impossible(RuntimeError):
    """What the steps raise; its text quotes the record, as errors do."""


def require_possible(letter: Document, step: str) -> None:
    """Fail where the subject of the letter names the step.

    Raises:
        Impossible: it does.
    """
    letter.refresh_from_db()
    if step in letter.subject:
        raise Impossible(letter.subject)


def lay(activation: Any) -> None:
    """Lay the work of the human step with the author of the letter."""
    letter = activation.process.letter
    laying.lay_on_document(letter, WorkKind.REVISE, task=activation.task, unit=letter.unit, due_on=None)
    require_possible(letter, "lay")


class FragileFlow(LockedFlow):
    """Fragile"""

    process_class = LetterProcess

    start = nodes.StartHandle(this.begin).Next(this.compute)
    compute = Automatic(this.do).Next(this.ask)
    ask = Choice(this.is_asked).Then(this.write).Else(this.end)
    write = Step(lay).Next(this.end)
    end = nodes.End()

    def begin(self, activation: Any, letter: Document) -> LetterProcess:
        """Bind the new process to its letter."""
        activation.process.letter = letter
        process: LetterProcess = activation.process
        return process

    def do(self, activation: Any) -> None:
        """Compute."""
        require_possible(activation.process.letter, "compute")

    def is_asked(self, activation: Any) -> bool:
        """Whether a person is asked."""
        require_possible(activation.process.letter, "ask")
        return True
