"""A type of cases line by line, as pages show and compare it."""

from django.utils.translation import gettext as _

from agencies.models import Agency, Role, TermKind, Unit
from citizens.models import CaseKind, Topic
from workflows.designs.kinds import Content
from workflows.designs.shapes import FieldKind, OwnField, OwnStep, Place, Who, read


def lines(content: Content, agency: Agency) -> list[str]:
    """In the language of the page; three queries, whatever the content."""
    design = read(content)
    terms = dict(TermKind.objects.filter(code=design.term).values_list("code", "name"))
    topics = dict(Topic.objects.filter(code=design.topic).values_list("code", "name"))
    units = dict(Unit.objects.filter(agency=agency, ends_on__isnull=True).values_list("code", "name"))
    told = [
        _("Name: %(name)s") % {"name": design.name},
        _("Name in English: %(name)s") % {"name": design.name_en},
        _("Lawful kind: %(kind)s") % {"kind": _label(CaseKind, design.kind)},
        _("Term: %(term)s") % {"term": terms.get(design.term, design.term) or _("that of an appeal")},
        _("Topic: %(topic)s") % {"topic": topics.get(design.topic, design.topic) or "—"},
    ]
    if design.kind == CaseKind.SERVICE:
        told.append(_("Term by the regulation, working days: %(days)s") % {"days": design.days or "—"})
        told += [_("Papers are not accepted: %(ground)s") % {"ground": one} for one in design.paper_grounds]
        told += [_("The service is refused: %(ground)s") % {"ground": one} for one in design.refusal_grounds]
    if design.kind == CaseKind.SERVICE_COMPLAINT:
        told += [_("The complaint is not satisfied: %(ground)s") % {"ground": one} for one in design.refusal_grounds]
    for place in Place:
        told += [_of_step(step, units) for step in design.steps_at(place)]
    told += [_of_field(field, design.step(field.at)) for field in design.fields]
    return told


def _of_step(step: OwnStep, units: dict[str, str]) -> str:
    parts = [
        _("Step %(place)s: %(name)s (%(name_en)s)")
        % {"place": _label(Place, step.place), "name": step.name, "name_en": step.name_en},
        _who(step, units),
        _("working days: %(days)s") % {"days": step.days},
    ]
    if step.may_return:
        parts.append(_("may return the case"))
    if step.reasons:
        parts.append(_("ready reasons: %(reasons)s") % {"reasons": " | ".join(step.reasons)})
    return "; ".join(parts)


def _who(step: OwnStep, units: dict[str, str]) -> str:
    if step.who != Who.POST:
        return _label(Who, step.who)
    return f"{_label(Role, step.role)}, {step.unit} {units.get(step.unit, '')}".strip()


def _of_field(field: OwnField, step: OwnStep | None) -> str:
    parts = [
        _("Field: %(name)s (%(name_en)s)") % {"name": field.name, "name_en": field.name_en},
        _label(FieldKind, field.kind),
        _("required") if field.is_required else _("may stay empty"),
        _("filled at the step “%(step)s”") % {"step": step.label if step else field.at}
        if field.at
        else _("filled at registration"),
    ]
    if field.choices:
        parts.append(" | ".join(field.choices))
    return "; ".join(parts)


def _label(choices: type[CaseKind] | type[Place] | type[Who] | type[Role] | type[FieldKind], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value or "—"
