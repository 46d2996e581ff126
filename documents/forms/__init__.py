"""Forms of registration, files, journals, letters, the file plan, disposals and search."""

from documents.forms.appeals import (
    AppealForm,
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
from documents.forms.search import (
    FilterForm,
    SearchForm,
)
from documents.forms.templates import (
    TemplateForm,
)

__all__ = [
    "AppealForm",
    "AppraisalForm",
    "CheckOutForm",
    "ChooseKindForm",
    "ChosenFilesForm",
    "CloseVolumeForm",
    "CorrespondenceForm",
    "DestroyForm",
    "FileDocumentForm",
    "FileForm",
    "FilingRuleForm",
    "FilterForm",
    "InternalForm",
    "JournalForm",
    "NewFileForm",
    "ReasonForm",
    "RepeatForm",
    "RetentionKindForm",
    "SearchForm",
    "TemplateForm",
    "VersionForm",
    "WhyForm",
    "YearForm",
]
