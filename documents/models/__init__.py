"""Documents, their files and signatures, journals, templates of letters and the file plan."""

from documents.models.documents import Document, DocumentKind, DocumentQuerySet, Signature, State
from documents.models.files import DocumentFile, StoredFile
from documents.models.filing import FileIndex
from documents.models.journals import Flow, Journal, JournalYear, ReservedNumber
from documents.models.letters import LetterTemplate
from documents.models.search import FileText, IndexedCard, SavedFilter, Sharing

__all__ = [
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DocumentQuerySet",
    "FileIndex",
    "FileText",
    "Flow",
    "IndexedCard",
    "Journal",
    "JournalYear",
    "LetterTemplate",
    "ReservedNumber",
    "SavedFilter",
    "Sharing",
    "Signature",
    "State",
    "StoredFile",
]
