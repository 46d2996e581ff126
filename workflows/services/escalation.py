"""Overdue visas come up: the approver and their nearest head are told, once for each term that passes."""

from dataclasses import replace

from agencies import selectors as staff
from agencies.models import Employee
from citizens.models import Case
from history import clock
from history.actors import Automatic
from history.acts import act, record, type_name
from history.models import Act
from workflows.models import UNFINISHED, WorkItem, WorkKind
from workflows.noticing import NoticeKind
from workflows.services import desk
from workflows.services.notices import News, tell

REMINDERS = Automatic("reminders")
VERB = "workflows.visa_escalated"
BATCH = 500


def escalate_visas(*, of_case: Case | None = None) -> int:
    """Tell the heads of approvers whose visas are overdue; how many visas. Run twice, it tells nothing twice.

    ``of_case`` looks at the visas of one case.
    """
    done, last = 0, 0
    late = WorkItem.objects.filter(
        kind=WorkKind.APPROVE, state__in=UNFINISHED, due_on__lt=clock.today(), assignee__isnull=False
    ).select_related("assignee", "agency", "case", "document")
    if of_case is not None:
        late = late.filter(case=of_case)
    while batch := list(late.filter(pk__gt=last).order_by("pk")[:BATCH]):
        known = _known(batch)
        for item in batch:
            if (item.pk, item.due_on.isoformat() if item.due_on else "") not in known:
                done += escalate(actor=REMINDERS, item=item)
        last = batch[-1].pk
    return done


@act
def escalate(*, actor: Automatic, item: WorkItem) -> bool:
    """Tell the approver, and the heads of their unit, else of the next one above; whether there is any head.

    Nobody is told of a case that complains of them, and nobody sees more than before: who sees no paper gets no notice.
    """
    approver = item.assignee
    assert approver is not None
    heads = [one for one in staff.heads_over(approver, item.agency) if not _is_complained_of(one, item)]
    if not heads:
        return False
    day = item.due_on.isoformat() if item.due_on else ""
    data = {"day": day, "to": ", ".join(one.short_name for one in heads)}
    record(VERB, actor=actor, subject=item, about=desk.about(item), data=data)
    to_a_head = News(
        approver.pk,
        NoticeKind.ESCALATION,
        f"visa:{item.pk}:{day}",
        VERB,
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


def _known(batch: list[WorkItem]) -> set[tuple[int, str]]:
    keys = [item.pk for item in batch]
    told = Act.objects.filter(subject_type=type_name(WorkItem()), subject_key__in=keys, verb=VERB)
    return {(key, data.get("day", "")) for key, data in told.values_list("subject_key", "data")}


def _is_complained_of(head: Employee, item: WorkItem) -> bool:
    return item.case is not None and item.case.complained_of_id == head.pk
