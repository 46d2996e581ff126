"""Forms of registration."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm
from documents.forms.journals import JournalForm, ReasonForm
from documents.forms.templates import TemplateForm

__all__ = ["AppealForm", "CorrespondenceForm", "JournalForm", "ReasonForm", "TemplateForm"]
