"""The form that dismisses an incident."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DismissalForm(forms.Form):
    """Why nothing more is to be done about it."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
