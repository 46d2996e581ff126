"""The form of an import: a file, or the text of one whose preview was shown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflows.services.set_files import BYTES_AT_MOST


class SetForm(forms.Form):
    """A set to be looked at, or taken."""

    file = forms.FileField(label=_("File of a set, JSON"), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    note = forms.CharField(
        label=_("Publish at once, with this note"),
        max_length=300,
        required=False,
        help_text=_("Left empty, everything becomes drafts. What something stands in the way of stays a draft."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file as text; of the two the file counts."""
        given = super().clean() or {}
        upload = given.get("file")
        if upload is None and not given.get("text"):
            self.add_error("file", ValidationError(_("Choose a file."), code="required"))
        elif upload is not None:
            try:
                if upload.size > BYTES_AT_MOST:
                    raise ValueError
                given["text"] = upload.read().decode("utf-8-sig")
            except ValueError:
                self.add_error(
                    "file", ValidationError(_("This is no file of a set of designs."), code="set-unreadable")
                )
        return given
