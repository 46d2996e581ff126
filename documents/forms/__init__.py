"""Forms of registration, of files, of journals and of search."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm
from documents.forms.files import CheckOutForm, NewFileForm, VersionForm
from documents.forms.internal import InternalForm
from documents.forms.journals import JournalForm, ReasonForm
from documents.forms.search import FilterForm, SearchForm
from documents.forms.templates import TemplateForm

__all__ = [
    "AppealForm",
    "CheckOutForm",
    "CorrespondenceForm",
    "FilterForm",
    "InternalForm",
    "JournalForm",
    "NewFileForm",
    "ReasonForm",
    "SearchForm",
    "TemplateForm",
    "VersionForm",
]
