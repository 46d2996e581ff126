"""Acts of this room: entering applicants, merging their cards, and all that befalls a case."""

from citizens.services.cases import (
    CaseCard,
    add_participant,
    assign,
    carry_term,
    close,
    decide_question,
    forget_text,
    move,
    open_case,
    reopen,
    require_lawful_end,
    set_access,
)
from citizens.services.merging import merge_persons, undo_merge
from citizens.services.people import PersonData, add_person
from citizens.services.roles import end_part, invite

__all__ = [
    "CaseCard",
    "PersonData",
    "add_participant",
    "add_person",
    "assign",
    "carry_term",
    "close",
    "decide_question",
    "end_part",
    "forget_text",
    "invite",
    "merge_persons",
    "move",
    "open_case",
    "reopen",
    "require_lawful_end",
    "set_access",
    "undo_merge",
]
