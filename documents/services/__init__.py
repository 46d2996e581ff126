"""Acts upon documents: registration, letters, signing, filing."""

from documents.services.correspondence import CorrespondenceCard, register_correspondence
from documents.services.filing import file_case
from documents.services.filters import change_filter, delete_filter, save_filter
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
from documents.services.signatures import sign_letter

__all__ = [
    "AppealCard",
    "CorrespondenceCard",
    "IncomingCard",
    "LetterDraft",
    "ReceivedFile",
    "ReceivedLetter",
    "ReceivedSignature",
    "accept_visas",
    "cancel_number",
    "cancel_reserved",
    "change_filter",
    "change_journal",
    "close_journal",
    "delete_filter",
    "discard_draft",
    "dispatch_letter",
    "draft_letter",
    "file_case",
    "fix_text",
    "note_reading",
    "open_journal",
    "receive_by_exchange",
    "refuse_incoming",
    "register_appeal",
    "register_correspondence",
    "register_incoming",
    "register_letter",
    "reopen_journal",
    "reserve_number",
    "return_letter",
    "revise_letter",
    "save_filter",
    "sign_letter",
    "text_version",
]
