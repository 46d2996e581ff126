"""Who may do which work."""

from agencies.models import Employee
from agencies.rules import Power, holds
from citizens.models import Case
from workflows.models import WorkItem, WorkKind

POWER_OF: dict[str, Power] = {
    WorkKind.REGISTER: Power.REGISTER,
    WorkKind.RESOLVE: Power.RESOLVE,
    WorkKind.EXECUTE: Power.EXECUTE,
    WorkKind.AWAIT_REPLY: Power.EXECUTE,
    WorkKind.APPROVE: Power.APPROVE,
    WorkKind.REVISE: Power.EXECUTE,
    WorkKind.SIGN: Power.SIGN,
    WorkKind.REGISTER_LETTER: Power.REGISTER,
    WorkKind.DISPATCH: Power.REGISTER,
    WorkKind.CONTROL: Power.CONTROL,
    WorkKind.FILE: Power.FILE,
    WorkKind.DELIVERY_PROBLEM: Power.EXCHANGE,
}


def may_work(actor: Employee, item: WorkItem) -> bool:
    """Whether the open item lies with this person, or in a queue of theirs, and their posts allow such work."""
    if not item.is_open or not holds(actor, POWER_OF[item.kind], item.agency_id):
        return False
    if item.assignee_id is not None:
        return item.assignee_id == actor.pk
    return any(post.unit_id == item.queue_unit_id and post.role == item.queue_role for post in actor.current_posts)


def may_execute(actor: Employee, case: Case) -> bool:
    """Whether the person executes this case."""
    return case.executor_id == actor.pk and holds(actor, Power.EXECUTE, case.agency_id)


def is_still_open(item: WorkItem) -> bool:
    """Whether the stored item is open, asked anew under the lock of its process."""
    return WorkItem.objects.get(pk=item.pk).is_open
