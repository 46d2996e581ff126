"""Forms of journals: name and pattern, and a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Flow, Journal


class JournalForm(forms.Form):
    """A journal's flow, which is chosen once, its name and the pattern of its numbers."""

    flow = forms.ChoiceField(label=_("Flow"), choices=Flow.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    pattern = forms.CharField(
        label=_("Pattern of numbers"),
        max_length=80,
        help_text=_(
            "{n} is the number, {yy} the year, {letter} the first letter of an applicant's surname, {index} the file "
            "index of a letter, {unit} the index of the unit of an internal paper; everything else stands as it is. "
            "A change holds from the next number on."
        ),
    )

    def __init__(self, *args: Any, of: Journal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._journal = of
        if of is not None:
            del self.fields["flow"]

    @property
    def flow_of_numbers(self) -> str:
        """The flow: of the journal that is changed, else the chosen one."""
        return self._journal.flow if self._journal else str(self.cleaned_data["flow"])

    @property
    def words(self) -> dict[str, str]:
        """Name and pattern, as the services take them."""
        return {"name": self.cleaned_data["name"], "pattern": self.cleaned_data["pattern"]}


class ReasonForm(forms.Form):
    """Why a number is reserved or cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
