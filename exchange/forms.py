"""Forms of the exchange: register or refuse a package, give a reason for stepping into a delivery."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import TermKind, TermUse
from exchange.refusals import REASONS


class RegisterForm(forms.Form):
    """What the clerk adds to what the package says of itself; a reply joins its case and needs no term."""

    summary = forms.CharField(label=_("Summary"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    term_kind = forms.ModelChoiceField(label=_("Kind of term"), queryset=TermKind.objects.none(), empty_label=None)

    def __init__(self, *args: Any, is_reply: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_reply:
            del self.fields["term_kind"]
        else:
            field_of(self, "term_kind", forms.ModelChoiceField).queryset = (
                TermKind.objects.offered().filter(used_for=TermUse.PAPER).order_by("name")
            )


class RefuseForm(forms.Form):
    """Why a package is not registered."""

    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: [("", "—"), *REASONS.items()])
    comment = forms.CharField(
        label=_("Comment for the sender"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why a person steps in."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
