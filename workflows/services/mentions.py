"""Mentions in the discussion of a case: on the desk of whoever is mentioned, one item a case, until they saw it."""

from agencies.models import Employee
from citizens import services as citizens
from citizens.models import Mention, Remark
from history import clock
from history.acts import act, record
from workflows.models import UNFINISHED, WorkItem, WorkKind, WorkState
from workflows.services import desk


def tell(remark: Remark) -> None:
    """Lay a mention on the desk of each whom a remark mentions, where none of this case lies there yet.

    The item copies nothing of the remark: its page shows what still stands and what its reader may still see.
    """
    case = remark.case
    for mention in remark.mentions.select_related("employee").order_by("id"):
        waiting = _waiting(remark, mention.employee)
        if waiting is not None:
            continue
        post = mention.employee.main_post
        if post is None:
            continue
        WorkItem.objects.create(
            agency=case.agency,
            kind=WorkKind.MENTIONED,
            assignee=mention.employee,
            queue_unit=post.unit,
            case=case,
            number=case.number,
            title=case.summary,
            from_whom=remark.author_name[:300],
            is_restricted=bool(case.access),
            due_on=clock.today(),
            created_at=clock.now(),
        )


def take_back(remark: Remark) -> None:
    """Take a mention off each desk on which no other remark of the case calls its person."""
    for mention in remark.mentions.select_related("employee").order_by("id"):
        item = _waiting(remark, mention.employee)
        unseen = Mention.objects.filter(employee=mention.employee, seen_at__isnull=True, remark__case=remark.case_id)
        if item is not None and not unseen.filter(remark__withdrawn_at__isnull=True).exists():
            desk.finish(item, None, state=WorkState.CANCELLED)


@act
def note_mention(*, actor: Employee, item: WorkItem) -> WorkItem:
    """Close a mention: its person has read every remark of the case that mentions them.

    Raises:
        PermissionDenied: it lies on another desk, or the case's discussion is not open to the person any more.
        ValidationError: ``already-done``.
    """
    item = desk.locked_for(actor, item, WorkKind.MENTIONED)
    desk.finish(item, actor)
    if item.case is not None:
        citizens.see_mentions(actor, item.case)
    record("workflows.mention_noted", actor=actor, subject=item, about=desk.about(item))
    return item


def _waiting(remark: Remark, employee: Employee) -> WorkItem | None:
    return WorkItem.objects.filter(
        case=remark.case_id, kind=WorkKind.MENTIONED, assignee=employee, state__among=UNFINISHED
    ).first()
