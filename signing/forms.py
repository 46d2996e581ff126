"""Forms of certificates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee, Post
from signing.keys import PASSPHRASE_AT_LEAST
from signing.models import Certificate


class PersonForm(forms.Form):
    """For whom a certificate is made, and the passphrase that opens their key: they type it themselves, twice."""

    employee = forms.ModelChoiceField(Employee.objects.none(), label=_("Employee"))
    passphrase = forms.CharField(
        label=_("Passphrase of the key"),
        min_length=PASSPHRASE_AT_LEAST,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("The employee types it. Nobody else knows it, and it cannot be restored."),
    )
    again = forms.CharField(
        label=_("The same passphrase again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Post.objects.current().filter(unit__agency=agency).values("employee")
        field = self.fields["employee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Employee.objects.filter(pk__in=held).order_by("last_name", "first_name", "id")

    def clean(self) -> dict[str, Any]:
        """Both passphrases are the same."""
        given = super().clean() or {}
        if given.get("passphrase") and given.get("again") and given["passphrase"] != given["again"]:
            self.add_error("again", ValidationError(_("The passphrases differ."), code="passphrases-differ"))
        return given


class RevokeForm(forms.Form):
    """Why a certificate counts no more."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "---------"), *Certificate.Reason.choices])
