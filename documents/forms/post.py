"""Forms of the post: making a register up, an item of it, identifiers from a table, what became of a letter."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies import sheets
from agencies.sheets import SheetRow
from documents.forms.fields import ShortDateField
from documents.models import Delivery, ItemKind, PostalItem
from documents.services import PostalCard
from history import clock


class RegisterForm(forms.Form):
    """The day of a new register, and where its letters are handed in."""

    on = ShortDateField(label=_("Day"), initial=clock.today)
    office = forms.CharField(label=_("Post office"), max_length=120, required=False)


class ListLetterForm(forms.Form):
    """A letter for an open register, by its number."""

    number = forms.CharField(label=_("Number of the letter"), max_length=60)


class HandInForm(forms.Form):
    """When a register was handed in."""

    on = ShortDateField(label=_("Handed in on"), initial=clock.today)


class TableOfIdentifiersForm(forms.Form):
    """A table of letters with their identifiers."""

    file = forms.FileField(
        label=_("Table of identifiers (xlsx or csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=200,
        help_text=_("Two columns: the number of the letter, the identifier. The saved table of the register will do."),
    )

    def clean_file(self) -> list[SheetRow]:
        """The rows of the table."""
        upload = self.cleaned_data["file"]
        if upload.size > sheets.BYTES_AT_MOST:
            raise ValidationError(_("The file is too large for a table."), code="table-too-large")
        return sheets.read(upload.read())


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs' generic is no class at run time
    """What a clerk enters of an item of an open register."""

    class Meta:
        model = PostalItem
        fields = ("kind", "identifier", "mass", "value", "fee", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The service says what is wrong with one, blanks and all.
        self.fields["identifier"] = forms.CharField(
            label=_("Postal identifier"),
            max_length=40,
            required=False,
            help_text=_("14 digits inland, 13 signs abroad; blanks do not matter."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields["kind"] = forms.ChoiceField(label=_("Kind of item"), choices=ItemKind.choices)
        self.order_fields(self.Meta.fields)

    def _post_clean(self) -> None:
        """The row is not touched here: the service writes it."""

    def card(self) -> PostalCard:
        """The item as the service takes it."""
        return PostalCard(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class DeliveryForm(forms.Form):
    """What became of a letter."""

    delivery = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(one.value, one.label) for one in (Delivery.DELIVERED, Delivery.RETURNED)],
    )
    on = ShortDateField(label=_("Day"), initial=clock.today)
    reason = forms.CharField(label=_("Why it came back"), max_length=200, required=False)


class ReturnForm(forms.Form):
    """When and why a letter came back."""

    on = ShortDateField(label=_("Day"), initial=clock.today)
    reason = forms.CharField(label=_("Why it came back"), max_length=200)
