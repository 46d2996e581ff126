"""The process of an outgoing letter: approval, signature, registration, dispatch; any return leads to a revision.

::

    start → approval ─ agreed → sign ─ signed → register ┬ by exchange → end
               ↑         │        │                      └ otherwise → dispatch → end
               └ revise ─┴────────┘ returned

Until the signature it is the road of any paper that is written here (`workflows.flows.signed`).
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from documents.models import Document
from workflows.flows.signed import Signed
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.models import LetterProcess
from workflows.services import laying
from workflows.timers import OVERDUE_WORK


class LetterFlow(Signed, LockedFlow):
    """Letter"""

    process_class = LetterProcess

    start = nodes.StartHandle(this.begin).Next(this.approval)
    # No way leads here: letters that were submitted before approvals had routes end on it.
    approve = Step(laying.lay_approve, (OVERDUE_WORK,)).Next(this.is_agreed)
    revise = Step(laying.lay_revise).Next(this.approval)
    register = Step(laying.lay_register_letter).Next(this.goes_by_exchange)
    goes_by_exchange = Choice(this.is_by_exchange).Then(this.end).Else(this.dispatch)
    dispatch = Step(laying.lay_dispatch).Next(this.end)
    end = nodes.End()

    def begin(self, activation: Any, letter: Document) -> LetterProcess:
        """Bind the new process to its letter."""
        activation.process.letter = letter
        process: LetterProcess = activation.process
        return process

    def is_by_exchange(self, activation: Any) -> bool:
        """Whether the letter leaves as signed packages alone, which its registration sends off."""
        return bool(activation.process.letter.is_wholly_by_exchange)
