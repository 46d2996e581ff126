"""Forms of automation rules: beginning one, and the editor of what it holds, each choice from a closed list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.forms import field_of
from agencies.models import Agency, Unit
from citizens.models import CaseKind, Channel, Topic
from workflows.designed import Design
from workflows.designed_selectors import types_offered
from workflows.designs import CASE_TYPE, Content
from workflows.designs.finding import NAME_AT_MOST
from workflows.designs.rule_lines import steps
from workflows.designs.rule_objections import REMARK_AT_MOST
from workflows.designs.rule_shapes import DAYS_AT_MOST, Mark, When, Whom, read
from workflows.designs.shapes import ROLES
from workflows.designs.shapes import read as read_type

Choices = Iterable[tuple[str, Any]]
SEVERAL = _("Several may be chosen; none asks nothing.")
PEOPLE = _("Several may be chosen. Of them only those who see the case.")


class BeginRuleForm(forms.Form):
    """A new rule: what it is called, and when it fires."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small Latin letters, digits and hyphens; it never changes.")
    )
    name = forms.CharField(label=_("Name of the rule"), max_length=NAME_AT_MOST)
    name_en = forms.CharField(label=_("Name of the rule in English"), max_length=NAME_AT_MOST)
    when = forms.ChoiceField(label=_("When it fires"), choices=When.choices)

    def content(self) -> Content:
        """The first draft."""
        given = self.cleaned_data
        return {name: given[name] for name in ("name", "name_en", "when")}


def _several(label: Any, choices: Choices = (), help_text: Any = SEVERAL) -> forms.MultipleChoiceField:
    field = forms.MultipleChoiceField(label=label, required=False, help_text=help_text)
    _offer(field, choices)
    return field


def _offer(field: forms.MultipleChoiceField, choices: Choices) -> None:
    field.choices = list(choices)
    field.widget.attrs["size"] = min(max(len(field.choices), 2), 8)


class RuleForm(forms.Form):
    """What a rule is. A draft may be unfinished: publishing asks for the rest."""

    name = forms.CharField(label=_("Name of the rule"), max_length=NAME_AT_MOST, required=False)
    name_en = forms.CharField(label=_("Name of the rule in English"), max_length=NAME_AT_MOST, required=False)
    when = forms.ChoiceField(label=_("When it fires"), choices=When.choices, required=False)
    days = forms.IntegerField(
        label=_("Working days"),
        min_value=0,
        max_value=DAYS_AT_MOST,
        required=False,
        help_text=_("Of a rule before or after a term, or of a case that stands."),
    )
    steps = _several(_("Steps"), help_text=_("Of a rule that looks at steps; none: any step."))
    topics = _several(_("Topic"))
    kinds = _several(_("Lawful kind"), CaseKind.choices)
    types = _several(_("Type of cases"))
    units = _several(_("Executing unit, or one above it"))
    channels = _several(_("Received by"), Channel.choices)
    marks = _several(_("And it is true that"), Mark.choices, _("Of several all have to be true."))
    days_left = forms.IntegerField(
        label=_("At most so many working days left"), min_value=0, max_value=DAYS_AT_MOST, required=False
    )
    tell = _several(_("Tell"), Whom.choices, PEOPLE)
    follow = _several(_("Let follow the case"), Whom.choices, PEOPLE)
    role = forms.ChoiceField(
        label=_("Role of the posts"), choices=[("", "—"), *((role.value, role.label) for role in ROLES)], required=False
    )
    unit = forms.ChoiceField(label=_("Unit of the posts"), choices=[], required=False)
    remark = forms.CharField(label=_("Note in the history of the case"), max_length=REMARK_AT_MOST, required=False)

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(agency=agency, ends_on__isnull=True).order_by("code")
        offered = [(unit.code, f"{unit.code} {unit.name}") for unit in units]
        named = {one.design.code: read_type(one.content).label for one in types_offered(agency)}
        codes = Design.objects.filter(agency=agency, kind=CASE_TYPE).order_by("code").values_list("code", flat=True)
        types = [(code, named.get(code) or code) for code in codes]
        topics = Topic.objects.values_list("code", "name")
        for name, choices in (("steps", steps().items()), ("topics", topics), ("types", types), ("units", offered)):
            _offer(field_of(self, name, forms.MultipleChoiceField), choices)
        field_of(self, "unit", forms.ChoiceField).choices = [("", "—"), *offered]


CONDITIONS = ("topics", "kinds", "types", "units", "channels", "marks", "days_left")
ACTIONS = ("tell", "follow", "role", "unit", "remark")


class RuleEditor:
    """The editor of a rule: one form in three parts, when, if and then."""

    template = "workflows/designs/rule.html"

    def __init__(self, agency: Agency, content: Content, data: Any = None) -> None:
        rule = read(content)
        by_time = {"days": rule.days or None} if not rule.is_by_time else {}
        self.main: forms.Form = RuleForm(agency, data, initial={**vars(rule), **by_time})

    @property
    def parts(self) -> tuple[list[forms.BoundField], ...]:
        """The fields of "when", "if" and "then"."""
        rest = [name for name in self.main.fields if name not in CONDITIONS and name not in ACTIONS]
        return tuple([self.main[name] for name in names] for names in (rest, CONDITIONS, ACTIONS))

    @property
    def has_errors(self) -> bool:
        """Whether something does not stand."""
        return bool(self.main.errors)

    def is_valid(self) -> bool:
        """Whether what was typed can be kept as a draft."""
        return self.main.is_valid()

    def content(self) -> Content:
        """What was typed, as content."""
        given = self.main.cleaned_data
        texts = {name: given[name].strip() for name in ("name", "name_en", "when", "role", "unit", "remark")}
        lists = ("steps", "topics", "kinds", "types", "units", "channels", "marks", "tell", "follow")
        numbers = {"days": given["days"] or 0, "days_left": given["days_left"]}
        return texts | {name: list(given[name]) for name in lists} | numbers

    def refuse(self, objections: Mapping[str, list[ValidationError]]) -> list[ValidationError]:
        """Put objections beside the fields they speak of; what belongs to none is given back."""
        left: list[ValidationError] = []
        for name, errors in objections.items():
            if name in self.main.fields:
                self.main.add_error(name, errors)
            else:
                left += errors
        return left
