"""Forms of drafted resolutions: an aide's draft, a head's remark, and what a head keeps at hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.forms import field_of
from agencies.models import Employee
from workflows import policies
from workflows.forms.base import EmployeeField
from workflows.forms.cases import ResolutionForm


class DraftResolutionForm(ResolutionForm):
    """A resolution that is drafted for a head; the head's favourites are offered."""

    issuer = EmployeeField(label=_("For the approval of"))
    field_order = ("issuer", "executor", "text", "co_executors", "term_kind", "due_on")

    def prepare(self) -> None:
        """Offer the heads of the agency, the one who resolved last as the default."""
        super().prepare()
        self.fields.pop("is_absence_known", None)
        self.fields.pop("is_due_today_accepted", None)
        field = field_of(self, "issuer", EmployeeField)
        heads = rules.holders(self.item.agency, rules.Power.RESOLVE)
        if self.item.assignee_id is not None:
            heads = [post for post in heads if post.employee_id == self.item.assignee_id]
        field.offer(heads, without=self.case.complained_of_id)
        self.initial.setdefault("issuer", str(self.head().pk))

    def head(self) -> Employee:
        """For whom it is drafted: who was chosen, else the first head of the agency."""
        posts = rules.holders(self.item.agency, rules.Power.RESOLVE)
        asked = str(self.data.get("issuer", "")) or str(self.item.assignee_id or "")
        able = [post.employee for post in posts if post.employee_id != self.case.complained_of_id]
        return next((one for one in able if str(one.pk) == asked), able[0] if able else self.employee)


class ReturnForm(forms.Form):
    """Why a drafted resolution goes back."""

    remark = forms.CharField(
        label=_("Remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class FavouriteTextForm(forms.Form):
    """A text to be kept at hand."""

    text = forms.CharField(label=_("Text"), max_length=300, required=False)


class FavouriteExecutorForm(forms.Form):
    """A person to be kept at hand."""

    person = EmployeeField(label=_("Executor"), required=False)

    def __init__(self, data: Any = None, *, head: Employee, kept: list[int], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        posts = [post for post in policies.resolved_to(head) if post.employee_id not in kept]
        field_of(self, "person", EmployeeField).offer(posts)
