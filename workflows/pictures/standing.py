"""Where a process stands, and where the time of all processes of a kind goes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from agencies.models import Agency
from agencies.worktime import WorkingTime, median_of, working_time_of
from citizens.models import CaseKind
from history import clock
from workflows.designed_selectors import type_of
from workflows.designs.shapes import Place
from workflows.flows.of_kind import OF_KIND
from workflows.models import UNFINISHED, CaseProcess, WorkItem, WorkKind, WorkState
from workflows.pictures.drawing import node_id, timer_id
from workflows.pictures.names import FLOWS, KINDS, name_of, timers_of
from workflows.timers import TimerFiring

# Where the agency's own steps stand.
OWN: dict[str, str] = {"own_first": Place.FIRST, "own_reported": Place.REPORTED, "own_off_control": Place.OFF_CONTROL}
# Of which lawful kinds the cases are that go a road.
OF_CASES: dict[str, tuple[str, ...]] = {
    "case": tuple(kind.value for kind in CaseKind if kind not in OF_KIND),
    "service": (CaseKind.SERVICE.value,),
    "complaint": (CaseKind.SERVICE_COMPLAINT.value,),
}
# Steps done in this time tell how long a step takes today; of more than this many, the latest.
LOOK_BACK = timedelta(days=90)
SAMPLE = 1000
# In quarters of the slowest step: the hotter, the longer.
HEATS = 4


@dataclass(frozen=True)
class Passage:
    """One step of a process: how often it was entered, who had it last, how much working time it took in all."""

    node: str
    name: str
    times: int
    who: str
    since: datetime | None
    took: timedelta
    is_now: bool

    @property
    def element(self) -> str:
        """By what the drawing knows it."""
        return node_id(self.node)

    @property
    def state(self) -> str:
        """Of the drawing: now, passed or ahead."""
        return "now" if self.is_now else "passed" if self.times else "ahead"


@dataclass(frozen=True)
class Watch:
    """A boundary timer of a process: how often it fired, and when last."""

    element: str
    name: str
    times: int
    last_at: datetime | None

    @property
    def state(self) -> str:
        """Of the drawing."""
        return "passed" if self.times else "ahead"


@dataclass(frozen=True)
class Pace:
    """How a step goes in an agency: open now, done in the last 90 days, half within so much working time."""

    node: str
    name: str
    open: int
    done: int
    half: timedelta | None
    heat: int

    @property
    def element(self) -> str:
        """By what the drawing knows it."""
        return node_id(self.node)


def passages(code: str, process: Any, agency: Agency) -> list[Passage]:
    """The steps of a process that people do, in the order of the road. Five queries at most.

    The agency's own steps are called by their names; where its type has none, and none was done, there is no row.
    """
    own = _own_names(process)
    work = working_time_of(agency)
    tasks = Task.objects.filter(process_id=process.pk).exclude(status=STATUS.CANCELED).order_by("pk")
    entered: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        entered[task.flow_task.name].append(task)
    items: dict[int, WorkItem] = {
        item.task_id: item
        for item in WorkItem.objects.filter(task__process_id=process.pk).select_related("assignee", "done_by")
        if item.task_id
    }
    shown = [node for node in _steps(code) if node.name not in OWN or own.get(node.name) or entered[node.name]]
    return [
        _passage(node, own.get(node.name) or name_of(code, node), entered[node.name], items, work) for node in shown
    ]


def watches(code: str, process: Any) -> list[Watch]:
    """The timers of a process at the steps that it has entered. Two queries."""
    entered = {task.pk: task.flow_task for task in Task.objects.filter(process_id=process.pk)}
    fired: dict[tuple[Any, str], list[datetime]] = defaultdict(list)
    for task, timer, at in TimerFiring.objects.filter(task__in=entered).values_list("task", "timer", "fired_at"):
        fired[entered[task], timer].append(at)
    return [
        Watch(timer_id(node.name, timer), f"{name_of(code, node)}: {timer.label}", len(times), max(times, default=None))
        for node, timer in timers_of(code)
        if node.name in KINDS[code] and node in entered.values()
        for times in [fired[node, timer.name]]
    ]


def paces(code: str, agency: Agency, work: WorkingTime) -> list[Pace]:
    """How each step of the processes of a kind goes in an agency; a query a step and one for all that is open."""
    kinds = KINDS[code]
    unfinished = WorkItem.objects.filter(agency=agency, kind__in=kinds.values(), state__in=UNFINISHED)
    if code in OF_CASES:  # roads of cases share kinds of work
        unfinished = unfinished.filter(case__kind__in=OF_CASES[code])
    open_now = dict(unfinished.order_by().values_list("kind").annotate(Count("pk")))
    took = {name: _took(agency, kind, work, OF_CASES.get(code)) for name, kind in kinds.items()}
    halves = {name: median_of(found) for name, found in took.items() if found}
    slowest = max(halves.values(), default=timedelta())
    return [
        Pace(
            node=node.name,
            name=name_of(code, node),
            open=open_now.get(kinds[node.name].value, 0),
            done=len(took[node.name]),
            half=halves.get(node.name),
            heat=_heat(halves.get(node.name), slowest),
        )
        for node in _steps(code)
    ]


def _steps(code: str) -> list[Any]:
    return [FLOWS[code].instance.node(name) for name in KINDS[code]]


def _own_names(process: Any) -> dict[str, str]:
    """What the own steps of a process are called, by their node."""
    design = type_of(process) if isinstance(process, CaseProcess) else None
    if design is None:
        return {}
    return {node: "; ".join(step.label for step in design.steps_at(place)) for node, place in OWN.items()}


def _passage(node: Any, name: str, tasks: list[Task], items: dict[int, WorkItem], work: WorkingTime) -> Passage:
    now = clock.now()
    spans = [_span(task, items.get(task.pk), now) for task in tasks]
    last = items.get(tasks[-1].pk) if tasks else None
    who = (last.done_by or last.assignee) if last else None
    return Passage(
        node=node.name,
        name=name,
        times=len(tasks),
        who=who.short_name if who else "",
        since=spans[-1][0] if spans else None,
        took=sum((work.between(since, until) for since, until in spans), timedelta()),
        is_now=any(task.status in {STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED} for task in tasks),
    )


def _span(task: Task, item: WorkItem | None, now: datetime) -> tuple[datetime, datetime]:
    """From when until when it lay with somebody; of a step with a process of its own, how long that took."""
    return (item.created_at, item.done_at or now) if item else (task.created, task.finished or now)


def _took(agency: Agency, kind: WorkKind, work: WorkingTime, cases: tuple[str, ...] | None) -> list[timedelta]:
    """The working time of each; ``cases`` are the lawful kinds of cases it is about, None where any."""
    found = WorkItem.objects.filter(
        agency=agency, kind=kind, state=WorkState.DONE, done_at__gte=clock.now() - LOOK_BACK
    )
    if cases is not None:
        found = found.filter(case__kind__in=cases)
    done = found.order_by("-done_at").values_list("created_at", "done_at")[:SAMPLE]
    return [work.between(begun, ended) for begun, ended in done if ended]


def _heat(half: timedelta | None, slowest: timedelta) -> int:
    """0 for a step without figures, 1 to 4 by quarters of the slowest."""
    if half is None or not slowest:
        return 0
    return min(HEATS, 1 + int(HEATS * (half / slowest)))
