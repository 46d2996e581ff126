"""Documents, their files and signatures, journals, templates of letters and the file plan."""

from documents.models.documents import Document, DocumentKind, DocumentQuerySet, Signature, State
from documents.models.files import DocumentFile, StoredFile
from documents.models.filing import FileIndex
from documents.models.journals import Flow, Journal, JournalYear, ReservedNumber
from documents.models.letters import LetterTemplate, TemplateVersion, VersionState

__all__ = [
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DocumentQuerySet",
    "FileIndex",
    "Flow",
    "Journal",
    "JournalYear",
    "LetterTemplate",
    "ReservedNumber",
    "Signature",
    "State",
    "StoredFile",
    "TemplateVersion",
    "VersionState",
]
