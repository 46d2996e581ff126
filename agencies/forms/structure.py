"""Forms of an agency's structure: particulars, units, and a day on which to look at it all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.typed import field_of
from agencies.models import Agency, Unit, UnitKind
from agencies.services import AgencyCard
from history import clock


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar; today unless another one is named."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, "initial": clock.today, **kwargs})


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of the agency that is open today; another agency's is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label=kwargs.pop("empty_label", "—"), **kwargs)

    def offer(self, agency: Agency, *, without: Unit | None = None) -> None:
        """Offer the open units of an agency, without one of them."""
        units = Unit.objects.filter(agency=agency, ends_on__isnull=True).order_by("code", "id")
        self.queryset = units if without is None else units.exclude(pk=without.pk)


class DayForm(forms.Form):
    """The day on which a structure is looked at."""

    on = DayField(label=_("On the day"), required=False)


class AgencyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The particulars of the agency."""

    class Meta:
        model = Agency
        fields = ("name", "short_name", "place", "address", "phone", "email", "letter_layout", "signing_needs_code")

    def card(self) -> AgencyCard:
        """What the service is given."""
        return AgencyCard(**self.cleaned_data)

    def _post_clean(self) -> None:
        """The service, not the form, writes into the row."""


class UnitForm(forms.Form):
    """A new unit."""

    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    code = forms.CharField(label=_("Index"), max_length=10)
    name = forms.CharField(label=_("Name"), max_length=200)
    parent = UnitField(label=_("Below the unit"), required=False, empty_label=_("at the top"))
    starts_on = DayField(label=_("From"))

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "parent", UnitField).offer(agency)


class RenameForm(forms.Form):
    """Another name or index of a unit."""

    code = forms.CharField(label=_("Index"), max_length=10)
    name = forms.CharField(label=_("Name"), max_length=200)
    on = DayField(
        label=_("From"),
        help_text=_("Papers registered before this day go on showing the name that they were made under."),
    )


class MoveForm(forms.Form):
    """Another place of a unit."""

    parent = UnitField(label=_("Below the unit"), required=False, empty_label=_("at the top"))
    on = DayField(label=_("From"), help_text=_("Everything that lies below the unit moves with it."))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "parent", UnitField).offer(unit.agency, without=unit)


class MergeForm(forms.Form):
    """The unit that another one goes up in."""

    into = UnitField(label=_("Merge into the unit"))
    with_contents = forms.BooleanField(
        label=_("Take the posts and the units below along"),
        required=False,
        help_text=_("Heads and deputies become members there. Without this, whoever is in the unit is moved first."),
    )
    on = DayField(label=_("From"), help_text=_("The last day of the merged unit is the day before."))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "into", UnitField).offer(unit.agency, without=unit)


class CloseForm(forms.Form):
    """The last day of a unit."""

    ends_on = DayField(label=_("Last day"))
