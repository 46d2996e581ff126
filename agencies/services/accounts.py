"""Acts on the accounts of people: closing, opening, a new password. Who may sign in at all is told by posts."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import may_administer, require
from agencies.services.shared import refused, require_an_administrator
from agencies.services.staff import agency_of
from history import clock
from history.actors import Actor
from history.acts import act, record


@act
def close_account(*, actor: Actor, employee: Employee) -> Employee:
    """Let a person sign in no more, from this moment; their posts stay as they are.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``account-closed``, ``own-account``, ``last-administrator``.
    """
    agency = agency_of(employee)
    require(agency is not None and may_administer(actor, agency))
    assert agency is not None
    if actor.actor_key == employee.pk:
        raise refused("own-account", _("Nobody closes their own account."))
    if not employee.is_active:
        raise refused("account-closed", _("The account is closed already."))
    employee.is_active = False
    employee.save()
    require_an_administrator(actor, agency, clock.today())
    record("agencies.account_closed", actor=actor, subject=employee)
    return employee


@act
def open_account(*, actor: Actor, employee: Employee) -> Employee:
    """Let a person whose account was closed sign in again; they may do what their posts of the day give.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``account-open``.
    """
    agency = agency_of(employee)
    require(agency is not None and may_administer(actor, agency))
    if employee.is_active:
        raise refused("account-open", _("The account is open."))
    employee.is_active = True
    employee.save()
    record("agencies.account_opened", actor=actor, subject=employee)
    return employee


@act
def set_password(*, actor: Actor, employee: Employee, password: str) -> Employee:
    """Give a person a new password, and end their sessions with it.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: what the rules of passwords refuse, beside ``password``.
    """
    agency = agency_of(employee)
    require(agency is not None and may_administer(actor, agency))
    try:
        validate_password(password, employee)
    except ValidationError as weak:
        raise ValidationError({"password": weak.error_list}) from weak
    employee.set_password(password)
    employee.save()
    record("agencies.password_set", actor=actor, subject=employee)
    return employee
