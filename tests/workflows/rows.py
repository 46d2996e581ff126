"""Rows of the work on a paper, written as they lie: what was made for a person before the paper left their sight."""

from typing import Any

from agencies.models import Employee
from citizens.models import Case
from documents.models import Document
from history import clock
from workflows.assigned import Assignment, AssignmentState
from workflows.drafted import DraftState, ResolutionDraft
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.noticing import Notice


def a_notice(person: Employee, case: Case, **more: Any) -> Notice:
    """The person was told of the case."""
    return Notice.objects.create(
        person=person, kind="news", key=f"told:{case.pk}", verb="work.execute", at=clock.now(), case=case, **more
    )


def an_assignment(case: Case, **people: Any) -> Assignment:
    """An assignment on the case; whoever is not named is its executor."""
    assert case.executor is not None
    assert case.unit is not None
    return Assignment.objects.create(
        **dict.fromkeys(("issuer", "executor", "controller"), case.executor) | people,
        agency=case.agency,
        case=case,
        number="77",
        unit=case.unit,
        text="Подготовить справку.",
        report="Справка готова.",
        state=AssignmentState.ISSUED,
        due_on=case.due_on,
        issued_at=clock.now(),
    )


def a_drafted(case: Case, **people: Any) -> ResolutionDraft:
    """A drafted resolution that awaits a head."""
    assert case.executor is not None
    return ResolutionDraft.objects.create(
        **dict.fromkeys(("head", "drafted_by", "executor"), case.executor) | people,
        agency=case.agency,
        case=case,
        drafted_at=clock.now(),
        text="Прошу рассмотреть.",
        state=DraftState.WAITING,
    )


def work_on(person: Employee, paper: Case | Document, **more: Any) -> WorkItem:
    """Work that the person has taken."""
    assert person.main_post is not None
    values: dict[str, Any] = {"case" if isinstance(paper, Case) else "document": paper}
    values |= {"kind": WorkKind.CONTROL, "state": WorkState.TAKEN, "is_restricted": bool(paper.access)}
    return WorkItem.objects.create(
        **values | more,
        agency=paper.agency,
        assignee=person,
        queue_unit=person.main_post.unit,
        title="Контроль",
        created_at=clock.now(),
        taken_at=clock.now(),
    )
