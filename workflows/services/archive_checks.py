"""Checking the papers of a transfer to the archive, one after another: signatures, and a copy in PDF/A of each file.

Which authorities a received paper is checked against only the register of correspondents knows; so the check is here.
"""

import logging

from django.db import OperationalError

from documents import archiving, files
from documents import services as documents
from documents.models import DocumentFile, Flow, Signature, Soundness, StoredFile, TransferLine, TransferState
from documents.services import Checked, CopyMade
from documents.transfer_words import SIGNATURE
from history.actors import Automatic
from workflows import selectors

logger = logging.getLogger(__name__)

WORKER = Automatic("archive")
FileRole = DocumentFile.FileRole
COPIED = (FileRole.MAIN, FileRole.ATTACHMENT, FileRole.SCAN)


def check_next() -> bool:
    """Check the paper that waits longest; whether there was one. Whatever breaks off is a finding and holds up none."""
    line = (
        TransferLine.objects.filter(transfer__state=TransferState.CHECKING, soundness=Soundness.WAITING)
        .select_related("document__agency", "document__case", "transfer")
        .order_by("transfer", "ordinal")
        .first()
    )
    if line is None:
        return False
    try:
        checked = check(line)
    except OperationalError:  # of the database, not of the paper: the next round tries again
        raise
    except Exception:
        logger.exception("paper of transfer %s", line.pk)
        checked = Checked(["check-failed"])
    documents.note_checked(actor=WORKER, line=line, checked=checked)
    return True


def check(line: TransferLine) -> Checked:
    """What the check of a paper finds at this moment; its archive copies are stored."""
    document = line.document
    entries = list(
        DocumentFile.objects.filter(document=document, is_current=True, destroyed_by__isnull=True)
        .select_related("stored")
        .order_by("pk")
    )
    wrong: list[str] = []
    unchecked: list[str] = []
    report = selectors.check_of_container(document)
    if report is not None:
        wrong += [f"{SIGNATURE}{finding.code}" for finding in report.findings]
        unchecked += [one.code for one in report.not_checked]
    elif Signature.objects.filter(document=document).exists():
        wrong.append("container-missing")
    if any(entry.role == FileRole.SIGNATURE for entry in entries):
        unchecked.append("DETACHED")
    is_ours = document.flow != Flow.INCOMING
    copies = [_copy(entry, is_own=is_ours and entry.role == FileRole.MAIN) for entry in entries if entry.role in COPIED]
    if not copies:
        wrong.append("content-missing")
    if any(copy.made is None for copy in copies):
        wrong.append("copy-missing")
    return Checked(wrong, unchecked, [report.as_json()] if report is not None else [], copies)


def _copy(entry: DocumentFile, *, is_own: bool) -> CopyMade:
    if not entry.stored.is_safe_to_render:
        return CopyMade(entry, fault="macros" if entry.stored.has_macros else "infected")
    try:
        with archiving.archived(files.path_of(entry.stored), entry.name, is_own=is_own) as copy:
            made: StoredFile = files.store(copy.stream, files.PDF)
            return CopyMade(entry, made, copy.origin)
    except archiving.NotArchivable as failure:
        return CopyMade(entry, fault=str(failure))
