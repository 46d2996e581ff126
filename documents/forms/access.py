"""Forms of access marks, of the list of those who have to know, and of paper copies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Employee, NeedToKnow
from citizens.models import CaseRole, Participation
from citizens.roles import INVITED
from documents.forms.fields import ShortDateField
from documents.models import CopyState, PaperCopy
from history import clock


class MarkForm(forms.Form):
    """Why a mark is set or lifted."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class NameForm(forms.Form):
    """Who has to know the paper, and why."""

    employee = forms.ModelChoiceField(label=_("Person"), queryset=Employee.objects.none(), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, people: QuerySet[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "employee", forms.ModelChoiceField).queryset = people


class StrikeForm(forms.Form):
    """Who no longer has to know it, and why."""

    need = forms.ModelChoiceField(label=_("Person"), queryset=NeedToKnow.objects.none(), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, needs: QuerySet[NeedToKnow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["need"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = needs
        field.label_from_instance = lambda need: need.employee.full_name  # type: ignore[method-assign, assignment]


class InviteForm(forms.Form):
    """Who is asked to take part in a case, as what, until when and why."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role, CaseRole(role).label) for role in INVITED])
    employee = forms.ModelChoiceField(
        label=_("Person of the agency"), queryset=Employee.objects.none(), required=False, empty_label="—"
    )
    login = forms.CharField(
        label=_("or login of a person of another agency"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A guest always has one; on the day after it the case is closed to them."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, people: QuerySet[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "employee", forms.ModelChoiceField).queryset = people

    def clean(self) -> dict[str, Any]:
        """One person, by choice or by login: the staff of another agency is listed to nobody."""
        cleaned = super().clean() or {}
        login = cleaned.pop("login", "").strip()
        if bool(cleaned.get("employee")) == bool(login):
            if "employee" not in self.errors:
                self.add_error("employee", ValidationError(_("Name one person."), code="person-missing"))
        elif login:
            cleaned["employee"] = Employee.objects.filter(username__iexact=login, is_active=True).first()
            if cleaned["employee"] is None:
                self.add_error("login", ValidationError(_("Nobody has this login."), code="person-unknown"))
        return cleaned


class EndPartForm(forms.Form):
    """Whose part in a case ends, and why."""

    participation = forms.ModelChoiceField(label=_("Person"), queryset=Participation.objects.none(), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, parts: QuerySet[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["participation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = parts
        field.label_from_instance = _named  # type: ignore[method-assign, assignment]


def _named(part: Any) -> str:
    return f"{part.employee.full_name} ({part.get_role_display()})"


class MakeCopiesForm(forms.Form):
    """How many copies there are now."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=1)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class CopyForm(forms.Form):
    """One copy, and the day of what happened to it."""

    state = CopyState.KEPT

    copy = forms.ModelChoiceField(label=_("Copy no."), queryset=PaperCopy.objects.none(), empty_label="—")
    on = ShortDateField(label=_("Day"), initial=clock.today)
    note = forms.CharField(label=_("Receipt or note"), max_length=200, required=False)

    def __init__(self, *args: Any, copies: QuerySet[PaperCopy], people: QuerySet[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "copy", forms.ModelChoiceField).queryset = copies.filter(state=self.state)
        if "holder" in self.fields:
            field_of(self, "holder", forms.ModelChoiceField).queryset = people


class HandForm(CopyForm):
    """To whom a copy goes."""

    holder = forms.ModelChoiceField(
        label=_("To a colleague"), queryset=Employee.objects.none(), required=False, empty_label="—"
    )
    holder_name = forms.CharField(label=_("or outside the agency"), max_length=300, required=False)
    field_order = ("copy", "holder", "holder_name", "on", "note")


class ReturnForm(CopyForm):
    """Which copy came back."""

    state = CopyState.HANDED


class DestroyForm(CopyForm):
    """Which copy was destroyed, by which act."""

    note = forms.CharField(label=_("Act of destruction: number and day"), max_length=200)
