"""Documents, their files and signatures, journals, templates of letters and the file plan."""

from documents.models.copies import CopyMove, CopyState, PaperCopy
from documents.models.documents import Document, DocumentKind, DocumentQuerySet, Signature, State
from documents.models.files import CheckOut, DocumentFile, Rendition, Scan, StoredFile
from documents.models.filing import FileIndex
from documents.models.journals import ORDERS, OWN_FLOWS, Flow, Journal, JournalYear, ReservedNumber
from documents.models.letters import LetterTemplate, TemplateVersion, VersionState
from documents.models.search import FileText, IndexedCard, SavedFilter, Sharing

__all__ = [
    "ORDERS",
    "OWN_FLOWS",
    "CheckOut",
    "CopyMove",
    "CopyState",
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
    "PaperCopy",
    "Rendition",
    "ReservedNumber",
    "SavedFilter",
    "Scan",
    "Sharing",
    "Signature",
    "State",
    "StoredFile",
    "TemplateVersion",
    "VersionState",
]
