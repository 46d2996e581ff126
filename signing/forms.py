"""Forms of certificates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Employee, Post
from signing.certificates import LONGEST, certificates_of_file
from signing.keys import PASSPHRASE_AT_LEAST
from signing.models import Certificate
from signing.stamp_authorities import StampSettings


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


class StampForm(forms.Form):
    """The outside time-stamp authority of the agency. Certificates come as text, or as a file, which is added to it."""

    url = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        help_text=_("Empty: the authority of the installation's settings, or the agency's own."),
    )
    policy = forms.CharField(
        label=_("Policy"),
        max_length=100,
        required=False,
        help_text=_("The number of the policy that is asked for, where the authority has several. Empty: any."),
    )
    is_for_seals = forms.BooleanField(
        label=_("All correspondents trust it: messages leave with its time-stamp under the seal"),
        required=False,
        help_text=_(
            "Who does not trust it refuses such a message."
            " Without this mark the time-stamp of a seal is kept here alone."
        ),
    )
    anchors = forms.CharField(
        label=_("Certificates of the authority, PEM"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "The roots that its time-stamps lead to; they are trusted for time-stamps alone. Leave those of a former"
            " authority in, as long as its time-stamps are checked."
        ),
    )
    file = forms.FileField(
        label=_("One more certificate as a file, PEM or DER"), required=False, max_length=200, allow_empty_file=True
    )

    def clean(self) -> dict[str, Any]:
        """Add what the file holds to the text."""
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if upload:
            try:
                found = certificates_of_file(upload.read(LONGEST + 1))
            except ValidationError as error:
                self.add_error("file", error)
            else:
                data["anchors"] = "".join([data.get("anchors", ""), "\n", *(one.pem for one in found)])
        return data

    def entry(self) -> StampSettings:
        """What the service is given."""
        return StampSettings(*(self.cleaned_data[name] for name in ("url", "anchors", "policy", "is_for_seals")))


class RevokeForm(forms.Form):
    """Why a certificate counts no more."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "---------"), *Certificate.Reason.choices])
