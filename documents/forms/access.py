"""Forms of access marks, of the list of those who have to know, and of paper copies."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Employee, NeedToKnow
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
        self.fields["employee"].queryset = people  # type: ignore[attr-defined]


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
        self.fields["copy"].queryset = copies.filter(state=self.state)  # type: ignore[attr-defined]
        if "holder" in self.fields:
            self.fields["holder"].queryset = people  # type: ignore[attr-defined]


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
