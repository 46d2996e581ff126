"""What auditors may ask the record."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from history.acts import declared
from history.models import Reading
from oversight.selectors.readings import ReadingsWanted
from oversight.selectors.record import ActsWanted, people_of_record


class DaysForm(forms.Form):
    """The first and the last day of what is asked."""

    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """The first day may not lie after the last."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error(
                "until", ValidationError(_("The last day lies before the first."), code="until-before-since")
            )
        return cleaned


class ActsForm(DaysForm):
    """Filters of the record; every field may stay empty."""

    person = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Person"), required=False, empty_label=_("everybody")
    )
    verb = forms.ChoiceField(label=_("Act"), required=False)
    number = forms.CharField(label=_("Number of the paper"), required=False, max_length=60)
    address = forms.GenericIPAddressField(label=_("From address"), required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("person", "verb", "number", "address", "since", "until")

    def __init__(self, auditor: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        verb = self.fields["verb"]
        if isinstance(person, forms.ModelChoiceField) and isinstance(verb, forms.ChoiceField):
            person.queryset = people_of_record(auditor)
            titles = sorted((str(title), name) for name, title in declared().items())
            verb.choices = [("", _("every act")), *((name, title) for title, name in titles)]

    def wanted(self) -> ActsWanted:
        """The question that was asked; to be called on a valid form."""
        given = self.cleaned_data
        return ActsWanted(
            person=given["person"],
            verb=given["verb"] or None,
            number=given["number"].strip() or None,
            address=given["address"] or None,
            since=given["since"],
            until=given["until"],
        )


class ReadingsForm(DaysForm):
    """Filters of the audit of reading; every field may stay empty."""

    person = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Person"), required=False, empty_label=_("everybody")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("every kind")), *Reading.Kind.choices])
    address = forms.GenericIPAddressField(label=_("From address"), required=False)
    field_order = ("person", "kind", "address", "since", "until")

    def __init__(self, auditor: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = people_of_record(auditor)

    def wanted(self) -> ReadingsWanted:
        """The question that was asked; to be called on a valid form."""
        given = self.cleaned_data
        return ReadingsWanted(
            person=given["person"],
            kind=given["kind"] or None,
            address=given["address"] or None,
            since=given["since"],
            until=given["until"],
        )


class MomentsForm(forms.Form):
    """Two moments: how a paper stood at the later one against the earlier one."""

    earlier = forms.DateTimeField(
        label=_("Earlier moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )
    later = forms.DateTimeField(
        label=_("Later moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )

    def clean(self) -> dict[str, Any]:
        """The earlier moment may not lie after the later."""
        cleaned: dict[str, Any] = super().clean() or {}
        earlier, later = cleaned.get("earlier"), cleaned.get("later")
        if earlier and later and earlier > later:
            self.add_error(
                "later", ValidationError(_("The later moment lies before the earlier."), code="later-before-earlier")
            )
        return cleaned
