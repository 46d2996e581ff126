"""Batches of scans: sending one, what the worker does with it, and what a person does with pages it could not place.

The worker acts for who sent the batch: a scan gets onto a card exactly if that person could put it there.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from documents import files, policies, scans
from documents.models import (
    MOST_PAGES,
    BatchPage,
    BatchPart,
    BatchState,
    BatchTrouble,
    Document,
    DocumentFile,
    Flow,
    PartState,
    ScanBatch,
    StoredFile,
    written,
)
from documents.scans import Unreadable
from documents.scans.dividing import divided
from documents.services.attaching import stamp
from documents.services.files import add_file
from history import clock
from history.actors import Actor
from history.acts import act, record

LONGEST_REASON = 200
# More pages of one stretch that cannot even be drawn alone make the file one that is not worth the worker's time.
BROKEN_AT_MOST = 5
_FAULTS = {one.value: one for one in (BatchTrouble.BROKEN, BatchTrouble.ENCRYPTED, BatchTrouble.TOO_HARD)}


@act
def send_batch(*, actor: Employee, agency: Agency, name: str, stored: StoredFile) -> ScanBatch:
    """Give a PDF of many papers to the worker.

    Raises:
        PermissionDenied: the actor does not register in this agency.
        ValidationError: ``batch-not-pdf``, ``file-infected``.
    """
    require(policies.may_register(actor, agency))
    if stored.media_type != files.PDF:
        raise ValidationError({"file": ValidationError(_("A batch of scans is one PDF."), code="batch-not-pdf")})
    if stored.is_infected:
        raise ValidationError(_("The file is infected and is not taken."), code="file-infected")
    batch = ScanBatch(agency=agency, stored=stored, name=name[-255:], sent_by=actor, sent_at=clock.now())
    batch.full_clean()
    batch.save()
    record("documents.batch_sent", actor=actor, subject=batch, data={"sha256": stored.sha256})
    return batch


def work_on_batches(*, actor: Actor) -> bool:
    """Do the next step of the batch that waits longest; whether there was one. Done twice, a step changes nothing."""
    batch = (
        ScanBatch.objects.filter(state__in=[BatchState.READING, BatchState.PLACING])
        .select_related("stored", "agency", "sent_by")
        .order_by("id")
        .first()
    )
    if batch is None:
        return False
    if batch.stored.is_infected:
        end_batch(actor=actor, batch=batch, trouble=BatchTrouble.INFECTED)
    elif batch.state == BatchState.PLACING:
        _place_next(actor, batch)
    elif batch.pages is None:
        _begin(actor, batch)
    elif batch.pages_read < batch.pages:
        _read_stretch(actor, batch)
    else:
        divide_batch(actor=actor, batch=batch)
    return True


@act
def note_pages(*, actor: Actor, batch: ScanBatch, pages: int) -> None:
    """The worker found out how many pages a batch has."""
    batch.pages = pages
    batch.save()
    record("documents.batch_begun", actor=actor, subject=batch, data={"pages": pages})


@act
def divide_batch(*, actor: Actor, batch: ScanBatch) -> None:
    """Let a batch of which all pages are read fall into its parts."""
    fresh = ScanBatch.objects.select_for_update().get(pk=batch.pk)
    if fresh.state != BatchState.READING:
        return
    pages = list(fresh.read.order_by("number"))
    parts = divided(pages, fresh.agency_id)
    for ordinal, part in enumerate(parts, 1):
        BatchPart.objects.create(
            batch=fresh,
            ordinal=ordinal,
            pages=written(part.pages),
            turn=part.turn,
            state=PartState.UNPLACED if part.trouble else PartState.WAITING,
            trouble=part.trouble,
            document=part.document,
        )
    fresh.read.all().delete()
    fresh.state = BatchState.PLACING
    fresh.save()
    record("documents.batch_divided", actor=actor, subject=fresh, data={"count": len(parts)})


@act
def end_batch(*, actor: Actor, batch: ScanBatch, trouble: str = "") -> None:
    """The worker is through with a batch, or could not read it."""
    fresh = ScanBatch.objects.select_for_update().get(pk=batch.pk)
    if not fresh.is_due:
        return
    fresh.read.all().delete()
    fresh.state = BatchState.FAILED if trouble else BatchState.DONE
    fresh.trouble = trouble
    fresh.save()
    record("documents.batch_done", actor=actor, subject=fresh, data={"trouble": trouble} if trouble else {})


@act
def leave_part(*, actor: Actor, part: BatchPart, trouble: str) -> None:
    """Leave a part to a person, with the reason. Of a paper that who sent the batch does not see nothing is kept."""
    fresh = _locked(part)
    if fresh.state != PartState.WAITING:
        return
    fresh.state, fresh.trouble = PartState.UNPLACED, trouble
    if trouble == BatchTrouble.NOT_SEEN:
        fresh.document = None
    fresh.save()
    record("documents.part_left", actor=actor, subject=fresh.batch, data={"part": fresh.ordinal})


def place_part(*, actor: Employee, part: BatchPart, document: Document, pages: Sequence[int] = ()) -> BatchPart:
    """Put pages of a batch onto the card of a paper; of an incoming one with a stamped visual copy.

    With ``pages`` those alone; the others become a part of their own, which waits on.

    Raises:
        PermissionDenied: the actor does not work on this batch, or puts no scans on this card.
        ValidationError: ``part-decided`` (somebody was faster), ``pages-wrong``, ``pages-cleared``, ``paper-closed``,
            ``file-fixed``, ``file-infected``, ``pages-unreadable``.
    """
    require(policies.may_work_on_batch(actor, part.batch) and policies.sees(actor, document))
    chosen = sorted(set(pages) or set(part.page_numbers))
    if not set(chosen) <= set(part.page_numbers):
        raise ValidationError(
            {"pages": ValidationError(_("This part has other pages: %(pages)s."), "pages-wrong", {"pages": part.pages})}
        )
    try:
        with scans.cut(_content(part.batch), chosen, part.turn) as made:
            stored = files.store(made, files.PDF)
    except Unreadable as error:
        raise ValidationError(_("These pages cannot be taken out of the file."), code="pages-unreadable") from error
    return put_on_card(actor=actor, part=part, document=document, stored=stored, pages=chosen)


@act
def put_on_card(
    *, actor: Employee, part: BatchPart, document: Document, stored: StoredFile, pages: Sequence[int]
) -> BatchPart:
    """Put what was cut out of a batch onto the card; see `place_part`."""
    fresh = _locked(part)
    if fresh.state not in (PartState.WAITING, PartState.UNPLACED):
        raise ValidationError(_("Somebody has decided upon this part already."), code="part-decided")
    name = f"Скан {document.number.replace('/', '-')}.pdf"
    entry = add_file(actor=actor, document=document, name=name, stored=stored, role=DocumentFile.FileRole.SCAN)
    rest = sorted(set(fresh.page_numbers) - set(pages))
    if rest:
        _split(fresh, list(pages), rest)
    fresh.document, fresh.file, fresh.state, fresh.trouble = document, entry, PartState.PLACED, ""
    fresh.stamped = stamp(document, name, stored) if document.flow in (Flow.INCOMING, Flow.APPEAL) else None
    fresh.save()
    record(
        "documents.part_placed",
        actor=actor,
        subject=document,
        about=[document.case, fresh.batch],
        data={"pages": fresh.pages[:100], "batch": fresh.batch_id},
    )
    return fresh


@act
def discard_part(*, actor: Employee, part: BatchPart, reason: str) -> BatchPart:
    """Decide that pages of a batch belong nowhere, with the reason; they can be taken back while the batch is kept.

    Raises:
        PermissionDenied: the actor does not work on this batch.
        ValidationError: ``reason-missing``, ``part-decided``.
    """
    require(policies.may_work_on_batch(actor, part.batch))
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    fresh = _locked(part)
    if fresh.state != PartState.UNPLACED:
        raise ValidationError(_("Somebody has decided upon this part already."), code="part-decided")
    fresh.state, fresh.reason = PartState.DISCARDED, reason.strip()[:LONGEST_REASON]
    fresh.save()
    record("documents.part_discarded", actor=actor, subject=fresh.batch, data={"part": fresh.ordinal})
    return fresh


@act
def take_part_back(*, actor: Employee, part: BatchPart) -> BatchPart:
    """Undo the placing or discarding of pages: the scan is off the card, as its history tells, and waits for a person.

    Raises:
        PermissionDenied: the actor does not work on this batch, or does not see the paper.
        ValidationError: ``part-not-decided``, ``paper-closed``, ``file-in-use`` (somebody works on the scan),
            ``pages-cleared`` (the batch is kept no longer).
    """
    require(policies.may_work_on_batch(actor, part.batch))
    fresh = _locked(part)
    _content(fresh.batch)
    if fresh.state == PartState.PLACED:
        _take_off(actor, fresh)
    elif fresh.state == PartState.DISCARDED:
        record("documents.part_restored", actor=actor, subject=fresh.batch, data={"part": fresh.ordinal})
    else:
        raise ValidationError(_("This part awaits a decision already."), code="part-not-decided")
    fresh.state, fresh.reason, fresh.trouble = PartState.UNPLACED, "", ""
    fresh.save()
    return fresh


def clear_batches(*, actor: Actor) -> int:
    """Remove the files of batches of which every page was decided upon long ago; how many. What is on cards stays."""
    before = clock.now() - timedelta(days=settings.BATCHES_KEPT_DAYS)
    old = ScanBatch.objects.filter(
        state__in=[BatchState.DONE, BatchState.FAILED], sent_at__lt=before, stored__destroyed_at__isnull=True
    ).exclude(parts__state=PartState.UNPLACED)
    done = 0
    for batch in old.select_related("stored").order_by("id"):
        if _is_held_elsewhere(batch):
            continue
        clear_batch(actor=actor, batch=batch)
        files.remove_destroyed([batch.stored_id])
        done += 1
    return done


@act
def clear_batch(*, actor: Actor, batch: ScanBatch) -> None:
    """Note that the file of a batch is kept no longer."""
    batch.stored.destroyed_at = clock.now()
    batch.stored.save()
    record("documents.batch_cleared", actor=actor, subject=batch, data={"sha256": batch.stored.sha256})


def _begin(actor: Actor, batch: ScanBatch) -> None:
    try:
        pages = scans.count(files.path_of(batch.stored))
    except Unreadable as error:
        end_batch(actor=actor, batch=batch, trouble=_FAULTS[str(error)])
        return
    if pages > MOST_PAGES:
        end_batch(actor=actor, batch=batch, trouble=BatchTrouble.TOO_MANY)
        return
    note_pages(actor=actor, batch=batch, pages=pages)


def _read_stretch(actor: Actor, batch: ScanBatch) -> None:
    first = batch.pages_read + 1
    last = min(batch.pages_read + scans.STRETCH, batch.pages or 0)
    path = files.path_of(batch.stored)
    try:
        seen = scans.read(path, first, last)
    except Unreadable:
        try:
            seen = _one_by_one(batch, first, last)
        except Unreadable as error:
            end_batch(actor=actor, batch=batch, trouble=_FAULTS[str(error)])
            return
    with transaction.atomic():
        fresh = ScanBatch.objects.select_for_update().get(pk=batch.pk)
        if fresh.pages_read != batch.pages_read:
            return  # another worker was faster
        BatchPage.objects.bulk_create(
            [
                BatchPage(batch=fresh, number=one.number, code=one.code, turn=one.turn, is_blank=one.is_blank)
                for one in seen
            ]
        )
        fresh.pages_read = last
        fresh.save()


def _one_by_one(batch: ScanBatch, first: int, last: int) -> list[scans.SeenPage]:
    """A stretch in which something is too hard: page by page, and what cannot be drawn is left to a person."""
    seen, broken = [], 0
    for number in range(first, last + 1):
        try:
            seen += scans.read(files.path_of(batch.stored), number, number)
        except Unreadable:
            broken += 1
            if broken > BROKEN_AT_MOST:
                raise
            seen.append(scans.SeenPage(number, "", 0, is_blank=False))
    return seen


def _place_next(actor: Actor, batch: ScanBatch) -> None:
    part = batch.parts.filter(state=PartState.WAITING).select_related("document__case", "batch__stored").first()
    if part is None:
        end_batch(actor=actor, batch=batch)
        return
    sender = Employee.objects.get(pk=batch.sent_by_id)
    assert part.document is not None
    trouble = _objection(sender, part.document)
    if trouble:
        leave_part(actor=actor, part=part, trouble=trouble)
        return
    try:
        place_part(actor=sender, part=part, document=part.document)
    except (ValidationError, PermissionDenied):
        leave_part(actor=actor, part=part, trouble=BatchTrouble.CLOSED)


def _objection(sender: Employee, document: Document) -> str:
    """Why the worker leaves pages to a person although their sheet names a paper."""
    role = DocumentFile.FileRole.SCAN
    if not policies.sees(sender, document):
        return BatchTrouble.NOT_SEEN
    if not policies.may_add_file(sender, document, role) or policies.objection_to_file(document, role, is_new=True):
        return BatchTrouble.CLOSED
    if DocumentFile.objects.filter(document=document, role=role, is_current=True).exists():
        return BatchTrouble.HAS_SCAN
    return ""


def _take_off(actor: Employee, part: BatchPart) -> None:
    document, entry, stamped = part.document, part.file, part.stamped
    assert document is not None
    assert entry is not None
    require(policies.sees(actor, document) and policies.may_add_file(actor, document, DocumentFile.FileRole.SCAN))
    if policies.objection_to_file(document, DocumentFile.FileRole.SCAN, is_new=True) == "paper-closed":
        raise ValidationError(
            _("The paper is closed or its case is filed: its files stay as they are."), code="paper-closed"
        )
    if any(one is not None and (one.versions.exists() or one.check_outs.exists()) for one in (entry, stamped)):
        raise ValidationError(_("Somebody works on this scan: it stays on the card."), code="file-in-use")
    part.file = part.stamped = part.document = None
    part.state = PartState.UNPLACED
    part.save()
    for one in (stamped, entry):
        if one is not None:
            one.delete()
    record(
        "documents.part_taken_off",
        actor=actor,
        subject=document,
        about=[document.case, part.batch],
        data={"pages": part.pages[:100], "batch": part.batch_id},
    )


def _split(part: BatchPart, pages: list[int], rest: list[int]) -> None:
    last = part.batch.parts.order_by("-ordinal").values_list("ordinal", flat=True)[0]
    BatchPart.objects.create(
        batch=part.batch,
        ordinal=last + 1,
        pages=written(rest),
        turn=part.turn,
        state=PartState.UNPLACED,
        trouble=part.trouble,
    )
    part.pages = written(pages)


def _locked(part: BatchPart) -> BatchPart:
    ScanBatch.objects.select_for_update().get(pk=part.batch_id)
    return BatchPart.objects.select_related("batch__stored", "document__case", "file", "stamped").get(pk=part.pk)


def _content(batch: ScanBatch) -> Path:
    """Where the file of the batch lies."""
    if batch.stored.is_infected:
        raise ValidationError(_("The file is infected and is not taken."), code="file-infected")
    if batch.stored.destroyed_at is not None:
        raise ValidationError(_("The file of this batch is kept no longer."), code="pages-cleared")
    return files.path_of(batch.stored)


def _is_held_elsewhere(batch: ScanBatch) -> bool:
    others = ScanBatch.objects.filter(stored=batch.stored_id).exclude(pk=batch.pk)
    return DocumentFile.objects.filter(stored=batch.stored_id).exists() or others.exists()
