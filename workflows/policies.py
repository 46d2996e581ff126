"""Who may do which work."""

from agencies.models import Employee
from agencies.rules import holds, stands_in
from citizens.models import CaseRole
from citizens.policies import is_kept_out, may_execute
from workflows.models import POWER_OF, WorkItem


def may_work(actor: Employee, item: WorkItem) -> bool:
    """Whether their posts allow such work, and the open item lies with the person, with whom they stand in for, or in a
    queue of theirs.
    """
    if not item.is_open or not holds(actor, POWER_OF[item.kind], item.agency_id):
        return False
    if item.assignee_id is not None:
        return _works_for(actor, item)
    return any(post.unit_id == item.queue_unit_id and post.role == item.queue_role for post in actor.current_posts)


def is_still_open(item: WorkItem) -> bool:
    """Whether the stored item is open, asked anew under the lock of its process."""
    return WorkItem.objects.get(pk=item.pk).is_open


def is_in_substitution(actor: Employee, item: WorkItem) -> bool:
    """Whether the person does the item for another one."""
    return item.assignee_id not in (None, actor.pk)


def _works_for(actor: Employee, item: WorkItem) -> bool:
    if not stands_in(actor, item.assignee_id, POWER_OF[item.kind], item.agency_id):
        return False
    case = item.case
    return item.assignee_id == actor.pk or case is None or not is_kept_out(case, actor, CaseRole.RESPONSIBLE)


__all__ = ["is_in_substitution", "is_still_open", "may_execute", "may_work"]
