"""Overdue visas come up: the approver and their nearest head are told, once for each term that passes."""

from dataclasses import replace

from history.actors import Automatic
from history.acts import act, record
from workflows.models import WorkItem
from workflows.noticing import NoticeKind
from workflows.services import desk
from workflows.services.notices import News, tell
from workflows.timer_selectors import ESCALATED, heads_of


@act
def escalate(*, actor: Automatic, item: WorkItem) -> bool:
    """Tell the approver, and the heads of their unit, else of the next one above; whether there is any head.

    Nobody is told of a case that complains of them, and nobody sees more than before: who sees no paper gets no notice.
    """
    approver = item.assignee
    assert approver is not None
    heads = heads_of(item)
    if not heads:
        return False
    day = item.due_on.isoformat() if item.due_on else ""
    data = {"day": day, "to": ", ".join(one.short_name for one in heads)}
    record(ESCALATED, actor=actor, subject=item, about=desk.about(item), data=data)
    to_a_head = News(
        approver.pk,
        NoticeKind.ESCALATION,
        f"visa:{item.pk}:{day}",
        ESCALATED,
        case=item.case_id,
        document=item.document_id,
        item=item.pk,
        colleague=approver.pk,
        due_on=item.due_on,
        is_restricted=item.is_restricted,
    )
    to_approver = replace(to_a_head, kind=NoticeKind.DUE, verb="term.passed")
    tell([to_approver, *(replace(to_a_head, person=one.pk) for one in heads)])
    return True
