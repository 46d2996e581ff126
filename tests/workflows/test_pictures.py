"""Pictures of processes: names, drawings that other programs open, and where a process stands."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from lxml import etree
from viewflow.workflow.base import Flow

from agencies.worktime import working_time_of
from history import clock
from tests.oversight.papers import NOON
from tests.world import World
from workflows.flows.steps import LockedFlow
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.pictures.drawing import BPMNDI, DC, DI, MODEL, SPACES, bpmn
from workflows.pictures.names import FLOWS, KINDS, name_of, nodes_of, timers_of
from workflows.pictures.standing import OWN, paces, passages

pytestmark = pytest.mark.feature("X08")

WAYS = ("incoming", "outgoing")
BOX, LINE = f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"


def drawn(code: str) -> Any:
    """The drawing, read again."""
    return etree.fromstring(bpmn(code))


def all_flows(base: type[Flow] = LockedFlow) -> set[type[Flow]]:
    """Every process of the program."""
    return {one for flow in base.__subclasses__() for one in (flow, *all_flows(flow))}


def test_every_process_has_a_picture() -> None:
    """One that is added later must be named here too; processes of tests need none."""
    assert set(FLOWS.values()) == {one for one in all_flows() if one.__module__.startswith("workflows.")}


@pytest.mark.parametrize("code", sorted(FLOWS))
def test_every_node_is_named_in_both_languages(code: str) -> None:
    """By words of its own, not by the name that the code has for it."""
    nodes = nodes_of(code)
    for language in ("ru", "en"):
        with translation.override(language):
            names = [name_of(code, node) for node in nodes]
        assert [name for name, times in Counter(names).items() if times > 1] == []
        assert all(name and "_" not in name for name in names)


@pytest.mark.parametrize("code", sorted(FLOWS))
def test_a_drawing_is_whole(code: str) -> None:
    """Every node has its box, every flow its line, every reference leads to something, and ids are unique."""
    root = drawn(code)
    process, plane = root.find("bpmn:process", SPACES), root.find(".//bpmndi:BPMNPlane", SPACES)
    nodes = {one.get("id"): one for one in process if not one.tag.endswith("sequenceFlow")}
    flows = {one.get("id"): one for one in process.findall("bpmn:sequenceFlow", SPACES)}
    boxes = {one.get("bpmnElement") for one in plane.iter(BOX) if one.find(f"{{{DC}}}Bounds") is not None}
    lines = {one.get("bpmnElement"): len(list(one.iter(f"{{{DI}}}waypoint"))) for one in plane.iter(LINE)}
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))

    timers = [node for node, _timer in timers_of(code) if node in nodes_of(code)]
    sent = [one for one in nodes if str(one).startswith("message_")]
    assert len(nodes) == len(nodes_of(code)) + len(timers) + len(sent)
    assert boxes == set(nodes)
    assert set(lines) == set(flows)
    assert min(lines.values()) >= 2
    assert {flow.get(end) for flow in flows.values() for end in ("sourceRef", "targetRef")} <= set(nodes)
    named = {one.text for way in WAYS for node in nodes.values() for one in node.findall(f"{{{MODEL}}}{way}")}
    assert named == set(flows)
    assert [one for one, times in ids.items() if times > 1] == []
    assert bpmn(code) == bpmn(code)


@pytest.mark.feature("F15")
@pytest.mark.parametrize("code", sorted(FLOWS))
def test_timers_are_boundary_events_of_their_steps(code: str) -> None:
    """Each stands on the border of its step, says whether it ends it, and leads to a step or to a message."""
    root = drawn(code)
    found = {one.get("id"): one for one in root.iter(f"{{{MODEL}}}boundaryEvent")}
    wanted = {f"timer_{node.name}__{one.name}": (node, one) for node, one in timers_of(code) if node in nodes_of(code)}
    sides = ("x", "y", "width", "height")
    boxed = {one.get("bpmnElement"): one.find(f"{{{DC}}}Bounds") for one in root.iter(BOX)}
    bounds = {key: [int(float(box.get(side))) for side in sides] for key, box in boxed.items()}

    assert set(found) == set(wanted)
    for key, (node, timer) in wanted.items():
        drawn_one = found[key]
        assert drawn_one.get("attachedToRef") == f"node_{node.name}"
        assert drawn_one.get("cancelActivity") == ("true" if timer.is_interrupting else "false")
        assert drawn_one.find("bpmn:timerEventDefinition/bpmn:timeDate", SPACES).text
        flow = root.find(f".//bpmn:sequenceFlow[@sourceRef='{key}']", SPACES)
        assert flow.get("targetRef") == (f"node_{timer.leads_to}" if timer.leads_to else f"message_{key}")
        step, circle = bounds[f"node_{node.name}"], bounds[key]
        assert step[0] <= circle[0] <= circle[0] + circle[2] <= step[0] + step[2]
        assert circle[1] + circle[3] // 2 == step[1] + step[3]
    boxes = [box for one, box in bounds.items() if not str(one).startswith("timer_")]
    assert not any(_overlap(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])


def _overlap(one: list[int], other: list[int]) -> bool:
    """Whether two rectangles share any point inside."""
    return all(one[at] < other[at] + other[at + 2] and other[at] < one[at] + one[at + 2] for at in (0, 1))


def test_a_case_under_way_shows_its_current_step_and_what_it_has_passed(world: World) -> None:
    """Who has it, since when, how often."""
    case = world.appeal()
    before = {one.node: one.state for one in passages("case", case.process, case.agency)}
    item = world.resolved(case)
    steps = {one.node: one for one in passages("case", case.process, case.agency)}

    assert before == {"resolution": "now", "execute": "ahead", "go_on": "ahead", "control": "ahead", "file": "ahead"}
    assert (steps["resolution"].state, steps["execute"].state) == ("passed", "now")
    assert steps["resolution"].who == world.person("leader").short_name
    assert (steps["execute"].who, steps["execute"].times) == (world.person("executor").short_name, 1)
    assert steps["execute"].since == item.created_at


def test_the_figures_of_a_step_are_those_of_its_work(world: World) -> None:
    """Open and done ones are counted, half of the done took no longer than told, the slowest step is the hottest."""
    for _number in range(3):
        world.resolved(world.appeal())
    world.appeal()
    done = WorkItem.objects.filter(kind=WorkKind.RESOLVE, state=WorkState.DONE).order_by("pk")
    for number, item in enumerate(done, start=1):
        item.created_at = NOON - timedelta(hours=number)
        item.done_at = NOON
        item.save()
    agency, other = world.office.agency, world.office.other
    with clock.at(NOON):
        found = {one.node: one for one in paces("case", agency, working_time_of(agency))}

    assert (found["resolution"].open, found["resolution"].done) == (1, 3)
    assert (found["resolution"].half, found["resolution"].heat) == (timedelta(hours=2), 4)
    assert (found["execute"].open, found["execute"].done, found["execute"].half) == (3, 0, None)
    assert other is not None
    assert all(one.open == one.done == 0 for one in paces("case", other.agency, working_time_of(other.agency)))


def test_the_page_of_a_case_tells_its_process_and_those_of_its_letters(world: World, client: Any) -> None:
    """In the table that the picture is drawn over; another's letter is not among them."""
    case = world.appeal()
    world.resolved(case)
    letter = world.submitted(case, world.draft("answer"))
    client.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")
    page = client.get(reverse("workflows:case-process", args=[case.pk]))
    of_letter = client.get(reverse("workflows:case-process", args=[case.pk]), {"letter": letter.pk})
    of_none = client.get(reverse("workflows:case-process", args=[case.pk]), {"letter": "0"})

    assert [one.node for one in page.context["passages"] if one.is_now] == ["execute"]
    assert [one.node for one in of_letter.context["passages"] if one.is_now] == ["approval"]
    assert of_none.context["code"] == "case"
    assert all(f'data-element="node_{node}"' in page.content.decode() for node in set(KINDS["case"]) - set(OWN))


def test_an_unknown_process_has_no_drawing(world: World, client: Any) -> None:
    """The address answers as if there were none."""
    client.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")

    assert client.get(reverse("workflows:process-drawing", args=["payroll"])).status_code == 404
