"""Absences and substitutions: entering, ending early, cancelling, naming who stands in."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from agencies import rules
from agencies.models import Absence, Agency, Employee, Substitution, Work
from agencies.policies import may_enter_absence, require
from agencies.services.shared import refused, require_believable
from history import clock
from history.acts import act, record

Substitutes = Mapping[str, Employee | None]


@act
def enter_absence(
    *,
    actor: Employee,
    employee: Employee,
    kind: str,
    starts_on: date,
    ends_on: date,
    ground: str = "",
    substitutes: Substitutes,
) -> Absence:
    """Note that a person is away from one day to another, and who does which of their work meanwhile.

    Raises:
        PermissionDenied: the absences of this person are not the actor's to enter.
        ValidationError: ``absence-ends-before-start``, ``absences-overlap``, ``date-too-early``, and what
            `name_substitutes` refuses.
    """
    require(may_enter_absence(actor, employee))
    require_believable(starts_on, "starts_on")
    # Two at a time could overlap.
    employee = Employee.objects.select_for_update().get(pk=employee.pk)
    absence = Absence(employee=employee, kind=kind, starts_on=starts_on, ends_on=ends_on, ground=ground.strip())
    absence.full_clean()
    _require_alone(absence)
    absence.save()
    _name(absence, substitutes)
    record("agencies.absence_entered", actor=actor, subject=absence, about=[employee], data=_told(absence))
    return absence


@act
def name_substitutes(*, actor: Employee, absence: Absence, substitutes: Substitutes) -> Absence:
    """Say anew who does which work of the absent person; nobody, where None is given.

    Raises:
        PermissionDenied: the absences of this person are not the actor's to change.
        ValidationError: ``absence-over``, ``substitute-self``, ``substitute-without-right`` (the substitute must hold
            the right for this work in an agency of the absent person), ``substitute-absent``.
    """
    absence = _open(actor, absence)
    _name(absence, substitutes)
    record("agencies.substitutes_named", actor=actor, subject=absence, about=[absence.employee], data=_told(absence))
    return absence


@act
def end_absence(*, actor: Employee, absence: Absence, ends_on: date) -> Absence:
    """Let an absence end on another day; the substitutes' rights end with it.

    Raises:
        PermissionDenied: the absences of this person are not the actor's to change.
        ValidationError: ``absence-over``, ``absence-ends-before-start``, ``absences-overlap``, ``day-over``: the last
            day cannot be moved before yesterday, since the work of the days between was done in substitution.
    """
    absence = _open(actor, absence)
    if ends_on < clock.today() and ends_on < absence.ends_on and (clock.today() - ends_on).days > 1:
        raise refused("day-over", _("This day is over: substitutes worked after it."), "ends_on")
    absence.ends_on = ends_on
    absence.full_clean()
    _require_alone(absence)
    absence.save()
    record("agencies.absence_changed", actor=actor, subject=absence, about=[absence.employee], data=_told(absence))
    return absence


@act
def cancel_absence(*, actor: Employee, absence: Absence) -> Absence:
    """Take back an absence that has not begun.

    Raises:
        PermissionDenied: the absences of this person are not the actor's to change.
        ValidationError: ``absence-over``, ``absence-begun``: it is ended instead.
    """
    absence = _open(actor, absence)
    if absence.starts_on <= clock.today():
        raise refused("absence-begun", _("The absence has begun: name its last day instead."))
    absence.is_cancelled = True
    absence.save()
    record("agencies.absence_cancelled", actor=actor, subject=absence, about=[absence.employee], data=_told(absence))
    return absence


def _open(actor: Employee, absence: Absence) -> Absence:
    absence = Absence.objects.select_related("employee").select_for_update(of=("self",)).get(pk=absence.pk)
    require(may_enter_absence(actor, absence.employee))
    if absence.is_cancelled or absence.ends_on < clock.today():
        raise refused("absence-over", _("This absence is over."))
    return absence


def _require_alone(absence: Absence) -> None:
    others = Absence.objects.filter(employee=absence.employee).exclude(pk=absence.pk)
    other = others.touching(absence.starts_on, absence.ends_on).order_by("starts_on").first()
    if other is not None:
        days = {"from": f"{other.starts_on:%d.%m.%Y}", "until": f"{other.ends_on:%d.%m.%Y}"}
        message = _("The person is already away from %(from)s until %(until)s.") % days
        raise refused("absences-overlap", message, "starts_on")


def _name(absence: Absence, substitutes: Substitutes) -> None:
    known = {one.work: one for one in absence.substitutions.all()}
    for work in Work.values:
        substitute, before = substitutes.get(work), known.get(work)
        if substitute is not None:
            _require_fit(absence, work, substitute)
        if before is None and substitute is not None:
            Substitution.objects.create(absence=absence, work=work, substitute=substitute)
        elif before is not None and substitute is None:
            before.delete()
        elif before is not None and substitute is not None:
            before.substitute = substitute
            before.save()


def _require_fit(absence: Absence, work: str, substitute: Employee) -> None:
    if substitute.pk == absence.employee_id:
        raise refused("substitute-self", _("Nobody stands in for themselves."), work)
    if not any(rules.may_substitute(substitute, work, agency) for agency in agencies_of(absence.employee)):
        raise refused("substitute-without-right", _("The posts of this person do not give the right for it."), work)
    away = substitute.absences.touching(absence.starts_on, absence.ends_on).order_by("starts_on").first()
    if away is not None:
        days = {"from": f"{away.starts_on:%d.%m.%Y}", "until": f"{away.ends_on:%d.%m.%Y}"}
        message = _("The substitute is away from %(from)s until %(until)s.") % days
        raise refused("substitute-absent", message, work)


def agencies_of(employee: Employee) -> list[Agency]:
    """Where the person holds posts today."""
    return list({post.unit.agency_id: post.unit.agency for post in employee.current_posts}.values())


def _told(absence: Absence) -> dict[str, str]:
    return {"from": str(absence.starts_on), "until": str(absence.ends_on)}
