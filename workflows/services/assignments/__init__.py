"""Acts upon assignments: issuing, executing, directing them."""

from workflows.services.assignments.directing import (
    add_co_executor,
    cancel,
    change_executor,
    change_term,
    decline_longer,
    grant_longer,
    reassign_disputed,
    reopen,
    uphold,
)
from workflows.services.assignments.executing import (
    accept,
    ask_longer,
    begin,
    deliver,
    dispute,
    note_progress,
    report,
    return_report,
    take_off_control,
)
from workflows.services.assignments.issuing import (
    Point,
    add_inputs,
    approve,
    decline,
    issue,
    terms_offered,
)

__all__ = [
    "Point",
    "accept",
    "add_co_executor",
    "add_inputs",
    "approve",
    "ask_longer",
    "begin",
    "cancel",
    "change_executor",
    "change_term",
    "decline",
    "decline_longer",
    "deliver",
    "dispute",
    "grant_longer",
    "issue",
    "note_progress",
    "reassign_disputed",
    "reopen",
    "report",
    "return_report",
    "take_off_control",
    "terms_offered",
    "uphold",
]
