"""Acts of approval: routes, rounds, verdicts, delegation, answers to remarks, favourite routes, an agency's rules."""

from workflows.services.approvals.favourites import drop_route, keep_route, set_rules
from workflows.services.approvals.rounds import recall, submit_document
from workflows.services.approvals.routing import StageDraft, draw_route, take_ready_route
from workflows.services.approvals.verdicts import add_approver, answer_remark, delegate, give_visa

__all__ = [
    "StageDraft",
    "add_approver",
    "answer_remark",
    "delegate",
    "draw_route",
    "drop_route",
    "give_visa",
    "keep_route",
    "recall",
    "set_rules",
    "submit_document",
    "take_ready_route",
]
