"""Why a type of cases may not be published: what it leaves open, and what nobody could do."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from agencies.models import Agency, Post, TermKind, TermUnit, Unit
from citizens.models import CaseKind, Topic
from workflows.designs.finding import NAME_AT_MOST, Found
from workflows.designs.kinds import Content, Objections
from workflows.designs.shapes import ROLES, CaseType, FieldKind, OwnField, OwnStep, Place, Who, read

DAYS_AT_MOST = 250
ROWS_AT_MOST = 30
GROUND_AT_MOST = 400
CODE = re.compile(r"[a-z0-9-]{1,40}")
# Inquiries of other bodies come by exchange, and are of no type.
KINDS = (CaseKind.APPLICATION, CaseKind.PROPOSAL, CaseKind.COMPLAINT, CaseKind.SERVICE, CaseKind.SERVICE_COMPLAINT)
USUAL_TERM_OF_SERVICES = "service-request"


def objections(content: Content, agency: Agency) -> Objections:
    """By the name of a field; of the third step ``steps-2-unit``."""
    design, found = read(content), Found()
    found.require_names("", design.name, design.name_en)
    if design.kind not in [kind.value for kind in KINDS]:
        found.add("kind", "case-kind-unknown", _("Choose the lawful kind of such cases."))
    if design.term and not TermKind.objects.offered().filter(code=design.term, used_for="paper").exists():
        found.add("term", "term-unknown", _("There is no such kind of term for papers."))
    if design.topic and not Topic.objects.filter(code=design.topic).exists():
        found.add("topic", "topic-unknown", _("The classifier has no such topic."))
    if max(len(design.steps), len(design.fields)) > ROWS_AT_MOST:
        found.add("", "design-too-large", _("A type has at most 30 steps and 30 fields."))
    _of_service(found, design)
    _of_steps(found, design, agency)
    _of_fields(found, design)
    return found.objections


def _of_service(found: Found, design: CaseType) -> None:
    """What the administrative regulation of a service has to say; other types say nothing of it, but for grounds not to
    satisfy a complaint about a service.
    """
    grounds = {"paper_grounds": design.paper_grounds, "refusal_grounds": design.refusal_grounds}
    if design.kind == CaseKind.SERVICE_COMPLAINT:
        if design.term:
            found.add("term", "term-of-law", _("The term of such a complaint is the law's, by what is appealed."))
        del grounds["refusal_grounds"]
        _of_grounds(found, {"refusal_grounds": design.refusal_grounds} if design.refusal_grounds else {})
    if design.kind != CaseKind.SERVICE:
        for name, given in {"days": design.days, **grounds}.items():
            if given:
                found.add(name, "not-a-service", _("Only of a request for a service."))
        return
    term = TermKind.objects.offered().filter(code=design.term or USUAL_TERM_OF_SERVICES, unit=TermUnit.WORKING_DAYS)
    if not term.exists():
        message = _("The term of a service counts in working days from registration: choose a kind of term that does.")
        found.add("term", "term-not-working-days", message)
    if not 1 <= design.days <= DAYS_AT_MOST:
        found.add("days", "days-out-of-range", _("Name one to 250 working days."))
    _of_grounds(found, grounds)


def _of_grounds(found: Found, grounds: dict[str, tuple[str, ...]]) -> None:
    for name, given in grounds.items():
        if not given:
            found.add(name, "grounds-missing", _("Name at least one ground, as the regulation has it."))
        elif len(set(given)) < len(given) or len(given) > ROWS_AT_MOST or max(map(len, given)) > GROUND_AT_MOST:
            found.add(name, "grounds-alike", _("At most 30 different grounds, each of at most 400 characters."))


def _of_steps(found: Found, design: CaseType, agency: Agency) -> None:
    units = {unit.code: unit for unit in Unit.objects.filter(agency=agency, ends_on__isnull=True)}
    held = set(Post.objects.current().filter(unit__agency=agency).values_list("unit__code", "role"))
    seen = Counter(step.code for step in design.steps)
    for at, step in enumerate(design.steps):
        prefix = f"steps-{at}-"
        found.require_names(prefix, step.name, step.name_en)
        _of_code(found, prefix, step.code, seen)
        if step.place not in Place.values:
            found.add(prefix + "place", "place-unknown", _("Choose where on the road the step stands."))
        if not 1 <= step.days <= DAYS_AT_MOST:
            found.add(prefix + "days", "days-out-of-range", _("Name one to 250 working days."))
        _of_who(found, prefix, step, units, held)
        if step.may_return and step.place != Place.REPORTED:
            message = _("Only a step before control returns the case: before there is no executor, later no term.")
            found.add(prefix + "may_return", "step-cannot-return", message)
        if step.reasons and not step.may_return:
            found.add(prefix + "reasons", "reasons-without-return", _("Reasons are for a step that may return."))


def _of_who(found: Found, prefix: str, step: OwnStep, units: dict[str, Unit], held: set[tuple[str, str]]) -> None:
    if step.who not in Who.values:
        found.add(prefix + "who", "who-unknown", _("Choose who does the step."))
    elif step.who == Who.HEAD and step.place == Place.FIRST:
        found.add(prefix + "who", "step-without-executor", _("Before the resolution a case has no executor."))
    elif step.who == Who.POST:
        if step.role not in [role.value for role in ROLES]:
            found.add(prefix + "role", "role-unknown", _("Choose the role of the posts that do the step."))
        if step.unit not in units:
            found.add(prefix + "unit", "unit-unknown", _("The agency has no unit with this index."))
        elif step.role in ROLES and (step.unit, step.role) not in held:
            found.add(prefix + "role", "step-without-people", _("Nobody holds a post of this role in the unit today."))


def _of_fields(found: Found, design: CaseType) -> None:
    steps, seen = {step.code for step in design.steps}, Counter(field.code for field in design.fields)
    for at, field in enumerate(design.fields):
        prefix = f"fields-{at}-"
        found.require_names(prefix, field.name, field.name_en)
        _of_code(found, prefix, field.code, seen)
        if field.kind not in FieldKind.values:
            found.add(prefix + "kind", "field-kind-unknown", _("Choose what is filled in."))
        if field.at and field.at not in steps:
            found.add(prefix + "at", "step-unknown", _("The type has no such step."))
        _of_choices(found, prefix, field)


def _of_choices(found: Found, prefix: str, field: OwnField) -> None:
    if field.kind != FieldKind.CHOICE:
        if field.choices:
            found.add(prefix + "choices", "choices-without-list", _("Only a field of a list has choices."))
    elif len(set(field.choices)) < 2:
        found.add(prefix + "choices", "choices-too-few", _("A list has at least two different choices."))
    elif len(set(field.choices)) < len(field.choices) or max(map(len, field.choices)) > NAME_AT_MOST:
        found.add(prefix + "choices", "choices-alike", _("Choices differ, and have at most 200 characters."))


def _of_code(found: Found, prefix: str, code: str, seen: Counter[str]) -> None:
    if not CODE.fullmatch(code):
        found.add(prefix + "name", "code-invalid", _("The code has small Latin letters, digits and hyphens."))
    elif seen[code] > 1:
        found.add(prefix + "name", "code-twice", _("Two of them have the same code."))
