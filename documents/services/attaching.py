"""Files laid onto documents: an entry for each stored file, and the copy of a scan that bears the incoming stamp."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from documents import files
from documents.models import Document, DocumentFile, StoredFile
from documents.pdf.stamp import NotStampable, stamped_copy
from documents.services.renditions import want_rendition
from history import bulk


def attach(
    document: Document,
    name: str,
    stored: StoredFile,
    role: str,
    version: int = 1,
    *,
    origin: DocumentFile | None = None,
    remark: str = "",
) -> DocumentFile:
    """Add a stored file to a document; ``origin`` is the first version of what it is a version of."""
    entry = entry_of(document, name, stored, role, version=version, origin=origin, remark=remark)
    entry.save()
    want_rendition(stored)
    return entry


def attach_all(entries: Sequence[DocumentFile]) -> None:
    """Write entries of `entry_of` at once."""
    for entry in bulk.create(DocumentFile, entries):
        want_rendition(entry.stored)


def entry_of(document: Document, name: str, stored: StoredFile, role: str, **more: Any) -> DocumentFile:
    """A file of a document, checked and not yet written."""
    entry = DocumentFile(document=document, stored=stored, role=role, name=name[-255:], **more)
    entry.full_clean(validate_constraints=False)  # the program itself numbers versions; the database holds to it
    return entry


def stamp(document: Document, name: str, scan: StoredFile) -> DocumentFile | None:
    """Add a visual copy with the incoming stamp, if the scan is a PDF that can be drawn upon."""
    if scan.media_type != files.PDF or scan.is_infected:
        return None
    try:
        copy = stamped_copy(files.path_of(scan), document)
    except NotStampable:
        return None  # the scan itself is kept, which is what registration promises
    stored = files.store(copy, files.PDF)
    return attach(document, f"{PurePath(name).stem} (штамп).pdf", stored, DocumentFile.FileRole.VISUAL_COPY)
