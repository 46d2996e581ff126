"""What a person may ask of search, and the name of a saved filter."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.forms import field_of
from agencies.models import Employee, Unit
from citizens.models import Topic
from documents.forms.fields import ShortDateField
from documents.models import DocumentKind, Flow, Journal, Sharing, State
from documents.search.asking import LONGEST
from documents.search.finding import Wanted

NEWEST_FIRST = "date"


class SearchForm(forms.Form):
    """One box and every field; all may stay empty. What no field knows is passed over."""

    q = forms.CharField(label=_("What to look for"), required=False, max_length=LONGEST)
    flow = forms.ChoiceField(label=_("Flow"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ModelChoiceField(DocumentKind.objects.all(), label=_("Kind"), required=False, empty_label=_("any"))
    journal = forms.ModelChoiceField(Journal.objects.none(), label=_("Journal"), required=False, empty_label=_("any"))
    number = forms.CharField(label=_("Beginning of the number"), required=False, max_length=60)
    since = ShortDateField(label=_("Registered from"), required=False)
    until = ShortDateField(label=_("Registered until"), required=False)
    whom = forms.CharField(label=_("Correspondent or applicant"), required=False, max_length=80)
    executor = forms.CharField(label=_("Executor's surname"), required=False, max_length=80)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("any"))
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"), required=False, empty_label=_("any"))
    file = forms.BooleanField(label=_("with files"), required=False)
    late = forms.BooleanField(label=_("overdue"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("best first")), (NEWEST_FIRST, _("newest first"))]
    )

    def __init__(self, *args: Any, employee: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = rules.may_take_part(employee)
        offered: dict[str, Any] = {
            "kind": DocumentKind.objects.all(),
            "journal": Journal.objects.filter(agency__in=agencies).order_by("agency", "name"),
            "unit": Unit.objects.filter(agency__in=agencies).order_by("agency", "code", "id"),
            "topic": Topic.objects.all(),
        }
        for name, rows in offered.items():
            field_of(self, name, forms.ModelChoiceField).queryset = rows
            # As a list: of a queryset the form would make a cursor on the server for each of these short lists.
            listed = [("", _("any")), *((row.pk, str(row)) for row in rows)]
            field_of(self, name, forms.ChoiceField).choices = listed
        for name, choices in (("flow", Flow.choices), ("state", State.choices)):
            field_of(self, name, forms.ChoiceField).choices = [("", _("any")), *choices]

    def clean(self) -> dict[str, Any]:
        """The first day may not lie after the last."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error(
                "until", ValidationError(_("The last day lies before the first."), code="until-before-since")
            )
        return cleaned

    @property
    def filters(self) -> list[Any]:
        """The fields beside the box, as the page lays them out."""
        return [field for field in self if field.name != "q"]

    def wanted(self) -> Wanted:
        """The question that was asked; to be called on a valid form."""
        given = self.cleaned_data
        same = ("flow", "state", "kind", "journal", "number", "since", "until", "whom", "executor", "unit", "topic")
        return Wanted(
            text=given["q"].strip(),
            has_file=given["file"],
            is_overdue=given["late"],
            **{name: given[name] for name in same},
        )


def asked_of(given: QueryDict) -> str:
    """What is asked in an address, without what is empty and what search knows nothing of."""
    query = QueryDict(mutable=True)
    for name in SearchForm.base_fields:
        if value := given.get(name, "").strip():
            query[name] = value
    return query.urlencode()


class FilterForm(forms.Form):
    """The name of a saved filter, and who is offered it."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autofocus": True}))
    sharing = forms.ChoiceField(
        label=_("Shown to"),
        choices=Sharing.choices,
        initial=Sharing.PRIVATE,
        help_text=_("Whoever opens it finds what they may see themselves, and nothing else."),
    )
