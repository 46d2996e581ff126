"""Time that passed over a case, apart from effort: of each stage and task, and whose it was. It is kept nowhere.

The spans of a case's stages never overlap. Of each moment of them one owner is named, so own, other agency's and
applicant's time add up to the whole, in working time as on the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Term, TermChange, TermEvent
from agencies.selectors import term_of
from agencies.worktime import NO_TIME, WorkingTime, working_time_of
from citizens.models import Case, Stage
from history import clock
from workflows.models import WorkItem, WorkKind
from workflows.time_selectors import midnight

Span = tuple[datetime, datetime]

# The work that stands for each stage of a case.
STAGES: dict[str, Stage] = {
    WorkKind.STEP_FIRST: Stage.REGISTERED,
    WorkKind.RESOLVE: Stage.REGISTERED,
    WorkKind.CHECK_PAPERS: Stage.PAPERS,
    WorkKind.EXECUTE: Stage.IN_WORK,
    WorkKind.AWAIT_REPLY: Stage.WAITING,
    WorkKind.STEP_REPORTED: Stage.REPORTED,
    WorkKind.CONFIRM: Stage.DECIDED,
    WorkKind.CONTROL: Stage.REPORTED,
    WorkKind.STEP_OFF_CONTROL: Stage.OFF_CONTROL,
    WorkKind.FILE: Stage.OFF_CONTROL,
}
PER_MILLE = 1000


class Whose(models.TextChoices):
    """Whose time it was."""

    OWN = "own", _("the agency's own")
    OTHER = "other", _("another agency's")
    APPLICANT = "applicant", _("the applicant's")


def union(spans: Iterable[Span]) -> list[Span]:
    """The same moments as disjoint spans in order."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if until <= since:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def common(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """What lies in both; disjoint if each of the two is."""
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted((since, until) for since, until in both if since < until)


def without(spans: Sequence[Span], taken: Iterable[Span]) -> list[Span]:
    """What of disjoint spans lies outside of the taken ones."""
    left = list(spans)
    for since, until in union(taken):
        parts = [part for a, b in left for part in ((a, min(b, since)), (max(a, until), b))]
        left = [(a, b) for a, b in parts if a < b]
    return left


@dataclass(frozen=True)
class Passed:
    """Working time that passed over one thing: whole, and by whose it was; the three always add up to the whole."""

    own: timedelta = NO_TIME
    other: timedelta = NO_TIME
    applicant: timedelta = NO_TIME

    @property
    def whole(self) -> timedelta:
        """All of it."""
        return self.own + self.other + self.applicant

    def __add__(self, more: "Passed") -> "Passed":
        return Passed(self.own + more.own, self.other + more.other, self.applicant + more.applicant)

    @property
    def shares(self) -> list[tuple[Whose, timedelta]]:
        """By whose it was, in one order."""
        return [(Whose.OWN, self.own), (Whose.OTHER, self.other), (Whose.APPLICANT, self.applicant)]


@dataclass(frozen=True)
class Bar:
    """A part of a drawn line, from where and how long, in thousandths of the longest one."""

    whose: Whose
    at: int
    length: int


@dataclass(frozen=True)
class StageTime:
    """A stage of a case: when it was first begun, how often, how long by whose time."""

    stage: Stage
    since: datetime
    times: int
    passed: Passed
    is_now: bool


@dataclass(frozen=True)
class TaskTime:
    """A piece of work with its time from arrival to end, or to now."""

    item: WorkItem
    passed: Passed


@dataclass(frozen=True)
class CaseTime:
    """What passed over a case: its stages add up to the whole. Tasks may lie side by side, and add up to nothing."""

    stages: list[StageTime]
    tasks: list[TaskTime]
    whole: Passed

    @property
    def drawn(self) -> list[tuple[StageTime, list[Bar]]]:
        """Each stage with its line, against the longest of them."""
        longest = max((one.passed.whole for one in self.stages), default=NO_TIME)
        return [(one, bars(one.passed, longest)) for one in self.stages]

    @property
    def line(self) -> list[Bar]:
        """The whole as one line."""
        return bars(self.whole, self.whole.whole)


def bars(passed: Passed, longest: timedelta) -> list[Bar]:
    """A line of time in parts by whose it was; nothing where nothing passed."""
    found, before = [], NO_TIME
    for whose, span in passed.shares:
        at, end = (round(PER_MILLE * (edge / longest)) if longest else 0 for edge in (before, before + span))
        before += span
        if end > at:
            found.append(Bar(whose, at, end - at))
    return found


def split(spans: Sequence[Span], *, other: Sequence[Span], applicant: Sequence[Span], work: WorkingTime) -> Passed:
    """The working time of disjoint spans by whose it was; of what is both, the applicant's goes first."""
    theirs = common(spans, applicant)
    rest = without(spans, theirs)
    awaited = common(rest, other)
    own = without(rest, awaited)
    return Passed(*(_worked(part, work) for part in (own, awaited, theirs)))


def time_of(case: Case) -> CaseTime:
    """What passed over a case until it was filed, or until now. At most six queries, whatever the case."""
    now = clock.now()
    found = WorkItem.objects.filter(case=case).select_related("assignee", "done_by").order_by("created_at", "pk")
    items = list(found.exclude(kind=WorkKind.MENTIONED))
    return reckon(items, applicant=suspensions(case, now), work=working_time_of(case.agency), now=now)


def reckon(items: Sequence[WorkItem], *, applicant: Sequence[Span], work: WorkingTime, now: datetime) -> CaseTime:
    """What passed over a case with these items in order of arrival; a moment of two stages counts for the earlier."""
    stages: dict[Stage, list[WorkItem]] = {}
    of_stage: dict[Stage, list[Span]] = {}
    taken: list[Span] = []
    for item in items:
        stage = STAGES.get(item.kind)
        if stage is not None:
            part = without(_lay(item, now), taken)
            taken = union([*taken, *part])
            stages.setdefault(stage, []).append(item)
            of_stage.setdefault(stage, []).extend(part)
    waited = of_stage.get(Stage.WAITING, [])
    told = [
        StageTime(
            stage=stage,
            since=its[0].created_at,
            times=len(its),
            passed=split(of_stage[stage], other=waited, applicant=applicant, work=work),
            is_now=any(item.is_open for item in its),
        )
        for stage, its in stages.items()
    ]
    tasks = [TaskTime(item, _of_task(item, applicant, work, now)) for item in items]
    return CaseTime(told, tasks, sum((one.passed for one in told), Passed()))


def suspensions(case: Case, now: datetime) -> list[Span]:
    """When the term of a case stood, from the day of the suspension to that of the resumption. Two queries at most.

    A suspension that ended with its term, without a resumption, lasted until that end.
    """
    term = term_of(case)
    if term is None:
        return []
    found: set[Span] = set()
    begun: datetime | None = None
    for change in TermChange.objects.filter(term=term).order_by("pk"):
        if change.event == TermEvent.SUSPENDED:
            begun = change.at
        elif change.event == TermEvent.RESUMED:
            begun = None
        elif change.event == TermEvent.ENDED and begun is not None:
            found.add((begun, change.at))
            begun = None
        found |= {(_begins(pause[0]), _begins(pause[1])) for pause in change.basis.get("pauses", ())}
    return union([*found, *_running(term, now)])


def _running(term: Term, now: datetime) -> list[Span]:
    return [(midnight(term.suspended_on), now)] if term.suspended_on is not None else []


def _lay(item: WorkItem, now: datetime) -> list[Span]:
    """From its arrival to its end, or to now."""
    return union([(item.created_at, item.done_at or now)])


def _of_task(item: WorkItem, applicant: Sequence[Span], work: WorkingTime, now: datetime) -> Passed:
    spans = _lay(item, now)
    return split(spans, other=spans if item.kind == WorkKind.AWAIT_REPLY else [], applicant=applicant, work=work)


def _worked(spans: Iterable[Span], work: WorkingTime) -> timedelta:
    return sum((work.between(since, until) for since, until in spans), NO_TIME)


def _begins(text: str) -> datetime:
    return midnight(date.fromisoformat(text))
