"""Which steps and ways of the processes a run walked, and how much of a process the tests of an agency walk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from citizens.models import Case
from workflows.approving import ApprovalProcess
from workflows.assigned import AssignmentProcess
from workflows.flows.case import CaseFlow
from workflows.flows.service_complaint import ServiceComplaintFlow
from workflows.flows.service_request import ServiceRequestFlow
from workflows.models import CaseProcess, LetterProcess
from workflows.pictures.drawing import edge_id, node_id, timer_id
from workflows.pictures.names import FLOWS, name_of, nodes_of, timers_of
from workflows.timers import TimerFiring

# Walked is kept as JSON: by code of a process, names of nodes, pairs of names for ways, and of a step and its timer
# for timers that fired; of runs from before timers were declared there are none.
Walked = dict[str, dict[str, list[Any]]]


@dataclass(frozen=True)
class Part:
    """A step or a way of a process, and how many tests walked it."""

    name: str
    element: str
    tests: int

    @property
    def state(self) -> str:
        """Of the drawing."""
        return "walked" if self.tests else "missed"


@dataclass(frozen=True)
class Coverage:
    """What of a process was walked."""

    code: str
    nodes: list[Part]
    ways: list[Part]
    timers: list[Part]

    @property
    def parts(self) -> list[Part]:
        """Steps, then ways, then timers."""
        return [*self.nodes, *self.ways, *self.timers]

    @property
    def nodes_walked(self) -> int:
        """How many steps."""
        return sum(bool(one.tests) for one in self.nodes)

    @property
    def ways_walked(self) -> int:
        """How many ways."""
        return sum(bool(one.tests) for one in self.ways)

    @property
    def timers_fired(self) -> int:
        """How many timers."""
        return sum(bool(one.tests) for one in self.timers)


def walked(case: Case) -> Walked:
    """What the processes of a case and of its papers have walked. Four queries a kind."""
    of_document = Q(approval__document__case=case)
    of_assignment = Q(assignment__case=case) | Q(assignment__document__case=case)
    of_case = CaseProcess.objects.filter(case=case)
    processes = {
        "case": of_case.filter(flow_class=CaseFlow),
        "service": of_case.filter(flow_class=ServiceRequestFlow),
        "complaint": of_case.filter(flow_class=ServiceComplaintFlow),
        "letter": LetterProcess.objects.filter(letter__case=case),
        "approval": ApprovalProcess.objects.filter(of_document),
        "assignment": AssignmentProcess.objects.filter(of_assignment),
    }
    found: Walked = {}
    for code, some in processes.items():
        keys = list(some.values_list("pk", flat=True))
        tasks = Task.objects.filter(process_id__in=keys).exclude(status=STATUS.CANCELED)
        names = {task.pk: task.flow_task.name for task in tasks}
        pairs = Task.previous.through.objects.filter(from_task__in=names, to_task__in=names)
        ways = {(names[before], names[after]) for after, before in pairs.values_list("from_task", "to_task")}
        if names:
            fired = TimerFiring.objects.filter(task__in=names).values_list("task", "timer")
            timers = {(names[task], timer) for task, timer in fired}
            found[code] = {
                "nodes": sorted(set(names.values())),
                "ways": sorted(map(list, ways)),
                "timers": sorted(map(list, timers)),
            }
    return found


def coverage(code: str, runs: Iterable[Mapping[str, Any]]) -> Coverage:
    """How much of a process these runs walked together."""
    walks = [one[code] for one in runs if code in one]
    nodes = nodes_of(code)
    names = {node.name: name_of(code, node) for node in nodes}
    ways = [
        (edge.src.name, edge.dst.name) for node in nodes for edge in FLOWS[code].instance.node(node.name)._outgoing()
    ]
    return Coverage(
        code,
        [
            Part(names[node.name], node_id(node.name), sum(node.name in walk["nodes"] for walk in walks))
            for node in nodes
        ],
        [
            Part(
                f"{names[before]} → {names[after]}",
                edge_id(before, after),
                sum([before, after] in walk["ways"] for walk in walks),
            )
            for before, after in dict.fromkeys(ways)
        ],
        [
            Part(
                f"{names[node.name]}: {timer.label}",
                timer_id(node.name, timer),
                sum([node.name, timer.name] in walk.get("timers", ()) for walk in walks),
            )
            for node, timer in timers_of(code)
            if node.name in names
        ],
    )
