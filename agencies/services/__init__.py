"""Acts of this room: setting an agency up, its calendar and terms, signing in and out."""

from agencies.services.calendars import Hours, check_day, forget_day, name_day, set_hours
from agencies.services.entrance import ENTRANCE, note_refused_sign_in, note_sign_in, note_sign_out
from agencies.services.kinds import KindCard, edit_kind, set_roll
from agencies.services.staff import NewPost, appoint, create_agency, create_unit, end_post, hire
from agencies.services.terms import (
    ask_extension,
    begin_term,
    change_term,
    check_extension,
    check_resumption,
    decline_extension,
    end_term,
    extend_term,
    not_suspendable,
    note_notice,
    recompute_term,
    resume_term,
    suspend_term,
)

__all__ = [
    "ENTRANCE",
    "Hours",
    "KindCard",
    "NewPost",
    "appoint",
    "ask_extension",
    "begin_term",
    "change_term",
    "check_day",
    "check_extension",
    "check_resumption",
    "create_agency",
    "create_unit",
    "decline_extension",
    "edit_kind",
    "end_post",
    "end_term",
    "extend_term",
    "forget_day",
    "hire",
    "name_day",
    "not_suspendable",
    "note_notice",
    "note_refused_sign_in",
    "note_sign_in",
    "note_sign_out",
    "recompute_term",
    "resume_term",
    "set_hours",
    "set_roll",
    "suspend_term",
]
