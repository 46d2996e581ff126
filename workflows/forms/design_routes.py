"""The editor of an approval route: what it is for, and its stages with their places in order."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agencies import rules
from agencies.models import Agency, Unit
from workflows.approving import ApprovalStage
from workflows.designs import Content
from workflows.designs.finding import NAME_AT_MOST
from workflows.designs.route_shapes import PURPOSES, Asked, RoutePlace, RouteStage, read
from workflows.designs.routes import DAYS_AT_MOST, told
from workflows.forms.design_rows import in_order, put

SPARE, SLOTS_AT_LEAST, SLOTS_AT_MOST = 2, 4, 12
SLOT = re.compile(r"stages-\d{1,3}-person_(\d{1,2})")
Choices = list[tuple[str, Any]]


class BeginRouteForm(forms.Form):
    """A new route: what it is called."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small Latin letters, digits and hyphens; it never changes.")
    )
    name = forms.CharField(label=pgettext_lazy("design", "Name"), max_length=NAME_AT_MOST)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_AT_MOST)

    def content(self) -> Content:
        """The first draft."""
        given = self.cleaned_data
        return {"name": given["name"], "name_en": given["name_en"], "purposes": [], "stages": []}


class RouteMainForm(forms.Form):
    """What a route is, beside its stages. A draft may be unfinished: publishing asks for the rest."""

    name = forms.CharField(label=pgettext_lazy("design", "Name"), max_length=NAME_AT_MOST, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_AT_MOST, required=False)
    purposes = forms.MultipleChoiceField(
        label=_("For which letters"),
        choices=PURPOSES,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": len(PURPOSES)}),
        help_text=_("Where none is chosen, for every letter and paper."),
    )
    is_default = forms.BooleanField(label=_("Offered first for such letters"), required=False)
    is_fixed = forms.BooleanField(
        label=_("The drafter keeps to it"),
        required=False,
        help_text=_("Otherwise whoever sends a draft may draw another route. One offered first is then a must."),
    )


class StageForm(forms.Form):
    """A stage; a row without people and days is none."""

    asked = forms.ChoiceField(label=_("They are asked"), choices=ApprovalStage.Order.choices, required=False)
    days = forms.IntegerField(label=_("Term, working days"), min_value=1, max_value=DAYS_AT_MOST, required=False)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=99, required=False)
    drop = forms.BooleanField(label=_("Leave it out"), required=False)

    def __init__(self, *args: Any, offered: Choices, slots: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in range(1, slots + 1):
            label = gettext("Who is asked, %(number)s") % {"number": slot}
            self.fields[f"person_{slot}"] = forms.ChoiceField(label=label, choices=offered, required=False)
        self.order_fields([f"person_{slot}" for slot in range(1, slots + 1)])

    @property
    def people(self) -> list[str]:
        """The names of the fields in which somebody was chosen."""
        return [name for name in self.fields if name.startswith("person_") and self.cleaned_data.get(name)]

    @property
    def is_given(self) -> bool:
        """Whether there is such a stage."""
        return bool(self.people or self.cleaned_data.get("days")) and not self.cleaned_data.get("drop")

    def row(self) -> dict[str, Any]:
        """The stage as content."""
        given = self.cleaned_data
        return {
            "order": given["asked"] or ApprovalStage.Order.PARALLEL.value,
            "days": given["days"] or 0,
            "people": [_as_content(given[name]) for name in self.people],
        }

    @staticmethod
    def initial_of(stage: RouteStage, order: int) -> dict[str, Any]:
        """What the form shows of a stage."""
        people = {f"person_{slot}": _key(place) for slot, place in enumerate(stage.people, 1)}
        return {"asked": stage.order, "days": stage.days or None, "order": order, **people}


StageForms = forms.formset_factory(StageForm, extra=0, max_num=30, absolute_max=40)


class RouteEditor:
    """The editor of a route: its main form, a form a stage, with empty ones to add some."""

    template = "workflows/designs/route.html"

    def __init__(self, agency: Agency, content: Content, data: Any = None) -> None:
        route = read(content)
        self.main: forms.Form = RouteMainForm(data, initial={**vars(route), "purposes": list(route.purposes)})
        stages = [StageForm.initial_of(stage, at) for at, stage in enumerate(route.stages, 1)]
        spare: list[dict[str, Any]] = [{}] * SPARE
        places = [place for stage in route.stages for place in stage.people]
        slots = max([SLOTS_AT_LEAST, *(len(stage.people) + 1 for stage in route.stages), *_slots_sent(data)])
        known = {"offered": _offered(agency, places), "slots": min(slots, SLOTS_AT_MOST)}
        self.stages = StageForms(data, prefix="stages", initial=[*stages, *spare], form_kwargs=known)

    @property
    def has_errors(self) -> bool:
        """Whether something does not stand."""
        return bool(self.main.errors or any(self.stages.errors))

    def is_valid(self) -> bool:
        """Whether what was typed can be kept as a draft."""
        return all([self.main.is_valid(), self.stages.is_valid()])

    def content(self) -> Content:
        """What was typed, as content."""
        given = self.main.cleaned_data
        return {
            "name": given["name"].strip(),
            "name_en": given["name_en"].strip(),
            "purposes": given["purposes"],
            "is_default": given["is_default"],
            "is_fixed": given["is_fixed"],
            "stages": [form.row() for form in in_order(self.stages.forms)],
        }

    def refuse(self, objections: Mapping[str, list[ValidationError]]) -> list[ValidationError]:
        """Put objections beside the fields they speak of; what belongs to none is given back."""
        return [one for name, errors in objections.items() for one in put(*self._found(name), errors)]

    def _found(self, name: str) -> tuple[forms.Form | None, str]:
        part, _dash, rest = name.partition("-")
        if part != "stages":
            return self.main, name
        at, _dash, field = rest.partition("-")
        rows = in_order(self.stages.forms)
        if not at.isdigit() or int(at) >= len(rows):
            return None, field
        form: StageForm = rows[int(at)]
        if field.startswith("person_"):
            index = int(field.removeprefix("person_")) - 1
            return form, (form.people or ["person_1"])[min(index, max(len(form.people) - 1, 0))]
        return form, "asked" if field == "order" else field


def _slots_sent(data: Any) -> list[int]:
    return [int(found[1]) for name in data or () if (found := SLOT.fullmatch(name))]


def _key(place: RoutePlace) -> str:
    if place.who == Asked.ROLE:
        return f"role:{place.unit}:{place.role}"
    return f"post:{place.unit}:{place.title}" if place.who == Asked.POST else place.who


def _as_content(key: str) -> dict[str, str]:
    who, _colon, rest = key.partition(":")
    unit, _colon, named = rest.partition(":")
    if who == Asked.ROLE:
        return {"who": who, "unit": unit, "role": named}
    return {"who": who, "unit": unit, "title": named} if who == Asked.POST else {"who": who}


def _offered(agency: Agency, kept: list[RoutePlace]) -> Choices:
    """Whom a route may name: the head over the drafter, roles and posts that give visas; and what it names already."""
    posts = rules.holders(agency, rules.Power.APPROVE)
    units = dict(Unit.objects.filter(agency=agency, ends_on__isnull=True).values_list("code", "name"))
    roles = [RoutePlace(Asked.ROLE.value, role, "", "") for role in dict.fromkeys(post.role for post in posts)]
    roles += [RoutePlace(Asked.ROLE.value, role, unit, "") for unit, role in _pairs(posts, "role")]
    titled = [RoutePlace(Asked.POST.value, "", unit, title) for unit, title in _pairs(posts, "title")]
    first = [(Asked.HEAD.value, Asked.HEAD.label)]
    found = [_choice(one, units) for one in roles], [_choice(one, units) for one in titled]
    there = {key for group in (first, *found) for key, _label in group}
    gone = dict(_choice(one, units) for one in kept if _key(one) and _key(one) not in there)
    return [
        ("", "—"),
        *first,
        (gettext("By role"), found[0]),
        (gettext("By post"), found[1]),
        *([(gettext("Not in the agency today"), list(gone.items()))] if gone else []),
    ]


def _choice(place: RoutePlace, units: dict[str, str]) -> tuple[str, str]:
    return _key(place), told(place, units)


def _pairs(posts: list[Any], name: str) -> list[tuple[str, str]]:
    return list(dict.fromkeys((post.unit.code, getattr(post, name)) for post in posts))
