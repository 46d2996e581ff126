"""Who opened which file."""

from agencies.models import Employee
from documents.models import DocumentFile
from history.acts import act, record


@act
def note_reading(*, actor: Employee, entry: DocumentFile) -> None:
    """Write down that a person opened a file of a document."""
    record(
        "documents.file_read",
        actor=actor,
        subject=entry.document,
        data={"file": entry.name, "sha256": entry.stored.sha256},
    )
