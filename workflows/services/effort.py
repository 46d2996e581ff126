"""Effort: touch time while the work is open and active, apart from elapsed time; people see and correct their own."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from workflows import policies
from workflows.models import Effort, WorkItem, WorkState
from workflows.services import desk

# A page reports activity every 30 s; a silence of three reports ends the stretch, and the silence is not counted.
IDLE_CUT = timedelta(seconds=95)
# Between two savings of a running stretch only its beat is noted; figures are at most this old.
KEPT_EVERY = timedelta(minutes=5)
LONGEST_DAY = timedelta(hours=24)


@act
def touch(*, actor: Employee, item: WorkItem) -> Effort | None:
    """Note that the person is active on the open item now; other work of theirs stops counting.

    Work that was not taken, or that lies elsewhere, counts nothing.
    """
    require(policies.may_work(actor, item))
    if item.state != WorkState.TAKEN:
        return None
    now = clock.now()
    running = Effort.objects.select_for_update().filter(employee=actor, is_running=True).first()
    if running is not None and running.item_id == item.pk and now - running.last_seen <= IDLE_CUT:
        if now - running.ends_at < KEPT_EVERY:
            Effort.objects.filter(pk=running.pk).update(seen_at=now)
        else:
            _note(actor, running, now)
        return running
    if running is not None:
        stop(running, actor)
    begun = Effort.objects.create(
        employee=actor, item=item, case=item.case, starts_at=now, ends_at=now, is_running=True, seen_at=now
    )
    record("workflows.effort_begun", actor=actor, subject=begun)
    return begun


@act
def pause(*, actor: Employee, item: WorkItem) -> None:
    """Stop counting the person's time on this item until they work on it again."""
    for running in Effort.objects.select_for_update().filter(employee=actor, item=item, is_running=True):
        stop(running, actor)


@act
def correct_effort(*, actor: Employee, effort: Effort, starts_at: datetime, ends_at: datetime, reason: str) -> Effort:
    """Correct one's own stretch of time, with a reason.

    Raises:
        PermissionDenied: it is another person's time.
        ValidationError: ``reason-missing``, ``effort-ends-before-start``, ``effort-in-future``, ``effort-too-long``
            (more than 24 h), ``effort-overlaps`` another stretch of the person.
    """
    effort = Effort.objects.select_for_update(of=("self",)).select_related("item", "case").get(pk=effort.pk)
    require(effort.employee_id == actor.pk)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Say why the time is corrected."), code="reason-missing")})
    if ends_at <= starts_at:
        raise ValidationError(
            {"ends_at": ValidationError(_("The end is not after the start."), code="effort-ends-before-start")}
        )
    if ends_at > clock.now():
        raise ValidationError({"ends_at": ValidationError(_("The end lies in the future."), code="effort-in-future")})
    if ends_at - starts_at > LONGEST_DAY:
        raise ValidationError({"ends_at": ValidationError(_("More than 24 hours."), code="effort-too-long")})
    overlapping = Effort.objects.filter(employee=actor, starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(
        pk=effort.pk
    )
    if overlapping.exists():
        raise ValidationError(
            {"starts_at": ValidationError(_("This overlaps another stretch of your time."), code="effort-overlaps")}
        )
    before = [timezone.localtime(moment).isoformat() for moment in (effort.starts_at, effort.ends_at)]
    effort.starts_at, effort.ends_at, effort.seen_at = starts_at, ends_at, None
    effort.reason, effort.is_running = reason.strip(), False
    effort.full_clean()
    effort.save()
    record(
        "workflows.effort_corrected",
        actor=actor,
        subject=effort.item,
        about=desk.about(effort.item),
        data={"before": before, "reason": effort.reason},
    )
    return effort


def stop(effort: Effort, actor: Actor) -> None:
    """End a running stretch at the last moment of activity. To be called inside an act."""
    effort.is_running = False
    _note(actor, effort, effort.last_seen)


def _note(actor: Actor, effort: Effort, ends_at: datetime) -> None:
    effort.ends_at, effort.seen_at = ends_at, None
    effort.save()
    record("workflows.effort_noted", actor=actor, subject=effort)
