"""Work that lies on a desk: taken, laid down, noted, closed when its step ends; queues that move to another unit."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import Employee, Unit
from agencies.policies import require
from citizens import services as citizens
from citizens.models import CaseRole
from history import clock
from history.acts import act, record
from history.prepared import Given, Prepared
from workflows import policies
from workflows.flows.turns import taken_up
from workflows.models import OWN_STEPS, Effort, WorkItem, WorkKind, WorkState


def finish(item: WorkItem, actor: Employee | None, *, state: str = WorkState.DONE, note: str = "") -> None:
    """Close a work item, stopping every clock that runs on it; work done for an absent person says so."""
    item.state = state
    item.done_at = clock.now()
    item.done_by = actor
    if note:
        item.note = note[:500]
    item.save()
    if actor is not None and state == WorkState.DONE and policies.is_in_substitution(actor, item):
        record(
            "workflows.done_in_substitution",
            actor=actor,
            subject=item,
            about=about(item),
            data=_for_whom(item, actor),
        )
    stop_clocks(item)


def lay_with(item: WorkItem, person: Employee, unit: Unit, due_on: date) -> None:
    """Lay an item of a queue on the desk of one person, as not begun, stopping every clock that runs on it."""
    stop_clocks(item)
    item.assignee, item.queue_unit, item.due_on = person, unit, due_on
    item.state, item.taken_at = WorkState.OPEN, None
    item.save()


def stop_clocks(item: WorkItem) -> None:
    """Stop every clock that runs on a work item."""
    for effort in _RUNNING.all(item=item):
        effort.is_running, effort.ends_at, effort.seen_at = False, effort.last_seen, None
        effort.save()


def queued(unit: Unit) -> QuerySet[WorkItem]:
    """Unfinished work that lies in the queues of a unit, or would come back to them if its person laid it down."""
    return WorkItem.objects.filter(queue_unit=unit, done_at__isnull=True).exclude(state=WorkState.CANCELLED)


def move_queues(unit: Unit, into: Unit) -> None:
    """Let the unfinished work of a unit's queues lie in those of another one."""
    for item in queued(unit):
        item.queue_unit = into
        item.save()


def complete(item: WorkItem, actor: Employee, *, state: str = WorkState.DONE) -> None:
    """End the process step behind the item and begin the next one; ``state`` is how the item ends.

    Raises:
        ValidationError: ``already-done``, another person or an event was faster.
    """
    if item.task is None:
        raise ValueError("the item has no step")
    with taken_up(item.task) as activation:
        if not policies.is_still_open(item):
            raise ValidationError(_("This work has already been done or has moved on."), code="already-done")
        if activation.assign.can_proceed():
            activation.assign(actor)
        elif activation.task.owner_id != actor.pk:
            activation.reassign(actor)
        activation.start(None)
        finish(item, actor, state=state)
        activation.execute()


def interrupt(item: WorkItem, *, note: str) -> None:
    """End the step behind an item for nobody, by a timer that interrupts it, and begin the next one."""
    if item.task is None:
        raise ValueError("the item has no step")
    with taken_up(item.task) as activation:
        if activation.assign.can_proceed():
            activation.assign(None)
        activation.start(None)
        finish(item, None, note=note)
        activation.execute()


@act
def take(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Take an item into work, claiming it from its queue. What is taken for an absent person stays theirs.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``taken-by-other``, ``already-done`` or, of an own step, ``official-complained-of``.
    """
    item = locked(item)
    may_work = policies.may_work(actor, item)
    if policies.is_in_substitution(actor, item) and not may_work:
        raise ValidationError(
            _("%(person)s has already taken this.") % {"person": item.assignee}, code="taken-by-other"
        )
    require(may_work)
    if item.state == WorkState.OPEN:
        item.state, item.taken_at, item.assignee = WorkState.TAKEN, clock.now(), item.assignee or actor
        item.save()
        if item.kind in OWN_STEPS and item.case is not None:  # it may lie with people who do not see the case yet
            citizens.add_participant(actor=actor, case=item.case, employee=actor, role=CaseRole.APPROVER)
        record("workflows.taken", actor=actor, subject=item, about=about(item), data=_for_whom(item, actor))
    return item


@act
def release(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Put a claimed item back into its queue, or lay one's own item down as not begun."""
    item = locked(item)
    require(policies.may_work(actor, item) and item.assignee_id is not None)
    if item.state != WorkState.TAKEN:
        raise ValidationError(_("Only work that was taken can be laid down."), code="not-taken")
    item.state, item.taken_at = WorkState.OPEN, None
    if item.queue_role:
        item.assignee = None
    item.save()
    record("workflows.released", actor=actor, subject=item, about=about(item))
    return item


@act
def acknowledge(*, actor: Employee, item: WorkItem, note: str) -> WorkItem:
    """Close the task about a delivery problem, saying what was done about it.

    Raises:
        ValidationError: ``note-missing`` or ``already-done``.
    """
    item = locked(item)
    require(policies.may_work(actor, item) and item.kind == WorkKind.DELIVERY_PROBLEM)
    if not note.strip():
        raise ValidationError({"note": ValidationError(_("Say what was done."), code="note-missing")})
    finish(item, actor)
    record("workflows.problem_solved", actor=actor, subject=item, about=about(item), data={"note": note.strip()})
    return item


@act
def note_absence(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Close the notice that an executor is away: it was read.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``.
    """
    item = locked_for(actor, item, WorkKind.EXECUTOR_AWAY)
    finish(item, actor)
    record("workflows.absence_noted", actor=actor, subject=item, about=about(item))
    return item


@act
def note_check_in(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Close the notice that a file was checked in by force: its holder has read it.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``.
    """
    item = locked_for(actor, item, WorkKind.CHECK_IN_FORCED)
    finish(item, actor)
    record("workflows.check_in_noted", actor=actor, subject=item, about=about(item))
    return item


@act
def note_undelivered(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Close the notice that a letter was not delivered: its author has read it.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``.
    """
    item = locked_for(actor, item, WorkKind.UNDELIVERED)
    finish(item, actor)
    record("workflows.undelivered_noted", actor=actor, subject=item, about=about(item))
    return item


@act
def note_redraft(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Close the notice that a drafted resolution was returned: its aide has read it.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``.
    """
    item = locked_for(actor, item, WorkKind.REDRAFT)
    finish(item, actor)
    record("workflows.redraft_noted", actor=actor, subject=item, about=about(item))
    return item


def _for_whom(item: WorkItem, actor: Employee) -> dict[str, str]:
    """The mark "A for B", where it holds."""
    for_another = policies.is_in_substitution(actor, item) and item.assignee is not None
    return {"for": item.assignee.short_name} if for_another and item.assignee else {}


def about(item: WorkItem) -> list[Any]:
    """On whose timelines an act on this item stands."""
    applicant = item.case.applicant if item.case else None
    return [item.case, item.document, applicant]


def locked_for(actor: Employee, item: WorkItem, *kinds: str) -> WorkItem:
    """The item, locked for this transaction, if the person may do this kind of work on it.

    Raises:
        PermissionDenied: the item lies elsewhere or asks for other work.
        ValidationError: ``already-done``.
    """
    item = locked(item)
    require(policies.may_work(actor, item) and item.kind in kinds)
    return item


def locked(item: WorkItem) -> WorkItem:
    """The item as it is stored, locked for this transaction.

    Raises:
        ValidationError: ``already-done``.
    """
    with transaction.atomic():
        fresh = _LOCKED.get(key=item.pk)
    if not fresh.is_open:
        raise ValidationError(_("This work has already been done or has moved on."), code="already-done")
    return fresh


_LOCKED = Prepared(
    lambda: (
        WorkItem.objects.select_for_update(of=("self",))
        .select_related("case", "document", "task")
        .filter(pk=Given("key"))
    )
)
_RUNNING = Prepared(lambda: Effort.objects.filter(item=Given("item"), is_running=True))
