"""Files of a document: taking them in, their versions, who works on one, and ending that by force."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import files, policies
from documents.models import CheckOut, Document, DocumentFile, StoredFile
from documents.services.attaching import attach
from history import clock
from history.acts import act, record

LONGEST_REASON = 200
LONGEST_REMARK = 300
FileRole = DocumentFile.FileRole
ADDED_ROLES = (FileRole.ATTACHMENT, FileRole.WORKING)
# Scans of the paper come in batches, not by the form of one file.
TAKEN_ROLES = (*ADDED_ROLES, FileRole.SCAN)


def keep_upload(*, actor: Employee, upload: "UploadedFile[Any] | files.PartedUpload") -> tuple[str, StoredFile]:
    """Put what a person sent into the store; its name, and the stored content. An infected file is noted and refused.

    To be called outside of an act, so that a note of an infected file outlives the refusal.

    Raises:
        ValidationError: what `files.store` refuses, ``upload-unfinished``.
    """
    name = upload.name or "file"
    if isinstance(upload, files.PartedUpload) and not upload.is_whole:
        raise ValidationError(_("The file has not arrived in full: send it again."), code="upload-unfinished")
    try:
        kept = files.store(upload, name=name)
    except ValidationError as refused:
        if isinstance(refused, files.Infected):
            refuse_infected(actor=actor, found=refused)
        _forget(upload)
        raise
    _forget(upload)
    return name, kept


@act
def refuse_infected(*, actor: Employee, found: files.Infected) -> None:
    """Write down that somebody sent an infected file, which was not kept."""
    record(
        "documents.infected_refused",
        actor=actor,
        subject=actor,
        data={"note": found.finding, "sha256": found.sha256},
    )


@act
def add_file(*, actor: Employee, document: Document, name: str, stored: StoredFile, role: str) -> DocumentFile:
    """Add an attachment, working material or a scan of the paper to a document.

    Raises:
        PermissionDenied: the actor adds no such files to this document.
        ValidationError: ``role-unknown``, ``paper-closed``, ``file-fixed`` (see `policies.objection_to_file`),
            ``file-infected``, ``file-has-macros``.
    """
    if role not in TAKEN_ROLES:
        raise ValidationError({"role": ValidationError(_("Choose what the file is."), code="role-unknown")})
    document = _locked(document)
    require(policies.may_add_file(actor, document, role))
    _require_open(document, role, is_new=True)
    _require_takeable(document, stored)
    entry = attach(document, name, stored, role)
    record("documents.file_added", actor=actor, subject=document, about=_about(document), data=_told(entry))
    return entry


@act
def add_version(*, actor: Employee, entry: DocumentFile, name: str, stored: StoredFile, remark: str) -> DocumentFile:
    """Put a new version in the place of a file; the earlier one stays to be read. The actor's check-out ends by it.

    Raises:
        PermissionDenied: the actor adds no such files to this document.
        ValidationError: ``remark-missing``, ``paper-closed``, ``file-fixed``, ``file-superseded`` (another version was
            added meanwhile), ``file-checked-out`` (by somebody else), ``content-same``, ``file-infected``,
            ``file-has-macros``.
    """
    said = _said(remark, "remark", "remark-missing", _("Say what is new."))[:LONGEST_REMARK]
    document, old, held = _held_open(actor, entry)
    if stored.pk == old.stored_id:
        raise ValidationError({"file": ValidationError(_("This is the same content."), code="content-same")})
    _require_takeable(document, stored)
    old.is_current = False
    old.save()
    new = attach(document, name, stored, old.role, old.version + 1, origin=_origin(old), remark=said)
    if held is not None:
        _end(held, actor)
    told = _told(new) | {"remark": said}
    record("documents.version_added", actor=actor, subject=document, about=_about(document), data=told)
    return new


@act
def check_out(*, actor: Employee, entry: DocumentFile, reason: str) -> CheckOut:
    """Take a file to work on it: until it is checked in nobody else adds a version.

    Raises:
        PermissionDenied: the actor adds no versions of this file.
        ValidationError: ``reason-missing``, ``file-checked-out``, ``file-superseded``, ``paper-closed``,
            ``file-fixed``.
    """
    said = _reason(reason)
    document, old, held = _held_open(actor, entry)
    if held is not None:
        raise _taken(held)
    taken = CheckOut(file=old, holder=actor, reason=said, since=clock.now())
    taken.full_clean()
    taken.save()
    told = _told(old) | {"reason": said}
    record("documents.checked_out", actor=actor, subject=document, about=_about(document), data=told)
    return taken


@act
def check_in(*, actor: Employee, entry: DocumentFile) -> CheckOut:
    """Lay a checked-out file down as it was.

    Raises:
        PermissionDenied: somebody else holds it.
        ValidationError: ``not-checked-out``.
    """
    document = _locked(entry.document)
    held = _held(entry)
    require(held.holder_id == actor.pk)
    _end(held, actor)
    record("documents.checked_in", actor=actor, subject=document, about=_about(document), data=_told(entry))
    return held


@act
def force_check_in(*, actor: Employee, entry: DocumentFile, reason: str) -> CheckOut:
    """End another person's check-out, who is told of it.

    Raises:
        PermissionDenied: the actor is neither the head of the records office nor a head above the paper.
        ValidationError: ``reason-missing``, ``not-checked-out``.
    """
    document = _locked(entry.document)
    require(policies.may_force_check_in(actor, document))
    said = _reason(reason)
    held = _held(entry)
    held.forced_because = said
    _end(held, actor)
    told = _told(entry) | {"reason": said, "person": held.holder.short_name}
    record("documents.check_in_forced", actor=actor, subject=held, about=[document, *_about(document)], data=told)
    return held


def require_sendable(stored: StoredFile) -> None:
    """Refuse an attachment of ours that would carry macros or a virus to its addressee.

    Raises:
        ValidationError: ``file-has-macros``, ``file-infected``.
    """
    _require_clean(stored)
    if stored.has_macros:
        raise ValidationError(
            _("A letter of ours carries no macros: save the file without them."), code="file-has-macros"
        )


def _require_takeable(document: Document, stored: StoredFile) -> None:
    """Macros of others are taken and flagged, for nothing that a citizen sends may be lost."""
    if policies.is_drafted(document):
        require_sendable(stored)
    _require_clean(stored)


def _require_clean(stored: StoredFile) -> None:
    if stored.is_infected:
        raise ValidationError(_("The file is infected and is not taken."), code="file-infected")


def _require_open(document: Document, role: str, *, is_new: bool) -> None:
    code = policies.objection_to_file(document, role, is_new=is_new)
    if code == "paper-closed":
        raise ValidationError(_("The paper is closed or its case is filed: its files stay as they are."), code=code)
    if code:
        raise ValidationError(
            _("What came, was agreed upon or signed stays as it is: add working material instead."), code=code
        )


def _held_open(actor: Employee, entry: DocumentFile) -> tuple[Document, DocumentFile, CheckOut | None]:
    """Document and file, locked, if the actor may add a version now; and the actor's own check-out."""
    document = _locked(entry.document)
    require(policies.may_add_file(actor, document, entry.role))
    _require_open(document, entry.role, is_new=False)
    fresh = DocumentFile.objects.get(pk=entry.pk)
    if not fresh.is_current:
        raise ValidationError(_("Another version was added meanwhile: look at it first."), code="file-superseded")
    held = CheckOut.objects.filter(file=fresh, ended_at__isnull=True).select_related("holder").first()
    if held is not None and held.holder_id != actor.pk:
        raise _taken(held)
    return document, fresh, held


def _held(entry: DocumentFile) -> CheckOut:
    found = CheckOut.objects.filter(file=entry, ended_at__isnull=True).select_related("holder").first()
    if found is None:
        raise ValidationError(_("Nobody holds this file."), code="not-checked-out")
    return found


def _taken(held: CheckOut) -> ValidationError:
    return ValidationError(
        _("%(person)s works on this file since %(since)s: %(reason)s")
        % {
            "person": held.holder.short_name,
            "since": f"{timezone.localtime(held.since):%d.%m.%Y}",
            "reason": held.reason,
        },
        code="file-checked-out",
    )


def _end(held: CheckOut, actor: Employee) -> None:
    held.ended_at, held.ended_by = clock.now(), actor
    held.save()


def _locked(document: Document) -> Document:
    """The document as it is now: whoever changes its files, or its state, waits here."""
    return (
        Document.objects.select_for_update(of=("self",)).select_related("case__applicant", "unit").get(pk=document.pk)
    )


def _origin(old: DocumentFile) -> DocumentFile:
    return old.origin or old


def _told(entry: DocumentFile) -> dict[str, Any]:
    return {"file": entry.name, "sha256": entry.stored.sha256, "version": entry.version}


def _about(document: Document) -> list[Model | None]:
    case = document.case
    return [case, case.applicant if case else None]


def _reason(text: str) -> str:
    return _said(text, "reason", "reason-missing", _("Name the reason."))[:LONGEST_REASON]


def _said(text: str, field: str, code: str, message: str) -> str:
    if not text.strip():
        raise ValidationError({field: ValidationError(message, code=code)})
    return text.strip()


def _forget(upload: Any) -> None:
    if isinstance(upload, files.PartedUpload):
        upload.forget()
