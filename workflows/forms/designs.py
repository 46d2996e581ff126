"""Forms of designs: beginning one, publishing and going back with a note, and by kind the editor of what it holds."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.forms import field_of
from agencies.models import Agency, TermKind, Unit
from citizens.models import Topic
from workflows.designs import Content
from workflows.designs.case_objections import DAYS_AT_MOST, KINDS
from workflows.designs.finding import NAME_AT_MOST
from workflows.designs.shapes import ROLES, FieldKind, OwnField, OwnStep, Place, Who, read
from workflows.forms.design_rows import in_order, lines, put

SPARE = 2
OF_REGULATION = ("paper_grounds", "refusal_grounds")
LINES = forms.Textarea(attrs={"rows": 2})


class BeginForm(forms.Form):
    """A new type of cases: what it is called, and the lawful kind that it is of."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small Latin letters, digits and hyphens; it never changes."),
    )
    name = forms.CharField(label=pgettext_lazy("design", "Name"), max_length=NAME_AT_MOST)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_AT_MOST)
    kind = forms.ChoiceField(label=_("Lawful kind"), choices=[(kind.value, kind.label) for kind in KINDS])

    def content(self) -> Content:
        """The first draft."""
        given = self.cleaned_data
        return {"name": given["name"], "name_en": given["name_en"], "kind": given["kind"], "steps": [], "fields": []}


class NoteForm(forms.Form):
    """What was changed, and why."""

    note = forms.CharField(label=_("What was changed, and why"), max_length=300, required=False)


class SeenForm(forms.Form):
    """How often the draft had been saved when its page was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class MainForm(forms.Form):
    """What a type of cases is, beside its steps and fields. A draft may be unfinished: publishing asks for the rest."""

    name = forms.CharField(label=pgettext_lazy("design", "Name"), max_length=NAME_AT_MOST, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_AT_MOST, required=False)
    kind = forms.ChoiceField(
        label=_("Lawful kind"), choices=[(kind.value, kind.label) for kind in KINDS], required=False
    )
    term = forms.ChoiceField(label=_("Kind of term"), choices=[], required=False)
    topic = forms.ChoiceField(label=_("Usual topic"), choices=[], required=False)
    days = forms.IntegerField(
        label=_("Term of the service, working days"),
        min_value=1,
        max_value=DAYS_AT_MOST,
        required=False,
        help_text=_("Of a request for a service: by its administrative regulation, from registration."),
    )
    paper_grounds = forms.CharField(
        label=_("Grounds not to accept the papers, one a line"), max_length=12_000, widget=LINES, required=False
    )
    refusal_grounds = forms.CharField(
        label=_("Grounds to refuse the service, one a line"),
        max_length=12_000,
        widget=LINES,
        required=False,
        help_text=_("Of a complaint about a service: not to satisfy it; empty, those of the law."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = TermKind.objects.offered().filter(used_for="paper").order_by("name")
        field_of(self, "term", forms.ChoiceField).choices = [
            ("", _("the usual one of the kind")),
            *terms.values_list("code", "name"),
        ]
        self.initial["days"] = self.initial.get("days") or None
        for name in OF_REGULATION:
            self.initial[name] = "\n".join(self.initial.get(name, ()))
        field_of(self, "topic", forms.ChoiceField).choices = [("", "—"), *Topic.objects.values_list("code", "name")]


class RowForm(forms.Form):
    """A row of steps or fields; a row without names and code is none."""

    code = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("design", "Name"), max_length=NAME_AT_MOST, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_AT_MOST, required=False)

    @property
    def is_given(self) -> bool:
        """Whether there is such a row."""
        given = self.cleaned_data
        return bool(given.get("name") or given.get("name_en") or given.get("code")) and not given.get("drop")

    def row(self) -> dict[str, Any]:
        """The row as content; a new one gets a code that no other has had."""
        given = self.cleaned_data
        return {
            "code": given["code"] or secrets.token_hex(4),
            "name": given["name"].strip(),
            "name_en": given["name_en"].strip(),
        }


class StepForm(RowForm):
    """An own step."""

    place = forms.ChoiceField(label=_("Where"), choices=Place.choices, required=False)
    who = forms.ChoiceField(label=_("Who does it"), choices=Who.choices, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", "—"), *((role.value, role.label) for role in ROLES)], required=False
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=[], required=False)
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=DAYS_AT_MOST, initial=3, required=False)
    may_return = forms.BooleanField(label=_("May return the case to the executor"), required=False)
    reasons = forms.CharField(label=_("Ready reasons, one a line"), max_length=4000, widget=LINES, required=False)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=99, required=False)
    drop = forms.BooleanField(label=_("Leave it out"), required=False)

    def row(self) -> dict[str, Any]:
        """As content; role and unit are kept only of a step that they are asked of."""
        given, is_of_post = self.cleaned_data, self.cleaned_data["who"] == Who.POST
        return super().row() | {
            "place": given["place"],
            "who": given["who"],
            "role": given["role"] if is_of_post else "",
            "unit": given["unit"] if is_of_post else "",
            "days": given["days"] or 0,
            "may_return": given["may_return"],
            "reasons": lines(given["reasons"]),
        }

    @staticmethod
    def initial_of(step: OwnStep, order: int) -> dict[str, Any]:
        """What the form shows of a step."""
        return {**vars(step), "reasons": "\n".join(step.reasons), "order": order, "days": step.days or None}


class FieldForm(RowForm):
    """An own field."""

    kind = forms.ChoiceField(label=_("What is filled in"), choices=FieldKind.choices, required=False)
    is_required = forms.BooleanField(label=_("Has to be filled in"), required=False)
    choices = forms.CharField(label=_("Choices of a list, one a line"), max_length=4000, widget=LINES, required=False)
    at = forms.ChoiceField(label=_("Filled in"), choices=[], required=False)
    order = forms.IntegerField(label=_("Order"), min_value=1, max_value=99, required=False)
    drop = forms.BooleanField(label=_("Leave it out"), required=False)

    def row(self) -> dict[str, Any]:
        """As content."""
        given = self.cleaned_data
        return super().row() | {
            "kind": given["kind"],
            "is_required": given["is_required"],
            "choices": lines(given["choices"]),
            "at": given["at"],
        }

    @staticmethod
    def initial_of(field: OwnField, order: int) -> dict[str, Any]:
        """What the form shows of a field."""
        return {**vars(field), "choices": "\n".join(field.choices), "order": order}


StepForms = forms.formset_factory(StepForm, extra=0, max_num=40, absolute_max=60)
FieldForms = forms.formset_factory(FieldForm, extra=0, max_num=40, absolute_max=60)


class CaseTypeEditor:
    """The editor of a type of cases: its main form, a form a step, a form a field, with empty ones to add some."""

    template = "workflows/designs/case_type.html"

    def __init__(self, agency: Agency, content: Content, data: Any = None) -> None:
        design = read(content)
        self.main: forms.Form = MainForm(data, initial=vars(design))
        steps = [StepForm.initial_of(step, at) for at, step in enumerate(design.steps, 1)]
        fields = [FieldForm.initial_of(field, at) for at, field in enumerate(design.fields, 1)]
        spare: list[dict[str, Any]] = [{}] * SPARE
        self.steps = StepForms(data, prefix="steps", initial=[*steps, *spare])
        self.fields = FieldForms(data, prefix="fields", initial=[*fields, *spare])
        units = Unit.objects.filter(agency=agency, ends_on__isnull=True).order_by("code")
        offered = [("", "—"), *((unit.code, f"{unit.code} {unit.name}") for unit in units)]
        for form in self.steps.forms:
            field_of(form, "unit", forms.ChoiceField).choices = offered
        places = [("", _("at registration")), *((step.code, step.label) for step in design.steps if step.code)]
        for row in self.fields.forms:
            field_of(row, "at", forms.ChoiceField).choices = places

    @property
    def has_errors(self) -> bool:
        """Whether something does not stand."""
        return bool(self.main.errors or any(self.steps.errors) or any(self.fields.errors))

    def is_valid(self) -> bool:
        """Whether what was typed can be kept as a draft."""
        return all([self.main.is_valid(), self.steps.is_valid(), self.fields.is_valid()])

    def content(self) -> Content:
        """What was typed, as content."""
        given = self.main.cleaned_data
        return {
            **{name: given[name].strip() for name in ("name", "name_en", "kind", "term", "topic")},
            "days": given["days"] or 0,
            **{name: lines(given[name]) for name in OF_REGULATION},
            "steps": [form.row() for form in in_order(self.steps.forms)],
            "fields": [form.row() for form in in_order(self.fields.forms)],
        }

    def refuse(self, objections: Mapping[str, list[ValidationError]]) -> list[ValidationError]:
        """Put objections beside the fields they speak of; what belongs to none is given back."""
        return [one for name, errors in objections.items() for one in put(*self._found(name), errors)]

    def _found(self, name: str) -> tuple[forms.Form | None, str]:
        part, _dash, rest = name.partition("-")
        if part not in ("steps", "fields"):
            return self.main, name
        at, _dash, field = rest.partition("-")
        rows = in_order(self.steps.forms if part == "steps" else self.fields.forms)
        return (rows[int(at)], field) if at.isdigit() and int(at) < len(rows) else (None, field)
