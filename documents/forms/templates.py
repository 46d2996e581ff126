"""Forms of templates of letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import LetterTemplate


class TemplateForm(forms.Form):
    """A template: its purpose, which is chosen once, its name and its text with fields."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=LetterTemplate.Purpose.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
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
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    example = forms.CharField(
        label=_("Number of the case for the preview"),
        max_length=60,
        required=False,
        help_text=_("The newest case that you see, if no number is given."),
    )

    def __init__(self, *args: Any, of: LetterTemplate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._template = of
        if of is not None:
            del self.fields["purpose"]

    @property
    def purpose_of_text(self) -> str:
        """The purpose: of the template that is changed, else the chosen one."""
        if self._template is not None:
            return str(self._template.purpose)
        return str(self["purpose"].value() or LetterTemplate.Purpose.ANSWER)
