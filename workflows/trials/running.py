"""Running a script against the agency as it is, in a transaction that is undone: no row, number, file or notice stays.

While it runs it holds what it has touched – on SQLite the one place of a writer – so it ends after some seconds.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency
from documents.files import kept_aside
from history import clock, shown
from history.actors import Automatic, acting
from history.models.recording import recording
from signing.rehearsal import rehearsing
from workflows.trials import acting as doing
from workflows.trials.cast import Cast
from workflows.trials.coverage import Walked, walked
from workflows.trials.expecting import expect
from workflows.trials.language import read, written
from workflows.trials.rehearsal import A_STEP, Otherwise, Rehearsal
from workflows.trials.statements import Head, Line, LineState, Wrong

SECONDS_AT_MOST = 10.0
TESTS = Automatic("process tests")


@dataclass(frozen=True)
class Told:
    """How one line went: its words in the language of the reader, and what was found where it went otherwise."""

    number: int
    words: str
    state: LineState
    found: str = ""


@dataclass
class Report:
    """How a run went."""

    lines: list[Told] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    walked: Walked = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        """Whether everything went as the script says."""
        return bool(self.lines) and not self.wrong and all(one.state == LineState.PASSED for one in self.lines)

    @property
    def failure(self) -> str:
        """What went otherwise first, in a line of text; empty where nothing did."""
        if self.wrong:
            return f"{self.wrong[0].number}: {self.wrong[0].why}"
        failed = next((one for one in self.lines if one.state != LineState.PASSED), None)
        return f"{failed.number}: {failed.words} – {failed.found}" if failed is not None else ""


class _Undone(Exception):
    """Takes everything back."""


def run(text: str, agency: Agency) -> Report:
    """Read the script and run it in the agency; one with wrong lines is not run."""
    script = read(text, Cast(agency))
    report = Report(wrong=script.wrong)
    if script.wrong:
        return report
    with _undone():
        rehearsal = Rehearsal(agency)
        _lift_second_factor(agency)
        report.lines = list(_told(rehearsal, script.lines))
        if rehearsal.kept_case is not None:
            report.walked = walked(rehearsal.kept_case)
    return report


@contextmanager
def _undone() -> Iterator[None]:
    """Inside the block everything is as real as ever, and nothing of it stays."""
    with ExitStack() as around:
        around.enter_context(shown.watching())  # nobody reads anything by a test
        around.enter_context(rehearsing())
        around.enter_context(kept_aside())
        around.enter_context(acting(TESTS))
        try:
            with transaction.atomic():
                yield
                raise _Undone
        except _Undone:
            pass


def _lift_second_factor(agency: Agency) -> None:
    """Nobody has a code for a signature that is none."""
    if agency.signing_needs_code:
        with recording():
            row = Agency.objects.get(pk=agency.pk)
            row.signing_needs_code = False
            row.save()


def _told(rehearsal: Rehearsal, lines: list[Line]) -> Iterator[Told]:
    ends_at, stopped = time.monotonic() + SECONDS_AT_MOST, ""
    for line in lines:
        if not stopped and time.monotonic() > ends_at:
            stopped = _("The test took longer than %(seconds)s seconds.") % {"seconds": int(SECONDS_AT_MOST)}
        if stopped:
            yield Told(line.number, written(line), LineState.NOT_REACHED, stopped)
            continue
        try:
            _step(rehearsal, line)
        except Otherwise as error:
            yield Told(line.number, written(line), LineState.FAILED, str(error))
            if line.head.is_act:
                stopped = _("Line %(number)s went otherwise.") % {"number": line.number}
        else:
            yield Told(line.number, written(line), LineState.PASSED)


def _step(rehearsal: Rehearsal, line: Line) -> None:
    rehearsal.now += A_STEP
    with clock.at(rehearsal.now):
        _ACTS.get(line.head, expect)(rehearsal, line)


_ACTS: dict[Head, Callable[[Rehearsal, Line], None]] = {
    Head.APPEAL: doing.register,
    Head.PASSED: doing.pass_time,
    Head.DO: doing.do,
}
