"""Forms of the files of a document: adding one, a new version, taking it to work on, ending another's work."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Employee
from documents import services
from documents.forms.fields import Kept, UploadField, kept_by, token_of
from documents.models import DocumentFile
from documents.services.files import LONGEST_REASON, LONGEST_REMARK

FileRole = DocumentFile.FileRole


class KeptFileForm(forms.Form):
    """A form with one file; chosen before an error it is kept and need not be chosen again."""

    file = UploadField(label=_("File"), required=False)
    kept_file = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, employee: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee = employee
        self.kept: Kept = []

    def clean(self) -> dict[str, Any]:
        """Keep the chosen file, or find the one kept by an earlier try."""
        cleaned = super().clean() or {}
        try:
            if cleaned.get("file"):
                self.kept = [services.keep_upload(actor=self.employee, upload=cleaned["file"])]
        except ValidationError as error:
            self.add_error("file", error)
            return cleaned
        self.kept = self.kept or kept_by(cleaned.get("kept_file", ""))[:1]
        if self.kept and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["kept_file"] = token_of(self.kept)
        if not self.kept and "file" not in self.errors:
            self.add_error("file", ValidationError(_("Choose a file."), code="file-missing"))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the service is given: name and content of the file, and the other fields."""
        name, stored = self.kept[0]
        others = {key: value for key, value in self.cleaned_data.items() if key not in ("file", "kept_file")}
        return {"name": name, "stored": stored, **others}


class NewFileForm(KeptFileForm):
    """A file that joins a document."""

    role = forms.ChoiceField(label=_("What the file is"))

    field_order = ("role", "file")

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "role", forms.ChoiceField).choices = [(role, FileRole(role).label) for role in roles]


class VersionForm(KeptFileForm):
    """A new version of a file."""

    remark = forms.CharField(label=_("What is new"), max_length=LONGEST_REMARK)

    field_order = ("file", "remark")


class CheckOutForm(forms.Form):
    """Why a file is taken to be worked on, or another one's work on it is ended."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
