"""Forms of this room, and how a form shows what a service refused."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refused beside the fields it speaks of, the rest above the form; what was typed stays."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields and field != NON_FIELD_ERRORS else None, errors)


class SignInForm(forms.Form):
    """Login and password."""

    username = forms.CharField(
        label=_("Login"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def refuse(self) -> None:
        """Say that they do not fit, without saying which."""
        self.add_error(None, ValidationError(_("The login or the password is wrong."), code="sign-in-refused"))
