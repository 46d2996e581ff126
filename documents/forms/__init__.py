"""Forms of registration, files, scans, journals, letters, the post, the file plan, disposals and search."""

from documents.forms.appeals import (
    AppealForm,
)
from documents.forms.batches import (
    BatchForm,
    PlaceForm,
)
from documents.forms.correspondence import (
    CorrespondenceForm,
)
from documents.forms.disposals import (
    AppraisalForm,
    DestroyForm,
)
from documents.forms.files import (
    CheckOutForm,
    NewFileForm,
    VersionForm,
)
from documents.forms.internal import (
    InternalForm,
)
from documents.forms.journals import (
    JournalForm,
    ReasonForm,
)
from documents.forms.plans import (
    ChooseKindForm,
    ChosenFilesForm,
    CloseVolumeForm,
    FileDocumentForm,
    FileForm,
    FilingRuleForm,
    RepeatForm,
    RetentionKindForm,
    WhyForm,
    YearForm,
)
from documents.forms.post import (
    DeliveryForm,
    HandInForm,
    ItemForm,
    ListLetterForm,
    RegisterForm,
    ReturnForm,
    TableOfIdentifiersForm,
)
from documents.forms.search import (
    FilterForm,
    SearchForm,
)
from documents.forms.templates import (
    TemplateForm,
)
from documents.forms.transfers import PaperDecisionForm, ReceptionForm, TransferActForm

__all__ = [
    "AppealForm",
    "AppraisalForm",
    "BatchForm",
    "CheckOutForm",
    "ChooseKindForm",
    "ChosenFilesForm",
    "CloseVolumeForm",
    "CorrespondenceForm",
    "DeliveryForm",
    "DestroyForm",
    "FileDocumentForm",
    "FileForm",
    "FilingRuleForm",
    "FilterForm",
    "HandInForm",
    "InternalForm",
    "ItemForm",
    "JournalForm",
    "ListLetterForm",
    "NewFileForm",
    "PaperDecisionForm",
    "PlaceForm",
    "ReasonForm",
    "ReceptionForm",
    "RegisterForm",
    "RepeatForm",
    "RetentionKindForm",
    "ReturnForm",
    "SearchForm",
    "TableOfIdentifiersForm",
    "TemplateForm",
    "TransferActForm",
    "VersionForm",
    "WhyForm",
    "YearForm",
]
