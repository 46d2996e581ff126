"""Forms of absences: days, and who stands in for which work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies import selectors
from agencies.forms.structure import DayField
from agencies.forms.typed import field_of
from agencies.models import Absence, AbsenceKind, Agency, Employee, Post, Work


class SubstitutesForm(forms.Form):
    """Who does which kind of the absent person's work."""

    def __init__(self, *args: Any, agency: Agency, absence: Absence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, dict[str, Employee]] = {}
        known = {one.work: one.substitute_id for one in absence.substitutions.all()} if absence else {}
        for work in Work:
            posts = selectors.substitutes_for(agency, work)
            self.people[work.value] = {
                str(post.employee_id): post.employee
                for post in posts
                if absence is None or post.employee_id != absence.employee_id
            }
            self.fields[work.value] = forms.ChoiceField(
                label=_("Stands in for: %(work)s") % {"work": work.label},
                choices=[("", "—"), *_named(posts, self.people[work.value])],
                required=False,
                initial=str(known.get(work.value, "")),
            )

    def substitutes(self) -> dict[str, Employee | None]:
        """By kind of work, for the service."""
        return {work: self.people[work].get(self.cleaned_data.get(work, "")) for work in Work.values}


class AbsenceForm(SubstitutesForm):
    """A new absence."""

    employee = forms.ChoiceField(label=_("Employee"))
    kind = forms.ChoiceField(label=_("Kind of absence"), choices=AbsenceKind.choices)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until, this day included"))
    ground = forms.CharField(label=_("Ground, for example an order"), max_length=200, required=False)

    field_order = ("employee", "kind", "starts_on", "ends_on", "ground")

    def __init__(self, *args: Any, staff: list[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(one.pk): one for one in staff}
        field_of(self, "employee", forms.ChoiceField).choices = [
            (key, one.full_name) for key, one in self.staff.items()
        ]

    def given(self) -> dict[str, Any]:
        """What the service is given."""
        names = ("kind", "starts_on", "ends_on", "ground")
        chosen = {"employee": self.staff[self.cleaned_data["employee"]], "substitutes": self.substitutes()}
        return chosen | {name: self.cleaned_data[name] for name in names}


class EndForm(forms.Form):
    """Another last day of an absence."""

    ends_on = DayField(label=_("Until, this day included"))


def _named(posts: list[Post], people: dict[str, Employee]) -> list[tuple[str, str]]:
    titles = {str(post.employee_id): f"{post.employee.short_name}, {post.title}" for post in reversed(posts)}
    return [(key, titles[key]) for key in people]
