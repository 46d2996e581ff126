"""Acts upon documents: registration, letters, signing, filing."""

from documents.services.access import lift_mark, mark_paper, name_person, strike_person
from documents.services.copies import destroy_copy, hand_copy, make_copies, take_copy_back
from documents.services.correspondence import CorrespondenceCard, register_correspondence
from documents.services.files import (
    add_file,
    add_version,
    check_in,
    check_out,
    force_check_in,
    keep_upload,
    require_sendable,
)
from documents.services.filing import file_case
from documents.services.filters import change_filter, delete_filter, save_filter
from documents.services.internal import InternalCard, register_internal
from documents.services.journals import (
    cancel_number,
    cancel_reserved,
    change_journal,
    close_journal,
    open_journal,
    reopen_journal,
    reserve_number,
)
from documents.services.letters import (
    LetterDraft,
    accept_visas,
    discard_draft,
    dispatch_letter,
    draft_letter,
    fix_text,
    register_letter,
    require_closed,
    return_letter,
    revise_letter,
    text_version,
)
from documents.services.reading import note_reading
from documents.services.registration import (
    AppealCard,
    IncomingCard,
    ReceivedFile,
    ReceivedLetter,
    ReceivedSignature,
    receive_by_exchange,
    refuse_incoming,
    register_appeal,
    register_incoming,
)
from documents.services.renditions import ask_rendition, convert_next
from documents.services.scanning import scan_next
from documents.services.signatures import sign_letter

__all__ = [
    "AppealCard",
    "CorrespondenceCard",
    "IncomingCard",
    "InternalCard",
    "LetterDraft",
    "ReceivedFile",
    "ReceivedLetter",
    "ReceivedSignature",
    "accept_visas",
    "add_file",
    "add_version",
    "ask_rendition",
    "cancel_number",
    "cancel_reserved",
    "change_filter",
    "change_journal",
    "check_in",
    "check_out",
    "close_journal",
    "convert_next",
    "delete_filter",
    "destroy_copy",
    "discard_draft",
    "dispatch_letter",
    "draft_letter",
    "file_case",
    "fix_text",
    "force_check_in",
    "hand_copy",
    "keep_upload",
    "lift_mark",
    "make_copies",
    "mark_paper",
    "name_person",
    "note_reading",
    "open_journal",
    "receive_by_exchange",
    "refuse_incoming",
    "register_appeal",
    "register_correspondence",
    "register_incoming",
    "register_internal",
    "register_letter",
    "reopen_journal",
    "require_closed",
    "require_sendable",
    "reserve_number",
    "return_letter",
    "revise_letter",
    "save_filter",
    "scan_next",
    "sign_letter",
    "strike_person",
    "take_copy_back",
    "text_version",
]
