"""Forms of guests by a link: a new link, its end, the code, a remark."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from citizens.forms import CorrectionForm
from citizens.models import GuestLink
from citizens.services import GuestCard


class LinkForm(forms.Form):
    """Who is asked to read a case, until when and why."""

    guest_name = forms.CharField(label=_("Surname and names of the guest"), max_length=200)
    guest_from = forms.CharField(label=_("Organisation and post"), max_length=200)
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
    may_remark = forms.BooleanField(
        label=_("Reads the discussion and takes part in it"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def card(self) -> GuestCard:
        """What the service is given."""
        return GuestCard(**self.cleaned_data)


class EndLinkForm(forms.Form):
    """Which link ends, and why."""

    link = forms.ModelChoiceField(label=_("Link"), queryset=GuestLink.objects.none(), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, links: QuerySet[GuestLink], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = field_of(self, "link", forms.ModelChoiceField)
        field.queryset = links
        field.label_from_instance = _named  # type: ignore[method-assign, assignment]  # so Django names rows of a list


class CodeForm(forms.Form):
    """The code that was told apart from the link."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("Eight digits, told to you apart from the link."),
    )


class GuestRemarkForm(CorrectionForm):
    """What a guest says of a case."""


def _named(link: Any) -> str:
    return f"{link.guest_name}, {link.guest_from} → {link.ends_on:%d.%m.%Y}"
