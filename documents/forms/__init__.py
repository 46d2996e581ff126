"""Forms of registration, of journals and of search."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm
from documents.forms.journals import JournalForm, ReasonForm
from documents.forms.search import FilterForm, SearchForm

__all__ = ["AppealForm", "CorrespondenceForm", "FilterForm", "JournalForm", "ReasonForm", "SearchForm"]
