"""What people are told of: work that comes to lie with them, reminders, and acts on their papers.

Each reader runs in the transaction of the event and writes rows of notices alone.
"""

from dataclasses import replace
from typing import Any

from agencies.models import Absence, Substitution
from agencies.rules import SUBSTITUTED
from citizens.models import Case
from documents.models import Document
from history import clock
from history.acts import on
from history.models import Act
from history.prepared import GivenKeys, Prepared
from history.rows import Changed, follow
from workflows.assigned import Assignment
from workflows.models import ANY_POWER_OF, NEWS, OVERDUE, TermReminder, WorkItem, WorkKind, WorkState
from workflows.noticing import NoticeKind
from workflows.services.notices import News, tell
from workflows.undoing import Cancellation

ITEMS, REMINDERS = WorkItem._meta.label_lower, TermReminder._meta.label_lower
# Work of these kinds is told as what it is; any other as new work.
KIND_OF_WORK: dict[str, NoticeKind] = {
    WorkKind.MENTIONED: NoticeKind.MENTION,
    WorkKind.REVISE: NoticeKind.RETURNED,
    WorkKind.REVISE_ORDER: NoticeKind.RETURNED,
    WorkKind.CHECK: NoticeKind.REPORT,
    WorkKind.EXECUTOR_AWAY: NoticeKind.NEWS,
    WorkKind.CHECK_IN_FORCED: NoticeKind.NEWS,
    WorkKind.UNDELIVERED: NoticeKind.NEWS,
}


@follow(ITEMS, REMINDERS)
def tell_rows(changed: Changed) -> None:
    """New work that lies with a person, and reminders of terms."""
    news = []
    if keys := changed.get(ITEMS):
        laid = _LAID.all(keys=keys)
        news += [_of_item(one) for one in laid]
        news += _of_stand_ins([one for one in laid if one.kind not in NEWS])
    if keys := changed.get(REMINDERS):
        news += [
            _of_reminder(one)
            for one in TermReminder.objects.filter(pk__in=keys, seen_at=None).select_related("assignment")
        ]
    tell(news)


_LAID = Prepared(
    lambda: WorkItem.objects.filter(pk__in=GivenKeys("keys"), state=WorkState.OPEN, assignee__isnull=False)
)


@on("documents.signed")
@on("documents.letter_registered")
@on("documents.order_registered")
def tell_author(entry: Act, letter: Document) -> None:
    """The author of a letter or an order hears that it was signed, or registered."""
    if letter.author_id is not None:
        tell([_of_paper(entry, letter.author_id, NoticeKind.LETTER, document=letter, case=letter.case)])


@on("workflows.reply_arrived")
@on("workflows.reply_late")
def tell_of_answer(entry: Act, case: Case) -> None:
    """The executor hears that what the case waited for is here, or did not come by its day."""
    if case.executor_id is not None:
        tell([_of_paper(entry, case.executor_id, NoticeKind.ANSWER, case=case)])


@on("workflows.report_returned")
@on("workflows.taken_off_control")
@on("workflows.case_reopened")
def tell_executor(entry: Act, case: Case) -> None:
    """The executor hears what became of their report, and that a case of theirs is taken up again."""
    if case.executor_id is not None:
        tell([_of_paper(entry, case.executor_id, NoticeKind.NEWS, case=case)])


@on("workflows.case_cancelled")
@on("workflows.case_restored")
def tell_holders(entry: Act, case: Case) -> None:
    """Whoever had work in a case hears that its registration was cancelled, or restored."""
    row = Cancellation.objects.filter(case=case).last()
    if row is not None:
        tell([_of_paper(entry, person, NoticeKind.NEWS, case=case) for person in row.held])


@on("workflows.assignment_returned")
@on("workflows.assignment_done")
@on("workflows.assignment_cancelled")
def tell_of_assignment(entry: Act, assignment: Assignment) -> None:
    """The executor of an assignment hears what became of it."""
    case, document = assignment.case, assignment.document
    told = assignment.executor_id
    tell([_of_paper(entry, told, NoticeKind.NEWS, case=case, document=document, assignment=assignment.pk)])


@on("agencies.absence_entered")
@on("agencies.substitutes_named")
def tell_substitutes(_act: Act, absence: Absence) -> None:
    """Whoever stands in hears for whom, and from when."""
    tell(
        News(
            one.substitute_id,
            NoticeKind.SUBSTITUTION,
            f"substitution:{one.pk}:{one.substitute_id}",
            "substitution",
            colleague=absence.employee_id,
            due_on=absence.starts_on,
        )
        for one in Substitution.objects.filter(absence=absence, absence__ends_on__gte=clock.today())
    )


def _of_item(item: WorkItem) -> News:
    assert item.assignee_id is not None
    return News(
        item.assignee_id,
        KIND_OF_WORK.get(item.kind, NoticeKind.WORK),
        f"work:{item.pk}:{item.assignee_id}",
        f"work.{item.kind}",
        case=item.case_id,
        document=item.document_id,
        assignment=item.assignment_id,
        item=item.pk,
        due_on=item.due_on,
        is_restricted=item.is_restricted,
    )


def _of_stand_ins(laid: list[WorkItem]) -> list[News]:
    """New work of people who are away is told to who stands in for them in such work, too."""
    if not laid:
        return []
    people = {one.assignee_id for one in laid}
    standing_in = Substitution.objects.in_force().filter(absence__employee__in=people)
    found = []
    for absent, work, substitute in standing_in.values_list("absence__employee", "work", "substitute"):
        kinds = [kind for kind, powers in ANY_POWER_OF.items() if powers & SUBSTITUTED[work]]
        for item in laid:
            if item.assignee_id == absent and item.kind in kinds:
                found.append(replace(_of_item(item), person=substitute, key=f"work:{item.pk}:{substitute}"))
    return found


def _of_reminder(reminder: TermReminder) -> News:
    """Several terms of a paper that end on one day are told once."""
    paper = f"a{reminder.assignment_id}" if reminder.assignment_id else f"c{reminder.case_id}"
    return News(
        reminder.person_id,
        NoticeKind.DUE,
        f"term:{paper}:{reminder.due_on.isoformat()}:{reminder.days_before}",
        "term.passed" if reminder.days_before == OVERDUE else "term.near",
        case=reminder.case_id,
        document=reminder.assignment.document_id if reminder.assignment else None,
        assignment=reminder.assignment_id,
        due_on=reminder.due_on,
    )


def _of_paper(
    entry: Act, person: int, kind: str, *, case: Case | None = None, document: Document | None = None, **more: Any
) -> News:
    """An act on a paper; the transaction that it is of makes it an event of its own."""
    is_restricted = any(paper is not None and bool(paper.access) for paper in (case, document))
    return News(
        person,
        kind,
        f"{entry.verb}:{entry.entry_id}:{entry.subject_key}",
        entry.verb,
        case=case.pk if case is not None else None,
        document=document.pk if document is not None else None,
        is_restricted=is_restricted,
        **more,
    )
