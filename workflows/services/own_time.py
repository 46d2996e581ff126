"""People's own hand on their own time: added, corrected, deleted, each with a reason that the history keeps.

Nobody else's time is touched here, and none of a closed month. See `workflows.services.effort` for what is measured.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.services.shared import refused
from history import clock
from history.acts import act, record
from workflows import time_selectors
from workflows.models import Effort, WorkItem
from workflows.services import desk
from workflows.services.effort import in_turn, stop_running
from workflows.timekeeping import ClosedMonth, month_of

LONGEST_DAY = timedelta(hours=24)


@act
def add_effort(*, actor: Employee, item: WorkItem, starts_at: datetime, ends_at: datetime, reason: str) -> Effort:
    """Add time that no open page has measured to work of one's own: what lies with the person, or what they have done.

    Raises:
        PermissionDenied: it is no work of theirs.
        ValidationError: as `correct_effort` tells.
    """
    require(time_selectors.work_for_time(actor).filter(pk=item.pk).exists())
    in_turn(actor)
    stop_running(actor)
    _require_possible(actor, item, starts_at, ends_at, reason)
    added = Effort(employee=actor, item=item, case=item.case, starts_at=starts_at, ends_at=ends_at)
    added.reason = reason.strip()
    added.full_clean()
    added.save()
    data = {"after": _told(added), "reason": added.reason}
    record("workflows.effort_added", actor=actor, subject=item, about=desk.about(item), data=data)
    return added


@act
def correct_effort(*, actor: Employee, effort: Effort, starts_at: datetime, ends_at: datetime, reason: str) -> Effort:
    """Correct one's own stretch of time, with a reason. What of the person runs now ends at its last activity.

    Raises:
        PermissionDenied: it is another person's time.
        ValidationError: ``reason-missing``, ``effort-ends-before-start``, ``effort-in-future``, ``effort-too-long``
            (more than 24 h), ``effort-overlaps`` another stretch of the person, ``month-closed``.
    """
    effort = _own(actor, effort)
    _require_open(effort.item, effort.starts_at, effort.ends_at)
    _require_possible(actor, effort.item, starts_at, ends_at, reason, besides=effort)
    before = _told(effort)
    effort.starts_at, effort.ends_at, effort.seen_at = starts_at, ends_at, None
    effort.reason = reason.strip()
    effort.full_clean()
    effort.save()
    data = {"before": before, "after": _told(effort), "reason": effort.reason}
    record("workflows.effort_corrected", actor=actor, subject=effort.item, about=desk.about(effort.item), data=data)
    return effort


@act
def delete_effort(*, actor: Employee, effort: Effort, reason: str) -> None:
    """Delete one's own stretch of time, with a reason; the history keeps from when until when it was.

    Raises:
        PermissionDenied: it is another person's time.
        ValidationError: ``reason-missing``, ``month-closed``.
    """
    effort = _own(actor, effort)
    _require_reason(reason)
    _require_open(effort.item, effort.starts_at, effort.ends_at)
    data = {"before": _told(effort), "reason": reason.strip()}
    record("workflows.effort_deleted", actor=actor, subject=effort.item, about=desk.about(effort.item), data=data)
    effort.delete()


def _own(actor: Employee, effort: Effort) -> Effort:
    """The stretch as it stands, ended, in the person's turn."""
    require(effort.employee_id == actor.pk)
    in_turn(actor)
    stop_running(actor)
    found = Effort.objects.select_for_update(of=("self",)).select_related("item__case__applicant", "item__document")
    return found.get(pk=effort.pk)


def _require_possible(
    actor: Employee,
    item: WorkItem,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    *,
    besides: Effort | None = None,
) -> None:
    _require_reason(reason)
    if ends_at <= starts_at:
        raise refused("effort-ends-before-start", _("The end is not after the start."), "ends_at")
    if ends_at > clock.now():
        raise refused("effort-in-future", _("The end lies in the future."), "ends_at")
    if ends_at - starts_at > LONGEST_DAY:
        raise refused("effort-too-long", _("More than 24 hours."), "ends_at")
    _require_open(item, starts_at, ends_at)
    others = Effort.objects.filter(employee=actor, starts_at__lt=ends_at, ends_at__gt=starts_at)
    clash = others.exclude(pk__in=[besides.pk] if besides else []).select_related("item").order_by("starts_at").first()
    if clash is not None:
        message = _("This overlaps another stretch of your time: %(stretch)s, %(work)s.")
        raise refused("effort-overlaps", message % {"stretch": clash, "work": clash.item}, "starts_at")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise refused("reason-missing", _("Say why the time is corrected."), "reason")


def _require_open(item: WorkItem, *moments: datetime) -> None:
    """Refuse what lies in a month that the agency has closed."""
    months = {month_of(timezone.localtime(moment).date()) for moment in moments}
    closed = ClosedMonth.objects.filter(agency=item.agency_id, first_day__in=months).order_by("first_day").first()
    if closed is not None:
        message = _("The month %(month)s is closed: ask the controller to open it.") % {"month": closed}
        raise ValidationError(message, code="month-closed")


def _told(effort: Effort) -> list[str]:
    return [timezone.localtime(moment).isoformat() for moment in (effort.starts_at, effort.ends_at)]
