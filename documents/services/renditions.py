"""Readable copies of office files: asked for when a file is added, made by the worker, once for each content."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents import conversion, files
from documents.models import DocumentFile, Rendition, StoredFile
from history.actors import Actor
from history.acts import act, record

Progress = Rendition.Progress


def want_rendition(stored: StoredFile) -> Rendition | None:
    """Let the worker make a readable copy of an office file, unless there is one; none of what could do harm."""
    if stored.media_type not in files.OFFICE or not stored.is_safe_to_render:
        return None
    return Rendition.objects.get_or_create(source=stored)[0]


@act
def ask_rendition(*, actor: Employee, entry: DocumentFile) -> Rendition:
    """Ask for a readable copy of a file that has none, or whose conversion failed.

    Raises:
        PermissionDenied: it is no office file, or one that is never converted.
    """
    wanted = want_rendition(entry.stored)
    require(wanted is not None)
    assert wanted is not None
    if wanted.progress == Progress.FAILED:
        wanted.progress, wanted.fault = Progress.WAITING, ""
        wanted.save()
    told = {"file": entry.name, "sha256": entry.stored.sha256}
    record("documents.rendition_asked", actor=actor, subject=entry.document, data=told)
    return wanted


@act
def try_again(*, actor: Employee, rendition: Rendition) -> Rendition:
    """Let the worker try a failed conversion again. Who may ask for it says whoever calls.

    Raises:
        ValidationError: ``not-failed``.
    """
    if rendition.progress != Progress.FAILED:
        raise ValidationError(_("This conversion has not failed."), code="not-failed")
    rendition.progress, rendition.fault = Progress.WAITING, ""
    rendition.save()
    record("documents.rendition_asked", actor=actor, subject=rendition, data={"sha256": rendition.source.sha256})
    return rendition


def convert_next(*, actor: Actor) -> bool:
    """Convert the file that waits longest; whether there was one. Without LibreOffice all of them wait on."""
    if not conversion.is_available():
        return False
    waiting = Rendition.objects.filter(progress=Progress.WAITING).select_related("source").order_by("id").first()
    if waiting is None:
        return False
    source = waiting.source
    if not source.is_safe_to_render:
        note_failure(actor=actor, rendition=waiting, fault="macros" if source.has_macros else "infected")
        return True
    try:
        with conversion.converted(files.path_of(source)) as made:
            stored = files.store(made, files.PDF)
    except conversion.NotConvertible as failure:
        note_failure(actor=actor, rendition=waiting, fault=str(failure))
    except Exception as error:  # whatever it is, the files behind this one are not held up by it
        note_failure(actor=actor, rendition=waiting, fault=type(error).__name__)
    else:
        note_made(actor=actor, rendition=waiting, made=stored)
    return True


@act
def note_made(*, actor: Actor, rendition: Rendition, made: StoredFile) -> None:
    """A readable copy is there."""
    rendition.progress, rendition.made = Progress.MADE, made
    rendition.full_clean()
    rendition.save()
    record("documents.rendition_made", actor=actor, subject=rendition, data={"sha256": made.sha256})


@act
def note_failure(*, actor: Actor, rendition: Rendition, fault: str) -> None:
    """A file could not be converted; it is not tried again by itself."""
    rendition.progress, rendition.fault = Progress.FAILED, fault[:200]
    rendition.save()
    record("documents.rendition_failed", actor=actor, subject=rendition, data={"fault": fault[:200]})
