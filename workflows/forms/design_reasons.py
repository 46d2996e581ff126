"""The editor of a list of ready reasons."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency
from workflows.designs import Content
from workflows.designs.finding import NAME_AT_MOST
from workflows.designs.reasons import REASON_AT_MOST, REASONS_AT_MOST, ReasonFor, read
from workflows.forms.design_routes import BeginRouteForm
from workflows.forms.design_rows import lines, put


class BeginReasonsForm(BeginRouteForm):
    """A new list of reasons: what it is called."""

    def content(self) -> Content:
        """The first draft."""
        given = self.cleaned_data
        return {"name": given["name"], "name_en": given["name_en"], "uses": [], "reasons": []}


class ReasonsForm(forms.Form):
    """A list of reasons. A draft may be unfinished: publishing asks for the rest."""

    name = forms.CharField(label=pgettext_lazy("design", "Name"), max_length=NAME_AT_MOST, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_AT_MOST, required=False)
    uses = forms.MultipleChoiceField(
        label=_("Offered when"),
        choices=ReasonFor.choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": len(ReasonFor)}),
    )
    reasons = forms.CharField(
        label=_("Ready reasons, one a line"),
        max_length=(REASON_AT_MOST + 2) * REASONS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )


class ReasonsEditor:
    """The editor of a list of reasons: one form."""

    template = "workflows/designs/plain.html"

    def __init__(self, _agency: Agency, content: Content, data: Any = None) -> None:
        held = read(content)
        initial = {**vars(held), "uses": list(held.uses), "reasons": "\n".join(held.reasons)}
        self.main: forms.Form = ReasonsForm(data, initial=initial)

    @property
    def has_errors(self) -> bool:
        """Whether something does not stand."""
        return bool(self.main.errors)

    def is_valid(self) -> bool:
        """Whether what was typed can be kept as a draft."""
        return self.main.is_valid()

    def content(self) -> Content:
        """What was typed, as content."""
        given = self.main.cleaned_data
        return {
            "name": given["name"].strip(),
            "name_en": given["name_en"].strip(),
            "uses": given["uses"],
            "reasons": lines(given["reasons"]),
        }

    def refuse(self, objections: Mapping[str, list[ValidationError]]) -> list[ValidationError]:
        """Put objections beside the fields they speak of; what belongs to none is given back."""
        return [one for name, errors in objections.items() for one in put(self.main, name, errors)]
