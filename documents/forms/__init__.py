"""Forms of registration and of files."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm
from documents.forms.files import CheckOutForm, NewFileForm, VersionForm
from documents.forms.internal import InternalForm
from documents.forms.journals import JournalForm, ReasonForm

__all__ = [
    "AppealForm",
    "CheckOutForm",
    "CorrespondenceForm",
    "InternalForm",
    "JournalForm",
    "NewFileForm",
    "ReasonForm",
    "VersionForm",
]
