"""Forms of registration."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm
from documents.forms.internal import InternalForm
from documents.forms.journals import JournalForm, ReasonForm

__all__ = ["AppealForm", "CorrespondenceForm", "InternalForm", "JournalForm", "ReasonForm"]
