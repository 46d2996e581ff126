"""Forms about effort: one's own stretches of time, and how an agency keeps it."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Employee
from history import clock
from workflows.models import Effort, WorkItem
from workflows.time_selectors import work_for_time
from workflows.timekeeping import month_of


class MomentField(forms.DateTimeField):
    """A moment, chosen in the browser's calendar and clock."""

    def __init__(self, **kwargs: Any) -> None:
        shown = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
        super().__init__(widget=shown, **kwargs)


class EffortForm(forms.Form):
    """Correcting a stretch of one's own time."""

    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, effort: Effort) -> None:
        super().__init__(data, initial={"starts_at": effort.starts_at, "ends_at": effort.ends_at})


class WorkField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic to its stubs alone
    """A choice of one's own work: what, its number and what it is about."""

    def label_from_instance(self, obj: WorkItem) -> str:
        """What the list says of a work item."""
        return f"{obj.get_kind_display()} · {obj.number} · {obj.title[:80]}"


class NewEffortForm(forms.Form):
    """Adding time that no open page has measured."""

    item = WorkField(WorkItem.objects.none(), label=_("Work"), empty_label=None)
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("For example: read the paper file, met with the applicant, was at the place."),
    )

    def __init__(self, data: Any = None, *, employee: Employee, day: Any) -> None:
        begins = timezone.make_aware(datetime.combine(day, time(9)))
        ends = min(begins + timedelta(hours=1), clock.now())
        begins = min(begins, ends - timedelta(hours=1))
        super().__init__(data, initial={"starts_at": begins, "ends_at": ends})
        field_of(self, "item", WorkField).queryset = work_for_time(employee)


class IdleForm(forms.Form):
    """After how many minutes without activity counting stops."""

    minutes = forms.IntegerField(
        label=_("Minutes without activity"),
        help_text=_("From 1 to 30. Counting stops then, and the silence itself is not counted."),
    )


class MonthForm(forms.Form):
    """A month to close."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"month": month_of(clock.today()) - timedelta(days=1)})


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
