"""Forms of the agency's own steps: done with their fields, or returned with a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from workflows import designed_selectors as designed
from workflows.designs.shapes import OwnField
from workflows.forms import own_fields
from workflows.forms.base import ActionForm
from workflows.models import CaseProcess


class OwnStepForm(ActionForm):
    """What is filled in at the step, and what there is to say."""

    remark = forms.CharField(
        label=_("Remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def prepare(self) -> None:
        """Put the fields of the step before the remark; those filled before show what they hold."""
        process = CaseProcess.objects.select_related("design").filter(case=self.item.case_id).first()
        design = designed.type_of(process)
        self.own: tuple[OwnField, ...] = design.fields_at(self.item.step) if design is not None else ()
        if not self.own:
            return
        self.fields = {**own_fields.form_fields(self.own), **self.fields}
        for value in designed.values_of(self.case):
            self.initial[own_fields.PREFIX + value.code] = value.value

    def given(self) -> dict[str, str]:
        """What was filled in, as the service takes it."""
        return own_fields.given(self.own, self.cleaned_data)


class OwnReturnForm(ActionForm):
    """Why the case goes back."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[], required=False)
    remark = forms.CharField(
        label=_("Remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def prepare(self) -> None:
        """Offer the ready reasons of the step, where it has some."""
        step = designed.step_of(self.item)
        if step is None or not step.reasons:
            del self.fields["reason"]
            return
        field_of(self, "reason", forms.ChoiceField).choices = [("", "—"), *((one, one) for one in step.reasons)]
