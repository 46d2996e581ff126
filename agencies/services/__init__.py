"""Acts of this room: setting an agency up, its structure and its staff, signing in and out."""

from agencies.services.absences import cancel_absence, end_absence, enter_absence, name_substitutes
from agencies.services.accounts import close_account, open_account, set_password
from agencies.services.entrance import ENTRANCE, note_refused_sign_in, note_sign_in, note_sign_out
from agencies.services.staff import (
    EmployeeCard,
    NewPlace,
    NewPost,
    agency_of,
    appoint,
    change_employee,
    dismiss,
    end_post,
    hire,
    set_position,
    transfer,
)
from agencies.services.staff_import import import_staff, preview_import
from agencies.services.structure import (
    AgencyCard,
    change_agency,
    close_unit,
    create_agency,
    create_unit,
    merge_units,
    move_unit,
    rename_unit,
    reopen_unit,
    take_back_change,
)

__all__ = [
    "ENTRANCE",
    "AgencyCard",
    "EmployeeCard",
    "NewPlace",
    "NewPost",
    "agency_of",
    "appoint",
    "cancel_absence",
    "change_agency",
    "change_employee",
    "close_account",
    "close_unit",
    "create_agency",
    "create_unit",
    "dismiss",
    "end_absence",
    "end_post",
    "enter_absence",
    "hire",
    "import_staff",
    "merge_units",
    "move_unit",
    "name_substitutes",
    "note_refused_sign_in",
    "note_sign_in",
    "note_sign_out",
    "open_account",
    "preview_import",
    "rename_unit",
    "reopen_unit",
    "set_password",
    "set_position",
    "take_back_change",
    "transfer",
]
