"""Forms of registration, of journals, of the file plan and of disposals."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm
from documents.forms.disposals import AppraisalForm, DestroyForm
from documents.forms.journals import JournalForm, ReasonForm
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

__all__ = [
    "AppealForm",
    "AppraisalForm",
    "ChooseKindForm",
    "ChosenFilesForm",
    "CloseVolumeForm",
    "CorrespondenceForm",
    "DestroyForm",
    "FileDocumentForm",
    "FileForm",
    "FilingRuleForm",
    "JournalForm",
    "ReasonForm",
    "RepeatForm",
    "RetentionKindForm",
    "WhyForm",
    "YearForm",
]
