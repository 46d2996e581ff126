"""Forms of registration."""

from documents.forms.appeals import AppealForm
from documents.forms.correspondence import CorrespondenceForm

__all__ = ["AppealForm", "CorrespondenceForm"]
