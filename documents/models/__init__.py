"""Documents, their files and signatures, journals, templates of letters, the file plan and the disposal of files."""

from documents.models.disposal import (
    OPEN_STATES,
    Disposal,
    DisposalLine,
    DisposalState,
    Inventory,
    InventoryItem,
    InventoryKind,
    Verdict,
)
from documents.models.documents import Document, DocumentKind, DocumentQuerySet, Signature, State
from documents.models.files import DocumentFile, StoredFile
from documents.models.filing import (
    FileIndex,
    FilePlan,
    FileState,
    Filing,
    FilingRule,
    PlanState,
    RetentionChange,
    RetentionEvent,
    Volume,
)
from documents.models.journals import Flow, Journal, JournalYear, ReservedNumber
from documents.models.letters import LetterTemplate
from documents.models.retention import Category, Holds, RetentionKind, Span

__all__ = [
    "OPEN_STATES",
    "Category",
    "Disposal",
    "DisposalLine",
    "DisposalState",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DocumentQuerySet",
    "FileIndex",
    "FilePlan",
    "FileState",
    "Filing",
    "FilingRule",
    "Flow",
    "Holds",
    "Inventory",
    "InventoryItem",
    "InventoryKind",
    "Journal",
    "JournalYear",
    "LetterTemplate",
    "PlanState",
    "ReservedNumber",
    "RetentionChange",
    "RetentionEvent",
    "RetentionKind",
    "Signature",
    "Span",
    "State",
    "StoredFile",
    "Verdict",
    "Volume",
]
