"""Forms of templates of letters."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from documents import docx, files, letters
from documents.forms.fields import kept_by, token_of
from documents.models import LetterTemplate, StoredFile


class TemplateForm(forms.Form):
    """A template: its purpose, which is chosen once, its name and its text with fields."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=LetterTemplate.Purpose.choices)
    name = forms.CharField(label=_("Name of the template"), max_length=120)
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=120,
        required=False,
        help_text=_("What English pages show; without it, the name."),
    )
    subject = forms.CharField(
        label=_("Heading"), max_length=300, widget=forms.TextInput(attrs={"data-takes-fields": ""})
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 16, "data-takes-fields": ""}),
        help_text=_(
            "Each line is a paragraph; lines that begin with | are rows of a table. Choose a field beside the text to "
            "put it in, or type its name in braces."
        ),
    )
    docx = forms.FileField(
        label=_("Form, docx"),
        required=False,
        help_text=_(
            "A working form for print, with fields in double braces. What is signed is always the PDF made of the text."
        ),
    )
    without_docx = forms.BooleanField(label=_("Without the form that there is"), required=False)
    kept_docx = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    example = forms.CharField(
        label=_("Number of the case for the preview"),
        max_length=60,
        required=False,
        help_text=_("The newest case that you see, if no number is given."),
    )

    def __init__(
        self, *args: Any, of: LetterTemplate | None = None, form_now: StoredFile | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._template = of
        self.stored_docx = form_now
        if form_now is None:
            del self.fields["without_docx"]
        if of is not None:
            del self.fields["purpose"]

    @property
    def purpose_of_text(self) -> str:
        """The purpose: of the template that is changed, else the chosen one."""
        if self._template is not None:
            return str(self._template.purpose)
        return str(self["purpose"].value() or LetterTemplate.Purpose.ANSWER)

    def clean(self) -> dict[str, Any]:
        """Check a chosen form and keep it, so that it need not be chosen again after another mistake."""
        cleaned = super().clean() or {}
        upload = cleaned.get("docx")
        kept = kept_by(cleaned.get("kept_docx", ""))
        try:
            if upload:
                letters.check_form(self.purpose_of_text, upload.read(docx.LARGEST + 1))
                upload.seek(0)
                kept = [(upload.name, files.store(upload, name=upload.name))]
        except ValidationError as error:
            self.add_error("docx", error)
        if kept:
            self.stored_docx = kept[0][1]
            sent = self.data.dict() if isinstance(self.data, QueryDict) else self.data
            self.data = {**sent, "kept_docx": token_of(kept)}
        elif cleaned.get("without_docx"):
            self.stored_docx = None
        return cleaned
