"""Asking people to take part in a case, and ending it: observers, co-executors, people of other agencies, guests."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.rules import may_take_part
from citizens import policies, roles
from citizens.complaining import decided_objection, has_decided_on_request
from citizens.models import FROM_OUTSIDE, Case, CaseRole, Participation
from history import clock
from history.acts import act, record

# How long a guest may be asked for at once.
LONGEST_VISIT = timedelta(days=90)


@act
def invite(
    *, actor: Employee, case: Case, employee: Employee, role: str, reason: str, ends_on: date | None = None
) -> Participation:
    """Ask a person to take part in a case, until a day if one is named; a guest always has one.

    Raises:
        PermissionDenied: the actor does not see the case, or has no role in it that asks others.
        ValidationError: ``role-unknown``, ``reason-missing``, ``official-complained-of`` (59-ФЗ art. 8 p. 6, in any
            role), ``decided-on-request`` (in a complaint about it),
            ``person-not-in-agency`` (observers and co-executors are of the agency), ``person-of-agency`` (who is
            of the agency represents no other one), ``case-marked`` (a marked case is opened to nobody from outside),
            ``end-missing``, ``end-in-past``, ``visit-too-long``, ``takes-part-already``.
    """
    require(policies.may_invite(actor, case))
    case = Case.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=case.pk)
    _check(case, employee, role, reason, ends_on)
    for over in Participation.objects.filter(case=case, employee=employee, role=role, ended_at__isnull=True):
        if over.ends_on is not None and over.ends_on < clock.today():
            over.ended_at = clock.now()
            over.save()
    taken = Participation(case=case, employee=employee, role=role, reason=reason.strip()[:300], ends_on=ends_on)
    taken.full_clean()
    taken.save()
    until = {"until": ends_on.isoformat(), "from": clock.today().isoformat()} if ends_on else {}
    record(
        "citizens.participant_added",
        actor=actor,
        subject=case,
        about=[case.applicant],
        data={"person": employee.short_name, "role": role, "reason": taken.reason, **until},
    )
    return taken


@act
def end_part(*, actor: Employee, participation: Participation, reason: str) -> Participation:
    """End the part of somebody who was asked, at once.

    Raises:
        PermissionDenied: the actor does not see the case, or has no role in it that asks others.
        ValidationError: ``reason-missing``, ``part-of-work`` (the role came with the work and goes with it),
            ``part-ended``.
    """
    taken = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("case__applicant", "employee")
        .get(pk=participation.pk)
    )
    require(policies.may_invite(actor, taken.case))
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    if taken.role not in roles.INVITED:
        raise ValidationError(_("This role came with the work and goes with it."), code="part-of-work")
    if taken.ended_at is not None:
        raise ValidationError(_("This person takes no part any more."), code="part-ended")
    taken.ended_at, taken.end_reason = clock.now(), reason.strip()[:300]
    taken.save()
    record(
        "citizens.participant_left",
        actor=actor,
        subject=taken.case,
        about=[taken.case.applicant],
        data={"person": taken.employee.short_name, "role": taken.role, "reason": taken.end_reason},
    )
    return taken


def _check(case: Case, employee: Employee, role: str, reason: str, ends_on: date | None) -> None:
    errors: dict[str, Any] = {}
    is_of_agency = case.agency_id in may_take_part(employee)
    if role not in roles.INVITED:
        errors["role"] = ValidationError(_("Choose a role."), code="role-unknown")
    elif role in (CaseRole.CO_EXECUTOR, CaseRole.OBSERVER) and not is_of_agency:
        errors["employee"] = ValidationError(
            _("This person holds no post in the agency that opens papers."), code="person-not-in-agency"
        )
    elif role == CaseRole.OTHER_AGENCY and is_of_agency:
        errors["employee"] = ValidationError(
            _("This person is of the agency and represents no other one."), code="person-of-agency"
        )
    if not reason.strip():
        errors["reason"] = ValidationError(_("Name the reason."), code="reason-missing")
    if case.complained_of_id == employee.pk:
        errors["employee"] = ValidationError(
            _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it."),
            code="official-complained-of",
        )
    elif has_decided_on_request(case, employee, role):
        errors["employee"] = decided_objection(employee)
    if role in FROM_OUTSIDE and case.access:
        errors["role"] = ValidationError(
            _("A case for official use only is opened to nobody from outside."), code="case-marked"
        )
    errors |= wrong_end(role, ends_on)
    if errors:
        raise ValidationError(errors)


def wrong_end(role: str, ends_on: date | None) -> dict[str, Any]:
    """What is wrong with the last day of a part in this role, by field: ``end-missing``, ``end-in-past``,
    ``visit-too-long``.
    """
    if ends_on is None:
        if role != CaseRole.GUEST:
            return {}
        return {"ends_on": ValidationError(_("Say until when the guest sees the case."), code="end-missing")}
    if ends_on < clock.today():
        return {"ends_on": ValidationError(_("The last day lies in the past."), code="end-in-past")}
    if ends_on > clock.today() + LONGEST_VISIT:
        return {
            "ends_on": ValidationError(
                _("At most %(days)s days at once.") % {"days": LONGEST_VISIT.days}, code="visit-too-long"
            )
        }
    return {}
