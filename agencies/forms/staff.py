"""Forms of an agency's people: particulars, posts, passwords."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from agencies.forms.structure import DayField, UnitField
from agencies.forms.typed import field_of
from agencies.models import Agency, Employee, Position, Post, Role
from agencies.services import EmployeeCard, NewPlace, NewPost
from agencies.staff_table import LOGIN


class PlaceForm(forms.Form):
    """Where a post lies and what it is."""

    unit = UnitField(label=_("Unit"))
    title = forms.CharField(label=_("Post"), max_length=200)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", "—"), *Role.choices],
        help_text=_("What the holder sees and may do follows from it."),
    )
    position = forms.ChoiceField(label=_("Place in the unit"), choices=Position.choices, initial=Position.MEMBER)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "unit", UnitField).offer(agency)

    def place(self) -> NewPlace:
        """What the service is given."""
        return NewPlace(**{name: self.cleaned_data[name] for name in ("unit", "title", "role", "position")})


class TransferForm(PlaceForm):
    """Another place of a post."""

    on = DayField(label=_("From"))


class AppointForm(PlaceForm):
    """A new post of a person."""

    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"), required=False, initial=None)
    is_main = forms.BooleanField(label=_("Main post"), required=False)
    is_acting = forms.BooleanField(label=_("Acting head"), required=False)
    acting_order = forms.CharField(label=_("Order of appointment as acting"), max_length=200, required=False)

    def post(self) -> NewPost:
        """What the service is given."""
        return NewPost(**{name: self.cleaned_data[name] for name in AppointForm.base_fields})


class HireForm(AppointForm):
    """A new person with their first post."""

    last_name = forms.CharField(label=_("Surname"), max_length=80)
    first_name = forms.CharField(label=_("First name"), max_length=80)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=80, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "—"), *Employee._meta.get_field("sex").flatchoices])
    personnel_number = forms.CharField(label=_("Personnel number"), max_length=30, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    username = forms.CharField(
        label=_("Login"),
        max_length=60,
        validators=[
            RegexValidator(LOGIN, code="login-invalid", message=_("Latin letters, digits and . _ @ + - only."))
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_main = forms.BooleanField(label=_("Main post"), required=False, initial=True)

    field_order = (
        *("last_name", "first_name", "patronymic", "sex", "personnel_number", "phone", "email", "username"),
        *("unit", "title", "role", "position", "starts_on", "ends_on"),
    )

    def employee(self) -> Employee:
        """The person as typed."""
        names = ("last_name", "first_name", "patronymic", "sex", "personnel_number", "phone", "email", "username")
        return Employee(**{name: self.cleaned_data[name] for name in names})


class EmployeeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The particulars of a person."""

    class Meta:
        model = Employee
        fields = ("last_name", "first_name", "patronymic", "sex", "phone", "email", "personnel_number")

    def card(self) -> EmployeeCard:
        """What the service is given."""
        return EmployeeCard(**self.cleaned_data)

    def _post_clean(self) -> None:
        """The service, not the form, writes into the row."""


class PositionForm(forms.Form):
    """The place of a post in its unit."""

    position = forms.ChoiceField(label=_("Place in the unit"), choices=Position.choices)
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["position"] = post.position


class ShareForm(forms.Form):
    """Which part of a full post it is."""

    share = forms.IntegerField(label=_("Share of a full post, per cent"), min_value=1, max_value=100)
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["share"] = post.share


class EndForm(forms.Form):
    """The last day of a post, or of everything."""

    ends_on = DayField(label=_("Last day"))


class PasswordForm(forms.Form):
    """A new password for somebody."""

    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ten characters or more. The person's open sessions end."),
    )
