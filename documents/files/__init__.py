"""Files: what bytes are, whether they could harm, where they are kept, and how large ones come in parts."""

from documents.files.content import CONTAINER, OFFICE, PDF, PICTURES, TEXT, Content, Readable, head_kind, media_type_of
from documents.files.parts import PartedUpload
from documents.files.scanning import Infected, Verdict, is_configured, scan
from documents.files.storing import (
    BLOCK,
    Placed,
    blocks,
    enter,
    enter_all,
    keep_verdict,
    kept_aside,
    open_stored,
    path_of,
    place,
    place_all,
    place_of,
    remove_destroyed,
    store,
)

__all__ = [
    "BLOCK",
    "CONTAINER",
    "OFFICE",
    "PDF",
    "PICTURES",
    "TEXT",
    "Content",
    "Infected",
    "PartedUpload",
    "Placed",
    "Readable",
    "Verdict",
    "blocks",
    "enter",
    "enter_all",
    "head_kind",
    "is_configured",
    "keep_verdict",
    "kept_aside",
    "media_type_of",
    "open_stored",
    "path_of",
    "place",
    "place_all",
    "place_of",
    "remove_destroyed",
    "scan",
    "store",
]
