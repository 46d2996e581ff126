"""A process as BPMN 2.0 with its layout, as bpmn-js and other programs open it (OMG BPMN 2.0.2, chapters 10 and 12)."""

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree
from viewflow.workflow.chart import calc_layout_data

from workflows.pictures import room
from workflows.pictures.names import FLOWS, TITLES, name_of, nodes_of
from workflows.timers import Timer

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/DD/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
SPACES = {"bpmn": MODEL, "bpmndi": BPMNDI, "dc": DC, "di": DI}
PROCESS = "process_{code}"
# Whichever branch comes first goes on and ends the other: a gateway of events, in the terms of BPMN.
ELEMENTS = {"SplitFirst": "eventBasedGateway"}


def bpmn(code: str) -> bytes:
    """The process of this code, its names in the language of the page; equal bytes for equal processes."""
    grid = calc_layout_data(FLOWS[code])
    shown = nodes_of(code)
    cells = sorted((cell for cell in grid.cells if cell.node in shown), key=lambda cell: (cell.col, cell.row))
    edges = sorted((edge for edge in grid.edges if edge.src in shown), key=lambda edge: (edge.src.name, edge.dst.name))
    room.make_room(cells, edges)
    root = etree.Element(_in(MODEL, "definitions"), nsmap=SPACES, targetNamespace="urn:mezhved:processes")
    process = _add(root, MODEL, "process", id=PROCESS.format(code=code), name=str(TITLES[code]), isExecutable="false")
    plane = _add(_add(root, BPMNDI, "BPMNDiagram", id="diagram"), BPMNDI, "BPMNPlane", id="plane")
    plane.set("bpmnElement", PROCESS.format(code=code))
    for cell in cells:
        _put_node(process, plane, cell, name_of(code, cell.node), edges)
    for edge in edges:
        _put_edge(process, plane, edge)
    _put_timers(process, plane, {cell.node.name: cell for cell in cells})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def node_id(name: str) -> str:
    """By what the drawing knows a node."""
    return f"node_{name}"


def _put_node(process: Any, plane: Any, cell: Any, name: str, edges: list[Any]) -> None:
    element = ELEMENTS.get(type(cell.node).__name__, cell.node.bpmn_element)
    drawn = _add(process, MODEL, element, id=node_id(cell.node.name), name=name)
    for edge in edges:
        if edge.dst is cell.node:
            _add(drawn, MODEL, "incoming").text = _edge_id(edge)
    for edge in edges:
        if edge.src is cell.node:
            _add(drawn, MODEL, "outgoing").text = _edge_id(edge)
    shape = _add(plane, BPMNDI, "BPMNShape", id=f"shape_{cell.node.name}", bpmnElement=node_id(cell.node.name))
    if element == "exclusiveGateway":
        shape.set("isMarkerVisible", "true")
    at = {"x": cell.shape.x, "y": cell.shape.y, "width": cell.shape.width, "height": cell.shape.height}
    _add(shape, DC, "Bounds", **{key: str(value) for key, value in at.items()})


def timer_id(step: str, timer: Timer) -> str:
    """By what the drawing knows a boundary timer of a step."""
    return f"timer_{step}__{timer.name}"


def _put_timers(process: Any, plane: Any, cells: dict[str, Any]) -> None:
    """Boundary events, each with its way: to the step that follows, or to the message that it sends."""
    for step, cell in cells.items():
        for place, timer in enumerate(room.timers_at(cell)):
            circle = room.on_border(cell, place)
            here = timer_id(step, timer)
            flow, target = f"flow_{here}", f"message_{here}"
            drawn = _add(process, MODEL, "boundaryEvent", id=here, name=_capital(timer.label))
            drawn.set("attachedToRef", node_id(step))
            drawn.set("cancelActivity", "true" if timer.is_interrupting else "false")
            _add(drawn, MODEL, "outgoing").text = flow
            _add(_add(drawn, MODEL, "timerEventDefinition"), MODEL, "timeDate").text = str(timer.due_by.label)
            _put_circle(plane, here, circle, room.words_of(circle, cell))
            if timer.is_interrupting:
                target = node_id(timer.leads_to)
                way = room.way_to(circle, cell, cells[timer.leads_to])
            else:
                message = room.message_of(circle)
                end = _add(process, MODEL, "endEvent", id=target, name=_capital(timer.effect.label))
                _add(end, MODEL, "incoming").text = flow
                _add(end, MODEL, "messageEventDefinition")
                _put_circle(plane, target, message)
                way = [(circle.middle, circle.bottom), (message.middle, message.y)]
            _add(process, MODEL, "sequenceFlow", id=flow, sourceRef=here, targetRef=target)
            line = _add(plane, BPMNDI, "BPMNEdge", id=f"line_{here}", bpmnElement=flow)
            for x, y in way:
                _add(line, DI, "waypoint", x=str(x), y=str(y))


def _put_circle(plane: Any, element: str, circle: room.Box, words: room.Box | None = None) -> None:
    shape = _add(plane, BPMNDI, "BPMNShape", id=f"shape_{element}", bpmnElement=element)
    _add(shape, DC, "Bounds", **circle.attributes)
    if words is not None:
        _add(_add(shape, BPMNDI, "BPMNLabel"), DC, "Bounds", **words.attributes)


def _capital(words: Any) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


def _put_edge(process: Any, plane: Any, edge: Any) -> None:
    source, target = node_id(edge.src.name), node_id(edge.dst.name)
    drawn = _add(process, MODEL, "sequenceFlow", id=_edge_id(edge), sourceRef=source, targetRef=target)
    if edge.label:
        drawn.set("name", _("yes") if edge.edge_class == "cond_true" else _("no"))
    shape = _add(plane, BPMNDI, "BPMNEdge", id=f"line_{edge.src.name}__{edge.dst.name}", bpmnElement=_edge_id(edge))
    for x, y in edge.segments:
        _add(shape, DI, "waypoint", x=str(x), y=str(y))


def edge_id(before: str, after: str) -> str:
    """By what the drawing knows the way between two nodes."""
    return f"flow_{before}__{after}"


def _edge_id(edge: Any) -> str:
    return edge_id(edge.src.name, edge.dst.name)


def _in(space: str, tag: str) -> str:
    return f"{{{space}}}{tag}"


def _add(parent: Any, space: str, tag: str, /, **attributes: str) -> Any:
    return etree.SubElement(parent, _in(space, tag), attrib=attributes)
