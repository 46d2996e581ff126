"""Who opened which file."""

from documents.models import DocumentFile
from history.actors import Actor
from history.acts import act, record


@act
def note_reading(*, actor: Actor, entry: DocumentFile) -> None:
    """Write down that a person, or a guest, opened a file of a document."""
    record(
        "documents.file_read",
        actor=actor,
        subject=entry.document,
        data={"file": entry.name, "sha256": entry.stored.sha256},
    )
