"""Own steps of a case: done, or returned to the executor; and what is filled in own fields."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.services.shared import refused
from citizens import services as citizens
from citizens.models import Case, CaseRole, Stage
from history import clock
from history.acts import act, record
from workflows import designed_selectors as designed
from workflows.designed import DesignedValue
from workflows.designs.shapes import FieldKind, OwnField, OwnStep
from workflows.models import OWN_STEPS, CaseProcess, WorkItem
from workflows.services import desk

RETURN, GO_ON = "return", "go_on"
YES, NO = "yes", "no"
VALUE_AT_MOST = 4000

Values = Mapping[str, str]


@act
def finish_own_step(*, actor: Employee, item: WorkItem, values: Values, remark: str = "") -> None:
    """Do the agency's own step; the case goes on to the next one, or along the road.

    ``values`` are what the fields of this step hold, by their codes: dates as ``2026-11-26``, yes and no as such.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, ``field-required``, ``field-invalid``, ``step-gone``,
            ``official-complained-of``.
    """
    case, step, process = _begun(actor, item)
    design = designed.type_of(process)
    fields = design.fields_at(step.code) if design is not None else ()
    fill(actor, case, fields, values)
    CaseProcess.objects.filter(pk=process.pk).update(passed={**process.passed, step.code: step.place}, next_step=GO_ON)
    desk.complete(item, actor)
    told = {"step": step.name, **({"remark": remark.strip()} if remark.strip() else {})}
    record("workflows.own_step_done", actor=actor, subject=case, about=[case.applicant], data=told)


@act
def return_from_own_step(*, actor: Employee, item: WorkItem, reason: str = "", remark: str = "") -> None:
    """Return the reported case to its executor, with a ready reason, a remark or both.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, ``step-cannot-return``, ``reason-unknown``, ``remark-missing``,
            ``step-gone``.
    """
    case, step, process = _begun(actor, item)
    if not step.may_return:
        raise refused("step-cannot-return", _("This step does not return the case."))
    if reason and reason not in step.reasons:
        raise refused("reason-unknown", _("The step has no such reason."), "reason")
    said = ". ".join(part.strip().rstrip(".") for part in (reason, remark) if part.strip())
    if not said:
        raise refused("remark-missing", _("Say what is missing."), "remark")
    CaseProcess.objects.filter(pk=process.pk).update(next_step=RETURN)
    citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
    desk.complete(item, actor)
    told = {"step": step.name, "remark": said}
    record("workflows.own_step_returned", actor=actor, subject=case, about=[case.applicant], data=told)


def forget(case: Case, place: str) -> None:
    """Let the own steps of a place be done again: what was agreed to was another report."""
    process = CaseProcess.objects.get(case=case)
    left = {code: where for code, where in process.passed.items() if where != place}
    if left != process.passed:
        CaseProcess.objects.filter(pk=process.pk).update(passed=left)


def fill(actor: Employee, case: Case, fields: tuple[OwnField, ...], values: Values) -> None:
    """Keep what these fields hold; an empty one that need not be filled keeps nothing.

    Raises:
        ValidationError: ``field-required``, ``field-invalid``, beside the code of the field.
    """
    given = checked(fields, values)
    known = {value.code: value for value in designed.values_of(case)} if fields else {}
    for field in fields:
        kept = known.get(field.code)
        if not given[field.code]:
            if kept is not None:
                kept.delete()
            continue
        kept = kept or DesignedValue(case=case, code=field.code)
        kept.kind, kept.name, kept.name_en = field.kind, field.name, field.name_en
        kept.value, kept.filled_by, kept.filled_at = given[field.code], actor, clock.now()
        kept.full_clean()
        kept.save()


def checked(fields: tuple[OwnField, ...], values: Values) -> dict[str, str]:
    """What these fields hold, in the form that is kept.

    Raises:
        ValidationError: ``field-required``, ``field-invalid``, beside the code of the field.
    """
    errors: dict[str, ValidationError] = {}
    given: dict[str, str] = {}
    for field in fields:
        value = str(values.get(field.code) or "").strip()
        given[field.code] = value
        if not value and field.is_required:
            message = _("“%(field)s” has to be filled in.") % {"field": field.label}
            errors[field.code] = ValidationError(message, code="field-required")
        elif value and not _fits(field, value):
            message = _("“%(field)s” does not hold such a value.") % {"field": field.label}
            errors[field.code] = ValidationError(message, code="field-invalid")
    if errors:
        raise ValidationError(errors)
    return given


def _fits(field: OwnField, value: str) -> bool:
    if field.kind == FieldKind.NUMBER:
        return _is_number(value)
    if field.kind == FieldKind.DATE:
        return _is_date(value)
    if field.kind == FieldKind.CHOICE:
        return value in field.choices
    if field.kind == FieldKind.YES_NO:
        return value in (YES, NO)
    return len(value) <= VALUE_AT_MOST


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite() and len(value) <= 40
    except InvalidOperation:
        return False


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value)) and len(value) == 10
    except ValueError:
        return False


def _begun(actor: Employee, item: WorkItem) -> tuple[Case, OwnStep, CaseProcess]:
    """The case, its step and its process, locked; whoever does the step takes part in the case from now on."""
    item = desk.locked_for(actor, item, *(kind.value for kind in OWN_STEPS))
    assert item.case is not None
    case = (
        Case.objects.select_for_update(of=("self",)).select_related("applicant", "agency", "unit").get(pk=item.case.pk)
    )
    citizens.add_participant(actor=actor, case=case, employee=actor, role=CaseRole.APPROVER)
    process = CaseProcess.objects.select_related("design").get(case=case)
    design = designed.type_of(process)
    step = design.step(item.step) if design is not None else None
    if step is None:
        raise refused("step-gone", _("The version that the case runs on has no such step."))
    return case, step, process
