"""Which processes there are, and what their steps are called."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.base import Flow
from viewflow.workflow.nodes import StartHandle

from workflows.flows.approval import ApprovalFlow
from workflows.flows.assignment import AssignmentFlow
from workflows.flows.case import CaseFlow
from workflows.flows.incoming import IncomingFlow
from workflows.flows.letter import LetterFlow
from workflows.flows.order import OrderFlow
from workflows.flows.service_complaint import ServiceComplaintFlow
from workflows.flows.service_request import ServiceRequestFlow
from workflows.models import WorkKind
from workflows.timers import Timer

FLOWS: dict[str, type[Flow]] = {
    "case": CaseFlow,
    "service": ServiceRequestFlow,
    "complaint": ServiceComplaintFlow,
    "letter": LetterFlow,
    "approval": ApprovalFlow,
    "assignment": AssignmentFlow,
    "incoming": IncomingFlow,
    "order": OrderFlow,
}
TITLES = {
    "case": _("Case"),
    "service": _("Request for a service"),
    "complaint": _("Complaint about a service"),
    "letter": _("Letter"),
    "approval": _("Approval"),
    "assignment": _("Assignment"),
    "incoming": _("Incoming document"),
    "order": _("Internal order"),
}

# Of steps that people do, the kind of work that they lay on a desk.
KINDS: dict[str, dict[str, WorkKind]] = {
    "case": {
        "own_first": WorkKind.STEP_FIRST,
        "resolution": WorkKind.RESOLVE,
        "execute": WorkKind.EXECUTE,
        "go_on": WorkKind.AWAIT_REPLY,
        "own_reported": WorkKind.STEP_REPORTED,
        "control": WorkKind.CONTROL,
        "own_off_control": WorkKind.STEP_OFF_CONTROL,
        "file": WorkKind.FILE,
    },
    "service": {
        "own_first": WorkKind.STEP_FIRST,
        "papers": WorkKind.CHECK_PAPERS,
        "execute": WorkKind.EXECUTE,
        "go_on": WorkKind.AWAIT_REPLY,
        "own_reported": WorkKind.STEP_REPORTED,
        "confirm": WorkKind.CONFIRM,
        "issue": WorkKind.EXECUTE,
        "control": WorkKind.CONTROL,
        "own_off_control": WorkKind.STEP_OFF_CONTROL,
        "file": WorkKind.FILE,
    },
    "complaint": {
        "own_first": WorkKind.STEP_FIRST,
        "resolution": WorkKind.RESOLVE,
        "execute": WorkKind.EXECUTE,
        "go_on": WorkKind.AWAIT_REPLY,
        "own_reported": WorkKind.STEP_REPORTED,
        "confirm": WorkKind.CONFIRM,
        "issue": WorkKind.EXECUTE,
        "control": WorkKind.CONTROL,
        "own_off_control": WorkKind.STEP_OFF_CONTROL,
        "file": WorkKind.FILE,
    },
    "letter": {
        "approval": WorkKind.APPROVE,
        "revise": WorkKind.REVISE,
        "sign": WorkKind.SIGN,
        "register": WorkKind.REGISTER_LETTER,
        "dispatch": WorkKind.DISPATCH,
    },
    "approval": {"visa": WorkKind.APPROVE},
    "assignment": {
        "approve": WorkKind.APPROVE_ASSIGNMENT,
        "accept": WorkKind.ACCEPT,
        "decide": WorkKind.DISPUTE,
        "do": WorkKind.DO,
        "check": WorkKind.CHECK,
    },
    "incoming": {
        "consider": WorkKind.CONSIDER,
        "read": WorkKind.READ,
        "execution": WorkKind.DO,
        "file": WorkKind.FILE_DOCUMENT,
    },
    "order": {
        "approval": WorkKind.APPROVE,
        "revise": WorkKind.REVISE_ORDER,
        "sign": WorkKind.SIGN,
        "register": WorkKind.REGISTER_ORDER,
        "consider": WorkKind.MAKE_KNOWN,
        "read": WorkKind.READ,
        "execution": WorkKind.DO,
        "file": WorkKind.FILE_DOCUMENT,
    },
}
# Of the others, a name: events, and questions whose answer the process goes by. Of a step, what it is in this process.
EVENTS: dict[str, dict[str, Promise]] = {
    "case": {
        "start": _("registered"),
        "has_first": _("an own step before the resolution left?"),
        "how_on": _("awaits a reply?"),
        "wait": _("whichever comes first"),
        "reply": _("the reply arrives"),
        "has_reported": _("an own step before control left?"),
        "is_agreed": _("agreed at the own step?"),
        "is_accepted": _("report accepted?"),
        "has_off_control": _("an own step before filing left?"),
        "end": _("filed"),
        "again": _("taken up again"),
        "is_resolved_anew": _("to be resolved anew?"),
    },
    "service": {
        "start": _("registered"),
        "has_first": _("an own step before the check left?"),
        "own_first": _("agency's own step before the check"),
        "are_accepted": _("papers not accepted?"),
        "execute": _("consider the request"),
        "how_on": _("awaits a reply?"),
        "wait": _("whichever comes first"),
        "reply": _("the reply arrives"),
        "has_reported": _("an own step before the confirmation left?"),
        "own_reported": _("agency's own step before the confirmation"),
        "is_agreed": _("agreed at the own step?"),
        "is_confirmed": _("decision returned?"),
        "issue": _("issue the result"),
        "is_accepted": _("report accepted?"),
        "has_off_control": _("an own step before filing left?"),
        "end": _("filed"),
        "again": _("taken up again"),
        "is_resolved_anew": _("papers to be checked anew?"),
    },
    "complaint": {
        "start": _("registered"),
        "has_first": _("an own step before the resolution left?"),
        "execute": _("consider the complaint"),
        "how_on": _("awaits a reply?"),
        "wait": _("whichever comes first"),
        "reply": _("the reply arrives"),
        "has_reported": _("an own step before the confirmation left?"),
        "own_reported": _("agency's own step before the confirmation"),
        "is_agreed": _("agreed at the own step?"),
        "is_forwarded": _("forwarded by competence?"),
        "is_confirmed": _("decision returned?"),
        "issue": _("answer the applicant"),
        "is_accepted": _("report accepted?"),
        "has_off_control": _("an own step before filing left?"),
        "end": _("filed"),
        "again": _("taken up again"),
        "is_resolved_anew": _("to be resolved anew?"),
    },
    "letter": {
        "start": _("submitted"),
        "is_agreed": _("agreed?"),
        "is_signed": _("signed?"),
        "goes_by_exchange": _("goes by exchange?"),
        "end": _("sent"),
    },
    "approval": {
        "start": _("submitted"),
        "is_anybody_left": _("anybody left to ask?"),
        "ask": _("ask whose turn it is"),
        "gather": _("all of the turn have answered"),
        "end": _("ended"),
    },
    "assignment": {
        "start": _("issued"),
        "is_drafted": _("drafted by an aide?"),
        "is_approved": _("approved?"),
        "is_disputed": _("disputed?"),
        "is_input": _("input of a co-executor?"),
        "is_accepted": _("report accepted?"),
        "end": _("ended"),
    },
    "incoming": {
        "start": _("registered"),
        "was_filed": _("taken back out of its file?"),
        "goes_as_case": _("to be answered, as a case?"),
        "is_for_reading": _("for information?"),
        "ask": _("give to each reader"),
        "gather": _("all have confirmed"),
        "has_points": _("assignments at work?"),
        "is_executed": _("executed, or all cancelled?"),
        "is_over": _("filed or answered?"),
        "is_returned": _("returned to the head?"),
        "end": _("ended"),
    },
    "order": {
        "draft": _("submitted"),
        "is_agreed": _("agreed?"),
        "is_signed": _("signed?"),
        "start": _("registered from paper"),
        "was_filed": _("taken back out of its file?"),
        "is_for_reading": _("is anybody to read it?"),
        "ask": _("give to each reader"),
        "gather": _("all have confirmed"),
        "has_points": _("assignments at work?"),
        "is_over": _("is it filed?"),
        "is_returned": _("to be made known again?"),
        "end": _("ended"),
    },
}


def code_of(process: Any) -> str:
    """Which process of these it is."""
    return next(code for code, flow in FLOWS.items() if flow is process.flow_class)


def nodes_of(code: str) -> list[Any]:
    """The nodes that a process of today comes by: where no way leads, only older ones still are."""
    nodes = FLOWS[code].instance.nodes()
    return [node for node in nodes if isinstance(node, StartHandle) or list(node._incoming())]


def name_of(code: str, node: Any) -> str:
    """What a node of the process is called in the language of the page.

    Raises:
        KeyError: the node has no name.
    """
    kind = KINDS[code].get(node.name)
    said = EVENTS[code].get(node.name)
    name = str(kind.label if kind is not None and said is None else EVENTS[code][node.name])
    return name[:1].upper() + name[1:]


def timers_of(code: str) -> list[tuple[Any, Timer]]:
    """The boundary timers of a process, each with the step that declares it."""
    return [(node, timer) for node in FLOWS[code].instance.nodes() for timer in getattr(node, "timers", ())]
