"""Documents, their files and signatures, journals, templates of letters, the file plan, disposals, and search."""

from documents.models.copies import (
    CopyMove,
    CopyState,
    PaperCopy,
)
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
from documents.models.documents import (
    Document,
    DocumentKind,
    DocumentQuerySet,
    Signature,
    State,
)
from documents.models.files import (
    CheckOut,
    DocumentFile,
    Rendition,
    Scan,
    StoredFile,
)
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
from documents.models.journals import (
    ORDERS,
    OWN_FLOWS,
    Flow,
    Journal,
    JournalYear,
    ReservedNumber,
)
from documents.models.letters import (
    LetterTemplate,
    TemplateVersion,
    VersionState,
)
from documents.models.proofs import Proof
from documents.models.retention import (
    Category,
    Holds,
    RetentionKind,
    Span,
)
from documents.models.search import (
    FileText,
    IndexedCard,
    SavedFilter,
    Sharing,
)

__all__ = [
    "OPEN_STATES",
    "ORDERS",
    "OWN_FLOWS",
    "Category",
    "CheckOut",
    "CopyMove",
    "CopyState",
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
    "FileText",
    "Filing",
    "FilingRule",
    "Flow",
    "Holds",
    "IndexedCard",
    "Inventory",
    "InventoryItem",
    "InventoryKind",
    "Journal",
    "JournalYear",
    "LetterTemplate",
    "PaperCopy",
    "PlanState",
    "Proof",
    "Rendition",
    "ReservedNumber",
    "RetentionChange",
    "RetentionEvent",
    "RetentionKind",
    "SavedFilter",
    "Scan",
    "Sharing",
    "Signature",
    "Span",
    "State",
    "StoredFile",
    "TemplateVersion",
    "Verdict",
    "VersionState",
    "Volume",
]
