"""Forms of the calendar of an agency: a day of its own, taking it back, its hours."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.typed import field_of
from agencies.models import Agency, DayKind, OfficeHours, OwnDay, Weekday
from agencies.services import Hours

LABELS = {
    "opens_at": _("opens at"),
    "closes_at": _("closes at"),
    "break_from": _("break from"),
    "break_until": _("break until"),
}
FIELDS = tuple(LABELS)
USUAL = {"opens_at": time(9), "closes_at": time(18), "break_from": time(13), "break_until": time(14)}
WORKING_WEEK = range(5)


class DayForm(forms.Form):
    """A day on which the agency works otherwise than the country."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kind = forms.ChoiceField(label=_("What it is"), choices=DayKind.choices)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class ForgetDayForm(forms.Form):
    """Taking back a day of the agency."""

    own_day = forms.ModelChoiceField(label=_("Day of the agency"), queryset=OwnDay.objects.none(), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, agency: Agency, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "own_day", forms.ModelChoiceField).queryset = OwnDay.objects.filter(
            agency=agency, day__year=year
        ).order_by("day")


class HoursForm(forms.Form):
    """The hours of the working week; one row of fields a day."""

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one.weekday: one for one in OfficeHours.objects.filter(agency=agency)}
        for weekday in WORKING_WEEK:
            for name in FIELDS:
                field = f"{name}_{weekday}"
                label = f"{Weekday(weekday).label}: {LABELS[name]}"
                self.fields[field] = forms.TimeField(
                    label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                )
                self.initial[field] = getattr(known.get(weekday), name, USUAL[name])

    def rows(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Each day of the week with its fields."""
        for weekday in WORKING_WEEK:
            yield str(Weekday(weekday).label), [self[f"{name}_{weekday}"] for name in FIELDS]

    def hours(self) -> list[Hours]:
        """What was entered."""
        return [
            Hours(weekday, *(self.cleaned_data[f"{name}_{weekday}"] for name in FIELDS)) for weekday in WORKING_WEEK
        ]
