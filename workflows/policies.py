"""Who may do which work."""

from agencies.models import Agency, Employee
from agencies.rules import Power, holds, may_take_part, stands_in
from citizens.models import Case, CaseRole
from citizens.policies import is_kept_out, may_execute
from workflows.models import NEWS, POWER_OF, Resolution, WorkItem


def may_work(actor: Employee, item: WorkItem) -> bool:
    """Whether their posts allow such work, and the open item lies with the person, with whom they stand in for, or in a
    queue of theirs. Work on a paper with an access mark is done by those who see the paper.
    """
    if item.kind in NEWS:
        return item.is_open and item.assignee_id == actor.pk and item.agency_id in may_take_part(actor)
    if not item.is_open or not holds(actor, POWER_OF[item.kind], item.agency_id):
        return False
    if item.is_restricted and not WorkItem.objects.visible_to(actor).filter(pk=item.pk).exists():
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


def may_decide_term(actor: Employee, case: Case) -> bool:
    """Whether the person extends, suspends and resumes the term of this case: the head (59-ФЗ art. 12 p. 2), but not
    one of whom the appeal complains.
    """
    return holds(actor, Power.RESOLVE, case.agency_id) and case.complained_of_id != actor.pk


def may_tell_sender(actor: Employee, case: Case) -> bool:
    """Whether the person notes that the sender was told of an extension."""
    return may_execute(actor, case) or may_decide_term(actor, case) or holds(actor, Power.REGISTER, case.agency_id)


def may_change_assignment(actor: Employee, resolution: Resolution) -> bool:
    """Whether the person changes the term of an assignment: its issuer alone does."""
    return resolution.author_id == actor.pk and holds(actor, Power.RESOLVE, resolution.case.agency_id)


def may_see_moved_terms(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person sees which terms of the agency a changed calendar would move."""
    return may_recompute(actor, agency) or holds(actor, Power.ADMINISTER, agency)


def may_recompute(actor: Employee, agency: Agency | int) -> bool:
    """Whether the person computes terms of the agency anew: who sets the calendar does not move terms by it."""
    return holds(actor, Power.CONTROL, agency)


def _works_for(actor: Employee, item: WorkItem) -> bool:
    if not stands_in(actor, item.assignee_id, POWER_OF[item.kind], item.agency_id):
        return False
    case = item.case
    return item.assignee_id == actor.pk or case is None or not is_kept_out(case, actor, CaseRole.RESPONSIBLE)


__all__ = [
    "is_in_substitution",
    "is_still_open",
    "may_change_assignment",
    "may_decide_term",
    "may_execute",
    "may_recompute",
    "may_see_moved_terms",
    "may_tell_sender",
    "may_work",
]
