"""An automation rule line by line, as pages show and compare it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Role, Unit
from citizens.models import CaseKind, Channel, Topic
from workflows.designed import Design
from workflows.designs.case_types import CASE_TYPE
from workflows.designs.kinds import Content
from workflows.designs.rule_shapes import STEPS, Mark, Rule, When, Whom, read


def lines(content: Content, agency: Agency) -> list[str]:
    """In the language of the page; three queries at most, whatever the content."""
    rule = read(content)
    return [
        _("Name: %(name)s") % {"name": rule.name},
        _("Name in English: %(name)s") % {"name": rule.name_en},
        *_when(rule),
        *_conditions(rule, agency),
        *_actions(rule, agency),
    ]


def steps() -> dict[str, str]:
    """The steps at which a rule may look, as work is called."""
    return {step.value: str(step.label) for step in STEPS}


def _when(rule: Rule) -> list[str]:
    told = [_("When: %(when)s") % {"when": _label(When, rule.when)}]
    if rule.is_by_time:
        told.append(_("Working days: %(days)s") % {"days": rule.days})
    if rule.steps:
        told.append(_("Steps: %(steps)s") % {"steps": _names(rule.steps, steps())})
    return told


def _conditions(rule: Rule, agency: Agency) -> list[str]:
    told = []
    if rule.topics:
        topics = dict(Topic.objects.filter(code__in=rule.topics).values_list("code", "name"))
        told.append(_("If the topic is: %(names)s") % {"names": _names(rule.topics, topics)})
    if rule.kinds:
        told.append(_("If the lawful kind is: %(names)s") % {"names": _labels(CaseKind, rule.kinds)})
    if rule.types:
        known = Design.objects.filter(agency=agency, kind=CASE_TYPE).values_list("code", "code")
        told.append(_("If the type of cases is: %(names)s") % {"names": _names(rule.types, dict(known))})
    if rule.units:
        told.append(_("If the executing unit is: %(names)s") % {"names": _names(rule.units, _units(agency))})
    if rule.channels:
        told.append(_("If it came by: %(names)s") % {"names": _labels(Channel, rule.channels)})
    told += [_("If %(mark)s") % {"mark": _label(Mark, mark)} for mark in rule.marks]
    if rule.days_left is not None:
        told.append(_("If at most so many working days are left: %(days)s") % {"days": rule.days_left})
    return told


def _actions(rule: Rule, agency: Agency) -> list[str]:
    told = []
    if rule.tell:
        told.append(_("Tells: %(whom)s") % {"whom": _labels(Whom, rule.tell)})
    if rule.follow:
        told.append(_("Lets follow the case: %(whom)s") % {"whom": _labels(Whom, rule.follow)})
    if Whom.POST in (*rule.tell, *rule.follow):
        unit = f"{rule.unit} {_units(agency).get(rule.unit, '')}".strip()
        told.append(_("Posts: %(role)s, %(unit)s") % {"role": _label(Role, rule.role), "unit": unit})
    if rule.remark:
        told.append(_("Notes in the history: %(remark)s") % {"remark": rule.remark})
    return told


def _units(agency: Agency) -> dict[str, str]:
    return dict(Unit.objects.filter(agency=agency, ends_on__isnull=True).values_list("code", "name"))


def _names(codes: Iterable[str], known: Mapping[str, str]) -> str:
    return " | ".join(known.get(code, code) for code in codes)


def _labels(choices: Any, codes: Iterable[str]) -> str:
    return " | ".join(_label(choices, code) for code in codes)


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value or "—"
