"""Forms about handing work over and giving a queue out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Employee, Post
from workflows.forms.base import EmployeeField
from workflows.models import WorkItem


class HandOverForm(forms.Form):
    """To whom, and why."""

    to = EmployeeField(label=_("To whom"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field_of(self, "to", EmployeeField).offer(posts)


class DistributionForm(forms.Form):
    """A person for each item; an item left with nobody stays in the queue."""

    def __init__(
        self,
        data: Any = None,
        *,
        items: Sequence[WorkItem],
        posts: list[Post],
        suggested: Mapping[int, Employee],
        load: Mapping[int, int],
    ) -> None:
        super().__init__(data)
        notes = {key: str(_("open: %(count)s") % {"count": count}) for key, count in load.items()}
        for item in items:
            chosen = EmployeeField(label=f"{item.number} {item.title}"[:120], required=False)
            chosen.offer(posts, notes=notes, empty=str(_("leave in the queue")))
            self.fields[f"item_{item.pk}"] = chosen
            if item.pk in suggested:
                self.initial[f"item_{item.pk}"] = str(suggested[item.pk].pk)
        self.rows = [(item, self[f"item_{item.pk}"]) for item in items]

    def choices(self) -> dict[int, Employee]:
        """The people that were chosen, by item."""
        found = {item.pk: self.cleaned_data[f"item_{item.pk}"] for item, _field in self.rows}
        return {key: person for key, person in found.items() if person is not None}
