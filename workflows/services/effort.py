"""Effort as it is measured: touch time while the work is open and active, apart from elapsed time.

What people do with their own time by hand is in `workflows.services.own_time`.
"""

from datetime import datetime, timedelta

from agencies.models import Agency, Employee
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from workflows import policies
from workflows.models import Effort, WorkItem, WorkKind, WorkState
from workflows.timekeeping import EffortRule

# Between two savings of a running stretch only its beat is noted; figures are at most this old.
KEPT_EVERY = timedelta(minutes=5)


@act
def touch(*, actor: Employee, item: WorkItem) -> Effort | None:
    """Note that the person is active on the open item now; other work of theirs stops counting.

    A stretch goes on while activity is told of at least as often as the agency's rule says; a longer silence ends it at
    the last activity. However many pages and works are open, one stretch of a person runs, so nothing counts twice.
    Work that was not taken, or that lies elsewhere, counts nothing; only a letter to sign is read in the signing folder
    without being taken.
    """
    require(policies.may_work(actor, item))
    is_read = item.kind == WorkKind.SIGN and item.state == WorkState.OPEN and item.assignee_id == actor.pk
    if item.state != WorkState.TAKEN and not is_read:
        return None
    in_turn(actor)
    now = clock.now()
    running = Effort.objects.select_for_update().filter(employee=actor, is_running=True).first()
    if running is not None and running.item_id == item.pk and now - running.last_seen <= idle_cut(item.agency_id):
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


def stop(effort: Effort, actor: Actor) -> None:
    """End a running stretch at the last moment of activity. To be called inside an act."""
    effort.is_running = False
    _note(actor, effort, effort.last_seen)


def stop_running(actor: Employee) -> None:
    """End whatever of the person runs. To be called inside an act, in turn."""
    for running in Effort.objects.select_for_update().filter(employee=actor, is_running=True):
        stop(running, actor)


def in_turn(employee: Employee) -> None:
    """Let what is written of one person's time follow each other: two at a time could overlap."""
    Employee.objects.select_for_update().order_by().values_list("pk").get(pk=employee.pk)


def idle_cut(agency: Agency | int) -> timedelta:
    """How long a silence goes on as activity, by the rule of the agency."""
    minutes = EffortRule.objects.filter(agency=agency).values_list("idle_minutes", flat=True).first()
    return timedelta(minutes=EffortRule.USUAL_MINUTES if minutes is None else minutes)


def _note(actor: Actor, effort: Effort, ends_at: datetime) -> None:
    effort.ends_at, effort.seen_at = ends_at, None
    effort.save()
    record("workflows.effort_noted", actor=actor, subject=effort)
