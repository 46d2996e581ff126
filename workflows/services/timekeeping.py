"""How an agency keeps effort: the idle cut, the closing and opening of months."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from agencies.services.shared import refused
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.timekeeping import IDLE_AT_MOST, ClosedMonth, EffortRule, month_of


@act
def set_idle_cut(*, actor: Employee, agency: Agency, minutes: int) -> EffortRule:
    """Say after how many minutes without activity counting stops. What was counted before stays as it is.

    Raises:
        PermissionDenied: the actor does not keep the time of the agency.
        ValidationError: ``idle-minutes-out-of-range``.
    """
    require(policies.may_keep_time(actor, agency))
    if not 1 <= minutes <= IDLE_AT_MOST:
        raise refused("idle-minutes-out-of-range", _("Name from 1 to 30 minutes."), "minutes")
    rule = EffortRule.objects.select_for_update().filter(agency=agency).first() or EffortRule(agency=agency)
    before, rule.idle_minutes = rule.idle_minutes, minutes
    rule.full_clean()
    rule.save()
    data = {"before": before, "minutes": minutes}
    record("workflows.idle_cut_set", actor=actor, subject=rule, about=[agency], data=data)
    return rule


@act
def close_month(*, actor: Employee, agency: Agency, month: date) -> ClosedMonth:
    """Close a month that is over: from now on nobody changes the effort of it.

    Raises:
        PermissionDenied: the actor does not keep the time of the agency.
        ValidationError: ``month-not-over``, ``month-closed``.
    """
    require(policies.may_keep_time(actor, agency))
    first = month_of(month)
    if first >= month_of(clock.today()):
        raise refused("month-not-over", _("This month is not over yet."), "month")
    closed = ClosedMonth(agency=agency, first_day=first, closed_by=actor, closed_at=clock.now())
    closed.full_clean()
    closed.save()
    record("workflows.month_closed", actor=actor, subject=closed, about=[agency])
    return closed


@act
def open_month(*, actor: Employee, closed: ClosedMonth, reason: str) -> None:
    """Open a closed month again, with a reason.

    Raises:
        PermissionDenied: the actor does not keep the time of the agency.
        ValidationError: ``reason-missing``.
    """
    require(policies.may_keep_time(actor, closed.agency_id))
    if not reason.strip():
        raise refused("reason-missing", _("Name the reason."), "reason")
    data = {"reason": reason.strip()}
    record("workflows.month_opened", actor=actor, subject=closed, about=[closed.agency], data=data)
    closed.delete()
