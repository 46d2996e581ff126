"""The process of an outgoing letter: approval, signature, registration, dispatch; any return leads to a revision.

::

    start → approval ─ agreed → sign ─ signed → register ┬ by exchange → end
               ↑         │        │                      └ otherwise → dispatch → end
               └ revise ─┴────────┘ returned

The approval is a process of its own (`workflows.flows.approval`); this one awaits its end.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from documents.models import Document
from workflows.flows.steps import Choice, LockedFlow, Step
from workflows.models import LetterProcess
from workflows.services import laying
from workflows.timers import OVERDUE_WORK

AGREED = "agreed"
SIGNED = "signed"
RETURNED = "returned"


class LetterFlow(LockedFlow):
    """Letter"""

    process_class = LetterProcess

    start = nodes.StartHandle(this.begin).Next(this.approval)
    approval = nodes.Handle().Next(this.is_agreed)
    # No way leads here: letters that were submitted before approvals had routes end on it.
    approve = Step(laying.lay_approve, (OVERDUE_WORK,)).Next(this.is_agreed)
    is_agreed = Choice(this.was_agreed).Then(this.sign).Else(this.revise)
    revise = Step(laying.lay_revise).Next(this.approval)
    sign = Step(laying.lay_sign).Next(this.is_signed)
    is_signed = Choice(this.was_signed).Then(this.register).Else(this.revise)
    register = Step(laying.lay_register_letter).Next(this.goes_by_exchange)
    goes_by_exchange = Choice(this.is_by_exchange).Then(this.end).Else(this.dispatch)
    dispatch = Step(laying.lay_dispatch).Next(this.end)
    end = nodes.End()

    def begin(self, activation: Any, letter: Document) -> LetterProcess:
        """Bind the new process to its letter."""
        activation.process.letter = letter
        process: LetterProcess = activation.process
        return process

    def was_agreed(self, activation: Any) -> bool:
        """Whether all approvers agreed."""
        return bool(activation.process.verdict == AGREED)

    def was_signed(self, activation: Any) -> bool:
        """Whether the signer signed."""
        return bool(activation.process.verdict == SIGNED)

    def is_by_exchange(self, activation: Any) -> bool:
        """Whether the letter leaves as a signed package, which its registration sends off."""
        return bool(activation.process.letter.is_by_exchange)
