"""A form with files that need not be chosen again after an error."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents import services
from documents.forms.fields import FilesField, Kept, kept_by, token_of


class KeptFilesForm(forms.Form):
    """``kept`` has the files that the person chose with their names, or those of an earlier try, now in the store."""

    scans = FilesField(label=_("Files (PDF or pictures)"), required=False)
    kept_files = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, employee: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee = employee
        self.kept: Kept = []

    def clean(self) -> dict[str, Any]:
        """Keep the chosen files, or find those kept by an earlier try."""
        cleaned = super().clean() or {}
        try:
            self.kept = [services.keep_upload(actor=self.employee, upload=one) for one in cleaned.get("scans") or []]
        except ValidationError as error:
            self.add_error("scans", error)
        self.kept = self.kept or kept_by(cleaned.get("kept_files", ""))
        if self.kept and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["kept_files"] = token_of(self.kept)
        return cleaned
