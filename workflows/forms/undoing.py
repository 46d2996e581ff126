"""Forms about a whole case: taken up again, its registration cancelled or restored."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Employee
from citizens.models import Case
from workflows.services.reopening import REASON_AT_MOST
from workflows.undoing import CancellationGround, ReopeningGround


class CaseForm(forms.Form):
    """A form about a whole case, filled by somebody who may decide that."""

    def __init__(self, *args: Any, employee: Employee, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee, self.case = employee, case
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values from the case."""


class ReopeningForm(CaseForm):
    """Why an ended case is taken up again, what of it, by whom and by when."""

    ground = forms.ChoiceField(label=_("Ground"), choices=ReopeningGround.choices)
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_AT_MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    questions = forms.MultipleChoiceField(
        label=_("Questions to consider anew"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their outcomes are decided anew; the answer to them is dispatched anew."),
    )
    to = forms.ChoiceField(
        label=_("Goes to"),
        choices=[("executor", _("its executor")), ("resolution", _("the head, who resolves it anew"))],
        initial="executor",
    )
    days = forms.IntegerField(
        label=_("Working days"),
        initial=10,
        help_text=_("From today, from 1 to 30. The term of the law has ended and stays in the history."),
    )

    def prepare(self) -> None:
        """All questions, each with the outcome that it has."""
        rows = list(self.case.questions.select_related("outcome"))
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(one.ordinal), f"{one.ordinal}. {one.text}" + (f" – {one.outcome.name}" if one.outcome else ""))
            for one in rows
        ]
        field.initial = [str(one.ordinal) for one in rows]


class CancellationForm(CaseForm):
    """Why the registration was a mistake."""

    ground = forms.ChoiceField(label=_("Ground"), choices=CancellationGround.choices)
    double = forms.CharField(
        label=_("Registered already under the number"),
        max_length=60,
        required=False,
        help_text=_("Of the case that stays; only for what was registered twice."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_AT_MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self) -> None:
        """Offer the withdrawal where it ends the case."""
        if not self.case.is_service_complaint:
            field_of(self, "ground", forms.ChoiceField).choices = [
                one for one in CancellationGround.choices if one[0] != CancellationGround.WITHDRAWN
            ]

    def double_of(self) -> Case | None:
        """The case of the number that was typed, if the person sees it.

        Raises:
            ValidationError: ``double-unfit``.
        """
        number = self.cleaned_data["double"].strip()
        if not number or self.cleaned_data["ground"] != CancellationGround.DOUBLE:
            return None
        found = Case.objects.visible_to(self.employee).filter(agency=self.case.agency_id, number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(
                {
                    "double": forms.ValidationError(
                        gettext("No other case of the agency in force has this number."), code="double-unfit"
                    )
                }
            )
        return found


class RestoringForm(CaseForm):
    """Why a cancelled registration is in force again."""

    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_AT_MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
