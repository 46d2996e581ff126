"""Forms of a request for a service and of a complaint about one: check of papers, decision, return of the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import selectors as staff
from agencies.forms import field_of
from citizens.models import CaseKind
from history import clock
from workflows.forms.base import ActionForm, DateField, EmployeeField
from workflows.forms.cases import offer_with_load
from workflows.services import serving
from workflows.serving import PREPARED

WHY = forms.Textarea(attrs={"rows": 3})


class AcceptPapersForm(ActionForm):
    """Who executes the request."""

    executor = EmployeeField(label=_("Responsible executor"), required=False)
    is_absence_known = forms.BooleanField(label=_("The executor's absence is known to me"), required=False)

    def prepare(self) -> None:
        """Offer who executes, with their load, without the official complained of."""
        posts = staff.executors(self.item.agency)
        last = max(self.case.due_on, clock.today())
        away = staff.away({post.employee_id for post in posts}, first=clock.today(), last=last)
        field = self.fields["executor"]
        assert isinstance(field, EmployeeField)
        offer_with_load(field, self.item.agency, posts, away, without=self.case.complained_of_id)
        if not away:
            del self.fields["is_absence_known"]

    def given(self) -> dict[str, Any]:
        """What the service is given."""
        data = self.cleaned_data
        return {"executor": data["executor"], "is_absence_known": data.get("is_absence_known", False)}


class RefusePapersForm(AcceptPapersForm):
    """On which ground the papers are not accepted, and who tells the applicant."""

    ground = forms.ChoiceField(label=_("Ground"), choices=[], required=False)
    text = forms.CharField(label=_("What is wrong with the papers"), max_length=2000, widget=WHY, required=False)
    field_order = ("ground", "text", "executor", "is_absence_known")

    def prepare(self) -> None:
        """Offer the grounds of the regulation."""
        super().prepare()
        _offer(self, serving.grounds(self.case)[0])

    def given(self) -> dict[str, Any]:
        """What the service is given."""
        return super().given() | {"ground": self.cleaned_data["ground"], "text": self.cleaned_data["text"]}


class DecisionForm(ActionForm):
    """What is decided on a request for a service."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), *((one.value, one.label) for one in PREPARED[CaseKind.SERVICE])],
        required=False,
    )
    ground = forms.ChoiceField(
        label=_("Ground"), choices=[], required=False, help_text=_("Of a refusal: the regulation has no other.")
    )
    text = forms.CharField(label=_("Reasons of the decision"), max_length=2000, widget=WHY, required=False)

    def prepare(self) -> None:
        """Offer the grounds of the regulation."""
        _offer(self, serving.grounds(self.case)[1])


class ComplaintDecisionForm(DecisionForm):
    """What is decided on a complaint about a service: measures until a day, or a ground not to satisfy it."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), *((one.value, one.label) for one in PREPARED[CaseKind.SERVICE_COMPLAINT])],
        required=False,
    )
    ground = forms.ChoiceField(
        label=_("Ground"), choices=[], required=False, help_text=_("Of a complaint that is not satisfied.")
    )
    measures = forms.CharField(
        label=_("What is done about it"),
        max_length=2000,
        widget=WHY,
        required=False,
        help_text=_("Of a complaint that is satisfied: the applicant is told it, with apologies."),
    )
    measures_by = DateField(label=_("Done by"), required=False)


class ProsecutorForm(ActionForm):
    """Materials with signs of an offence went to the prosecutor."""

    signs = forms.CharField(label=_("Signs of an offence"), max_length=2000, widget=WHY, required=False)
    found_on = DateField(label=_("Found on"), initial=clock.today)
    sent_to = forms.CharField(label=_("To which prosecutor's office"), max_length=300, required=False)
    sent_on = DateField(label=_("Sent on"), initial=clock.today)
    number = forms.CharField(label=_("Number of the covering letter"), max_length=60, required=False)


class DecisionReturnForm(ActionForm):
    """What the head wants otherwise."""

    remark = forms.CharField(label=_("Remark"), max_length=500, widget=WHY, required=False)


def _offer(form: ActionForm, grounds: tuple[str, ...]) -> None:
    field_of(form, "ground", forms.ChoiceField).choices = [("", "—"), *((one, one) for one in grounds)]
