"""Forms of kinds of terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.typed import field_of
from agencies.models import Roll, TermKind, TermUnit, TermUse
from agencies.services import KindCard

LONGEST_REMINDER = 60


class RemindersField(forms.CharField):
    """Numbers of days, with commas between; gives the list, the longest first."""

    default_error_messages = {"invalid": _("Numbers of days from 1 to 60, with commas between: 10, 3, 1.")}

    def prepare_value(self, value: Any) -> Any:
        """The list as it is typed."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The list of what was typed."""
        parts = [part.strip() for part in str(super().clean(value)).split(",") if part.strip()]
        if not all(part.isdecimal() and 1 <= int(part) <= LONGEST_REMINDER for part in parts):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return sorted({int(part) for part in parts}, reverse=True)


class KindForm(forms.ModelForm):  # type: ignore[type-arg]  # a name of the type checker alone
    """All that can be edited of a kind of term, and why it is."""

    remind_before = RemindersField(label=_("Reminders, working days before"), required=False)
    reason = forms.CharField(label=_("Reason of the change"), max_length=300, required=False)

    class Meta:
        model = TermKind
        fields = (
            "name",
            "starts_from",
            "length",
            "unit",
            "roll",
            "is_roll_by_agency",
            "extensions_at_most",
            "extension_days",
            "needs_notice",
            "notice_days",
            "may_be_suspended",
            "remind_before",
            "source",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_from"].required = True

    def card(self) -> KindCard:
        """What was entered."""
        return KindCard(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class NewKindForm(KindForm):
    """A kind of term that there was not yet."""

    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Latin letters, digits and hyphens: own-request.")
    )
    used_for = forms.ChoiceField(
        label=_("Term of"), choices=[(one, TermUse(one).label) for one in (TermUse.PAPER, TermUse.ASSIGNMENT)]
    )
    field_order = ("code", "used_for")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        apart = (TermUnit.HOURS, TermUnit.PERCENT)
        units = [(one, label) for one, label in TermUnit.choices if one not in apart]
        field_of(self, "unit", forms.ChoiceField).choices = [("", "—"), *units]

    def _post_clean(self) -> None:
        """The service writes the row and says what is wrong with it."""


class RetireKindForm(forms.Form):
    """Why a kind of term is offered no more."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class OwnRollForm(forms.Form):
    """What the agency does with terms of a kind that end on a day off."""

    own_roll = forms.ChoiceField(label=_("In this agency, on a day off"), choices=Roll.choices)
