"""What the roads of papers that are written here share: approval, signature, and any return to their author.

::

    … → approval ─ agreed → sign ─ signed → register …
           ↑         │        │
           └ revise ─┴────────┘ returned

The approval is a process of its own (`workflows.flows.approval`); this one awaits its end. A flow adds ``revise``,
which leads to ``approval``, and ``register``; its process names its ``document`` and the last ``verdict``.
"""

from typing import Any

from viewflow import this
from viewflow.workflow import nodes

from workflows.flows.steps import Choice, Step
from workflows.services import laying

AGREED = "agreed"
SIGNED = "signed"
RETURNED = "returned"


class Signed:
    """Steps of a flow from the submission of a draft to its signature."""

    approval = nodes.Handle().Next(this.is_agreed)
    is_agreed = Choice(this.was_agreed).Then(this.sign).Else(this.revise)
    sign = Step(laying.lay_sign).Next(this.is_signed)
    is_signed = Choice(this.was_signed).Then(this.register).Else(this.revise)

    def was_agreed(self, activation: Any) -> bool:
        """Whether all approvers agreed."""
        return bool(activation.process.verdict == AGREED)

    def was_signed(self, activation: Any) -> bool:
        """Whether the signer signed."""
        return bool(activation.process.verdict == SIGNED)
