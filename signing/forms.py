"""Forms of certificates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee, Post
from signing.keys import PASSPHRASE_AT_LEAST
from signing.models import Certificate


class CodeField(forms.CharField):
    """A code of the second factor: of the authenticator, or a recovery code. What was typed is not sent back."""

    def __init__(self, **given: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        given.setdefault("label", _("Code of the second factor"))
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attributes), **given)


class BeginForm(forms.Form):
    """Setting an authenticator up begins with the password of the account."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code, where the authenticator itself is changed."""

    code = CodeField()


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
