"""What auditors may ask the record."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from history.acts import declared
from oversight.selectors.record import ActsWanted, people_of_record


class ActsForm(forms.Form):
    """Filters of the record; every field may stay empty."""

    person = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Person"), required=False, empty_label=_("everybody")
    )
    verb = forms.ChoiceField(label=_("Act"), required=False)
    number = forms.CharField(label=_("Number of the paper"), required=False, max_length=60)
    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, auditor: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        verb = self.fields["verb"]
        if isinstance(person, forms.ModelChoiceField) and isinstance(verb, forms.ChoiceField):
            person.queryset = people_of_record(auditor)
            titles = sorted((str(title), name) for name, title in declared().items())
            verb.choices = [("", _("every act")), *((name, title) for title, name in titles)]

    def clean(self) -> dict[str, Any]:
        """The first day may not lie after the last."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error(
                "until", ValidationError(_("The last day lies before the first."), code="until-before-since")
            )
        return cleaned

    def wanted(self) -> ActsWanted:
        """The question that was asked; to be called on a valid form."""
        given = self.cleaned_data
        return ActsWanted(
            person=given["person"],
            verb=given["verb"] or None,
            number=given["number"].strip() or None,
            since=given["since"],
            until=given["until"],
        )
