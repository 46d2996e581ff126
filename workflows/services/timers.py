"""The timers of the flows fire: each once for an occasion, in a transaction of its own; a failed one is an incident."""

from collections.abc import Callable

from django.db import OperationalError

from agencies.models import Term
from citizens.models import Case
from history import clock
from history.actors import Automatic
from history.acts import act, type_name
from workflows import timer_selectors as selectors
from workflows.incidents import IncidentKind
from workflows.models import WorkItem, WorkState
from workflows.services import cases, escalation, incidents, reminders
from workflows.timer_selectors import Occasion
from workflows.timers import DueBy, TimerFiring


def fire_due(*, of_case: Case | None = None) -> int:
    """Let every timer fire that is due and has not; how many did. Interrupted or run twice, it loses and doubles
    nothing: what came due while no worker ran is found by its day. ``of_case`` looks at the timers of one case.
    """
    failed, seen, done = selectors.failing(), set(), 0
    for one in selectors.due(of_case=of_case):
        seen.add(one.incident)
        done += _fired(one, failed)
    if of_case is None and (over := failed - seen):  # what failed once and is due no more needs nobody
        incidents.settle(IncidentKind.TERM, *over)
    return done


def _fired(occasion: Occasion, failed: set[str]) -> bool:
    """Whether it did anything. One that fails is an incident, and those behind it fire all the same."""
    try:
        is_done = fire(actor=reminders.REMINDERS, occasion=occasion)
    except OperationalError:
        raise
    except Exception as error:
        incidents.report(
            IncidentKind.TERM,
            occasion.incident,
            fault=incidents.fault_of(error),
            agency=occasion.subject.agency_id,
            case=_case_of(occasion),
        )
        return False
    if occasion.incident in failed:
        incidents.settle(IncidentKind.TERM, occasion.incident)
    return is_done


@act
def fire(*, actor: Automatic, occasion: Occasion) -> bool:
    """Do what a due timer does; False where another worker was faster, or where there is nobody to tell yet."""
    row, is_first = TimerFiring.objects.get_or_create(
        key=occasion.key,
        defaults={
            "timer": occasion.timer.name,
            "task_id": occasion.task,
            "due_on": occasion.due_on,
            "fired_at": clock.now(),
        },
    )
    if not is_first:
        return False
    is_done = _DOES[occasion.timer.due_by](actor, occasion)
    if not is_done:
        row.delete()
    return is_done


def _remind(actor: Automatic, occasion: Occasion) -> bool:
    assert isinstance(occasion.subject, Term)
    return bool(reminders.tell(actor=actor, term=occasion.subject, days_before=occasion.days_before))


def _escalate(actor: Automatic, occasion: Occasion) -> bool:
    assert isinstance(occasion.subject, WorkItem)
    return escalation.escalate(actor=actor, item=occasion.subject)


def _go_on(actor: Automatic, occasion: Occasion) -> bool:
    assert isinstance(occasion.subject, WorkItem)
    waiting = WorkItem.objects.select_for_update(of=("self",)).filter(state=WorkState.WAITING)
    if waiting.filter(pk=occasion.subject.pk).first() is None:  # the reply, or its executor, was faster
        return False
    cases.go_on_without(actor=actor, item=occasion.subject, due_on=occasion.due_on)
    return True


def _case_of(occasion: Occasion) -> Case | None:
    subject = occasion.subject
    if isinstance(subject, WorkItem):
        return subject.case
    return Case.objects.filter(pk=subject.paper_key).first() if subject.paper_type == type_name(Case()) else None


# Of a term the same act reminds and tells heads: it knows both from the days that are left.
_DOES: dict[str, Callable[[Automatic, Occasion], bool]] = {
    DueBy.TERM_NEAR: _remind,
    DueBy.TERM_PASSED: _remind,
    DueBy.WORK_OVERDUE: _escalate,
    DueBy.REPLY_LATE: _go_on,
}
