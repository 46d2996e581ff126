"""Acts of this room: setting an agency up, signing in and out."""

from agencies.services.entrance import ENTRANCE, note_refused_sign_in, note_sign_in, note_sign_out
from agencies.services.staff import NewPost, appoint, create_agency, create_unit, end_post, hire

__all__ = [
    "ENTRANCE",
    "NewPost",
    "appoint",
    "create_agency",
    "create_unit",
    "end_post",
    "hire",
    "note_refused_sign_in",
    "note_sign_in",
    "note_sign_out",
]
