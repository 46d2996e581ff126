"""Forms about the term of a case, and about the terms that a calendar moves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import selectors as running
from agencies import terms
from agencies.forms import field_of
from agencies.models import TermEvent
from citizens.models import Case
from history import clock
from workflows.forms.base import ActionForm, DateField
from workflows.models import Resolution


class TermForm(forms.Form):
    """A form about the term of a case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values from the case."""


class ExtensionForm(TermForm):
    """By how many days, and why."""

    days = forms.IntegerField(label=_("By how many days"), max_value=3660)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def prepare(self) -> None:
        """The longest that the kind allows is the default."""
        longest = self.case.term_kind.extension_days
        if longest:
            self.initial.setdefault("days", longest)
            self.fields["days"].help_text = _("At most %(count)s.") % {"count": longest}


class DayOfTermForm(TermForm):
    """From which day the term stands, or runs again, and why."""

    on = DateField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def prepare(self) -> None:
        """Today is the default."""
        self.initial.setdefault("on", clock.today())


class NoticeForm(TermForm):
    """Who was told of the extension, and when."""

    notified_on = DateField(label=_("Told on"))
    whom = forms.CharField(label=_("Who was told, and how"), max_length=500, required=False)

    def prepare(self) -> None:
        """Today, and whoever wrote, are the default."""
        self.initial.setdefault("notified_on", clock.today())
        self.initial.setdefault("whom", self.case.from_whom)


class AssignmentTermForm(TermForm):
    """Another term of an assignment."""

    resolution = forms.ModelChoiceField(label=_("Assignment"), queryset=Resolution.objects.none(), empty_label=None)
    due_on = DateField(label=_("By"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def prepare(self) -> None:
        """The assignments of the case."""
        field_of(self, "resolution", forms.ModelChoiceField).queryset = Resolution.objects.filter(case=self.case)


class DecideExtensionForm(ActionForm):
    """By how many days the head extends, and why; what was asked for is the default."""

    days = forms.IntegerField(label=_("By how many days"), max_value=3660)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def prepare(self) -> None:
        """Take over what was asked for; the new date is told before it is saved."""
        term = running.term_of(self.case)
        asked = term.changes.filter(event=TermEvent.ASKED).last() if term else None
        self.initial.setdefault("reason", self.item.note)
        if term is not None and asked is not None and asked.days:
            self.initial.setdefault("days", asked.days)
            reckoning = terms.extended(term, asked.days)
            self.fields["days"].help_text = _("Asked for: %(count)s. %(words)s") % {
                "count": asked.days,
                "words": reckoning.in_words,
            }


class DeclineExtensionForm(ActionForm):
    """Why a longer term is declined."""

    remark = forms.CharField(label=_("Reason"), max_length=500, required=False)


class RecomputeForm(forms.Form):
    """Which terms are computed anew, and why."""

    terms = forms.TypedMultipleChoiceField(coerce=int, required=False)
    with_hidden = forms.BooleanField(
        required=False, initial=True, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, keys: list[int], hidden: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hidden = hidden
        field_of(self, "terms", forms.TypedMultipleChoiceField).choices = [(key, str(key)) for key in keys]

    @property
    def chosen(self) -> list[int]:
        """The ticked terms, and those of cases hidden from the reader if they are to be computed as well."""
        return [*self.cleaned_data["terms"], *(self.hidden if self.cleaned_data["with_hidden"] else [])]
