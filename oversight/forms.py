"""What auditors may ask the record."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import DayCode, Employee, Unit
from agencies.selectors.attendance import Sheet
from citizens.models import CaseKind
from history import clock
from history.acts import declared
from history.models import Reading
from oversight.selectors.readings import ReadingsWanted
from oversight.selectors.record import ActsWanted, people_of_record

EARLIEST, LATEST = 1990, 2100
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class DaysForm(forms.Form):
    """The first and the last day of what is asked."""

    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """The first day may not lie after the last."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error(
                "until", ValidationError(_("The last day lies before the first."), code="until-before-since")
            )
        return cleaned


class StepsForm(DaysForm):
    """Which days, kind of case and unit the figures of steps are of; every field may stay empty."""

    kind = forms.ChoiceField(
        label=_("Kind of case"), required=False, choices=[("", _("every kind")), *CaseKind.choices]
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("every unit"))
    field_order = ("since", "until", "kind", "unit")

    def __init__(self, units: "QuerySet[Unit]", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = units


class MonthInput(forms.DateInput):
    """The browser's choice of a month; what is none, it would not show and complain of."""

    def format_value(self, value: Any) -> str | None:
        """The month as browsers write it."""
        shown = super().format_value(value)
        return shown if shown and MONTH.fullmatch(shown) else None


class MonthField(forms.DateField):
    """A month, chosen in the browser's calendar; gives its first day."""

    def __init__(self, **kwargs: Any) -> None:
        shown = MonthInput(attrs={"type": "month"}, format="%Y-%m")
        super().__init__(input_formats=["%Y-%m"], widget=shown, **kwargs)


class SheetForm(forms.Form):
    """Which month sheet: of a unit that the person keeps, and of which month."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False, empty_label=None)
    month = MonthField(label=_("Month"), required=False)

    def __init__(self, units: "QuerySet[Unit]", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = units

    def clean_month(self) -> date | None:
        """A month that calendars speak of."""
        month: date | None = self.cleaned_data["month"]
        if month is not None and not EARLIEST <= month.year <= LATEST:
            raise ValidationError(_("No calendar speaks of this month."), code="month-unknown")
        return month


class DayOfSheetForm(forms.Form):
    """What a day of a person was."""

    post = forms.ChoiceField(label=_("Person"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    code = forms.ChoiceField(label=_("Code"), required=False)
    hours = forms.DecimalField(
        label=_("Hours at work"),
        required=False,
        min_value=0,
        max_value=24,
        max_digits=4,
        decimal_places=2,
        help_text=_("Of days at work; empty for the hours of the calendar."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, sheet: Sheet) -> None:
        super().__init__(data, initial={"day": min(max(clock.today(), sheet.first_day), sheet.last_day)})
        self.sheet = sheet
        self.posts = {str(line.post.pk): line.post for line in sheet.lines}
        post, code, day = self.fields["post"], self.fields["code"], self.fields["day"]
        day.widget.attrs |= {"min": sheet.first_day.isoformat(), "max": sheet.last_day.isoformat()}
        if isinstance(post, forms.ChoiceField) and isinstance(code, forms.ChoiceField):
            post.choices = [(str(line.post.pk), f"{line.name}, {line.title}") for line in sheet.lines]
            code.choices = [
                ("", gettext("as the calendar and the absences say")),
                *((one.value, f"{one.letter} – {one.label}") for one in DayCode),
            ]

    def clean_day(self) -> date:
        """A day of the month that is shown."""
        day: date = self.cleaned_data["day"]
        if not self.sheet.first_day <= day <= self.sheet.last_day:
            raise ValidationError(_("The day lies outside of this month."), code="day-outside")
        return day

    def clean(self) -> dict[str, Any]:
        """What the service is given: a post, a length of time."""
        cleaned: dict[str, Any] = super().clean() or {}
        hours = cleaned.get("hours")
        post = cleaned.get("post")
        given = {"hours": None if hours is None else timedelta(hours=float(hours))}
        return cleaned | given | ({"post": self.posts[post]} if post else {})


class WhyForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class ActsForm(DaysForm):
    """Filters of the record; every field may stay empty."""

    person = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Person"), required=False, empty_label=_("everybody")
    )
    verb = forms.ChoiceField(label=_("Act"), required=False)
    number = forms.CharField(label=_("Number of the paper"), required=False, max_length=60)
    address = forms.GenericIPAddressField(label=_("From address"), required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("person", "verb", "number", "address", "since", "until")

    def __init__(self, auditor: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        verb = self.fields["verb"]
        if isinstance(person, forms.ModelChoiceField) and isinstance(verb, forms.ChoiceField):
            person.queryset = people_of_record(auditor)
            titles = sorted((str(title), name) for name, title in declared().items())
            verb.choices = [("", _("every act")), *((name, title) for title, name in titles)]

    def wanted(self) -> ActsWanted:
        """The question that was asked; to be called on a valid form."""
        given = self.cleaned_data
        return ActsWanted(
            person=given["person"],
            verb=given["verb"] or None,
            number=given["number"].strip() or None,
            address=given["address"] or None,
            since=given["since"],
            until=given["until"],
        )


class ReadingsForm(DaysForm):
    """Filters of the audit of reading; every field may stay empty."""

    person = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Person"), required=False, empty_label=_("everybody")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("every kind")), *Reading.Kind.choices])
    address = forms.GenericIPAddressField(label=_("From address"), required=False)
    field_order = ("person", "kind", "address", "since", "until")

    def __init__(self, auditor: Employee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = people_of_record(auditor)

    def wanted(self) -> ReadingsWanted:
        """The question that was asked; to be called on a valid form."""
        given = self.cleaned_data
        return ReadingsWanted(
            person=given["person"],
            kind=given["kind"] or None,
            address=given["address"] or None,
            since=given["since"],
            until=given["until"],
        )


class MomentsForm(forms.Form):
    """Two moments: how a paper stood at the later one against the earlier one."""

    earlier = forms.DateTimeField(
        label=_("Earlier moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )
    later = forms.DateTimeField(
        label=_("Later moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )

    def clean(self) -> dict[str, Any]:
        """The earlier moment may not lie after the later."""
        cleaned: dict[str, Any] = super().clean() or {}
        earlier, later = cleaned.get("earlier"), cleaned.get("later")
        if earlier and later and earlier > later:
            self.add_error(
                "later", ValidationError(_("The later moment lies before the earlier."), code="later-before-earlier")
            )
        return cleaned
