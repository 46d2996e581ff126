"""Acts of this room: entering applicants, merging their cards, all that befalls a case, its discussion, its guests."""

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
    open_questions,
    reassign,
    reopen,
    require_lawful_end,
    set_access,
)
from citizens.services.guests import ENTRANCE, GuestCard, MadeLink, end_link, hash_of, make_link, open_link
from citizens.services.merging import merge_persons, undo_merge
from citizens.services.people import PersonData, add_person
from citizens.services.remarks import (
    correct_remark,
    see_mentions,
    withdraw_remark,
    write_guest_remark,
    write_remark,
)
from citizens.services.roles import end_part, invite

__all__ = [
    "ENTRANCE",
    "CaseCard",
    "GuestCard",
    "MadeLink",
    "PersonData",
    "add_participant",
    "add_person",
    "assign",
    "carry_term",
    "close",
    "correct_remark",
    "decide_question",
    "end_link",
    "end_part",
    "forget_text",
    "hash_of",
    "invite",
    "make_link",
    "merge_persons",
    "move",
    "open_case",
    "open_link",
    "open_questions",
    "reassign",
    "reopen",
    "require_lawful_end",
    "see_mentions",
    "set_access",
    "undo_merge",
    "withdraw_remark",
    "write_guest_remark",
    "write_remark",
]
