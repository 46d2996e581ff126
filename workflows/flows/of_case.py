"""What the roads of cases share: execution with waits for replies, the agency's own steps, control, filing.

::

    … → execute → how_on ┬ awaits a reply → wait ┬ reply arrives → execute
                         │                       └ goes on without it → execute
                         └ otherwise → own steps before control ┬ agreed → …
                                                                └ returned → execute
    … → control → accepted? ┬ yes → own steps before filing → file → end
                            └ no → …
    taken up again → from the beginning? ┬ yes → own steps at the beginning → …
                                         └ no → execute

A flow adds ``start``, ``has_first``, ``has_reported`` and ``is_accepted``: where its road goes on behind the own steps
at its beginning and before control, and where a returned report goes. Own steps are those of the version of a type that
the process runs on; where none is left, the road goes on. A case without a type has none.
"""

from typing import Any, ClassVar

from viewflow import this
from viewflow.workflow import nodes

from citizens.models import Case
from workflows import designed_selectors as designed
from workflows.designed import DesignVersion
from workflows.designs.shapes import Place
from workflows.flows.again import Again
from workflows.flows.steps import Choice, Step
from workflows.models import CaseProcess
from workflows.services import laying, laying_own
from workflows.timers import OF_TERM, REPLY_LATE

AWAIT = "await"
REPORT = "report"
RETURN = "return"
ACCEPT = "accept"
RESOLVE = "resolve"


class OfCase:
    """Steps of a flow whose process is that of a case."""

    process_class = CaseProcess
    READS: ClassVar[tuple[str, ...]] = ("case__applicant", "case__agency", "case__unit", "case__executor", "design")

    own_first = Step(laying_own.lay_first, OF_TERM).Next(this.has_first)
    execute = Step(laying.lay_execute, OF_TERM).Next(this.how_on)
    how_on = Choice(this.awaits_a_reply).Then(this.wait).Else(this.has_reported)
    wait = nodes.SplitFirst().Next(this.reply).Next(this.go_on)
    reply = nodes.Handle().Next(this.execute)
    go_on = Step(laying.lay_await_reply, (*OF_TERM, REPLY_LATE)).Next(this.execute)
    own_reported = Step(laying_own.lay_reported, OF_TERM).Next(this.is_agreed)
    is_agreed = Choice(this.was_returned).Then(this.execute).Else(this.has_reported)
    control = Step(laying.lay_control, OF_TERM).Next(this.is_accepted)
    has_off_control = Choice(this.is_off_control_left).Then(this.own_off_control).Else(this.file)
    own_off_control = Step(laying_own.lay_off_control).Next(this.has_off_control)
    file = Step(laying.lay_file).Next(this.end)
    end = nodes.End()
    again = Again().Next(this.is_resolved_anew)
    is_resolved_anew = Choice(this.awaits_a_resolution).Then(this.has_first).Else(this.execute)

    def begin(self, activation: Any, case: Case, design: DesignVersion | None = None) -> CaseProcess:
        """Bind the new process to its case, and to the version of a type that it runs on."""
        activation.process.case = case
        activation.process.design = design
        process: CaseProcess = activation.process
        return process

    def awaits_a_resolution(self, activation: Any) -> bool:
        """Whether a case that is taken up again goes to the head first, not straight to its executor."""
        return bool(activation.process.next_step == RESOLVE)

    def awaits_a_reply(self, activation: Any) -> bool:
        """Whether the executor chose to wait instead of reporting."""
        return bool(activation.process.next_step == AWAIT)

    def was_accepted(self, activation: Any) -> bool:
        """Whether the controller accepted the report."""
        return bool(activation.process.next_step == ACCEPT)

    def was_returned(self, activation: Any) -> bool:
        """Whether an own step returned the case to its executor."""
        return bool(activation.process.next_step == RETURN)

    def is_first_left(self, activation: Any) -> bool:
        """Whether an own step before the resolution was not done yet."""
        return designed.next_step(activation.process, Place.FIRST) is not None

    def is_reported_left(self, activation: Any) -> bool:
        """Whether an own step before control was not done since the report."""
        return designed.next_step(activation.process, Place.REPORTED) is not None

    def is_off_control_left(self, activation: Any) -> bool:
        """Whether an own step before filing was not done yet."""
        return designed.next_step(activation.process, Place.OFF_CONTROL) is not None
