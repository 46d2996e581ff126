"""What the timers of the flows have to do: occasions that are due and did not fire yet, and whom they concern."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Max, Min, Q
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from agencies import selectors as staff
from agencies.calendars import WorkingCalendar, calendar_for
from agencies.models import Agency, Employee, Term, TermChange, TermKind, TermState
from agencies.rules import Power, holders
from citizens.models import Case
from history import clock
from history.acts import type_name
from history.models import Act
from workflows import selectors
from workflows.assigned import Assignment, AssignmentProcess
from workflows.incidents import Incident, IncidentKind
from workflows.models import OVERDUE, UNFINISHED, CaseProcess, TermReminder, WorkItem, WorkState
from workflows.pictures.names import FLOWS, timers_of
from workflows.timers import NEAR, PASSED, DueBy, Effect, Timer, TimerFiring

# For a date that a person named, which has no kind to say it.
USUAL_DAYS = (3, 1)
# Rows that are looked at together.
BATCH = 500
# Whoever was told of an overdue visa before firings were rows is known by this act.
ESCALATED = "workflows.visa_escalated"
# A timer that was due so long ago and neither fired nor is an incident is lost.
GRACE = timedelta(days=1)
STANDING = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED, STATUS.ERROR)


@dataclass(frozen=True)
class Occasion:
    """That a timer is due: of a term, with how many working days are left, or of the work of a step."""

    timer: Timer
    key: str
    subject: Term | WorkItem
    due_on: date
    task: int | None
    days_before: int = OVERDUE

    @property
    def incident(self) -> str:
        """By what an incident of it is known."""
        return f"{type_name(self.subject)}:{self.subject.pk}"


@cache
def steps_with(*timers: Timer) -> tuple[Any, ...]:
    """The steps of all flows that declare one of these timers."""
    return tuple(node for code in FLOWS for node, timer in timers_of(code) if timer in timers)


@cache
def declared() -> tuple[Timer, ...]:
    """Every timer that a flow declares, each once."""
    return tuple(dict.fromkeys(timer for code in FLOWS for _node, timer in timers_of(code)))


def due(*, of_case: Case | None = None, on: date | None = None) -> Iterator[Occasion]:
    """What is due today, or was on a day, and did not fire: found by the days as they are now, timer by timer.

    If several reminders of a term are due, the last of them alone is. ``of_case`` looks at one case.
    """
    today = on or clock.today()
    of_terms = frozenset(timer for timer in declared() if timer.due_by in (DueBy.TERM_NEAR, DueBy.TERM_PASSED))
    for agency in Agency.objects.order_by("id") if of_case is None else [of_case.agency]:
        yield from _terms(agency, of_case, today, of_terms)
    for timer in declared():
        if timer.due_by in _OF_WORK:
            yield from _OF_WORK[timer.due_by](timer, of_case, today)


def lost() -> Iterator[Occasion]:
    """What was due a day ago, would have somebody to tell, did not fire and is no incident: in a healthy node none.

    A term that was set anew since then was not due by this day before: its timers fire with the next look.
    """
    failed = failing()
    found = [one for one in due(on=clock.today() - GRACE) if one.incident not in failed]
    terms = [one.subject.pk for one in found if isinstance(one.subject, Term)]
    fresh = set(TermChange.objects.filter(term__in=terms, at__gt=clock.now() - GRACE).values_list("term", flat=True))
    for one in found:
        is_fresh = isinstance(one.subject, Term) and one.subject.pk in fresh
        if not is_fresh and (one.timer.effect == Effect.GO_ON or people(one)):
            yield one


def failing() -> set[str]:
    """Whose timers fail at present: the incidents of `Occasion.incident`."""
    return set(Incident.objects.open().filter(kind=IncidentKind.TERM).values_list("subject", flat=True))


def people(occasion: Occasion) -> list[Employee]:
    """Whom an occasion is told to. Nobody is told of a case that complains of them."""
    subject = occasion.subject
    return heads_of(subject) if isinstance(subject, WorkItem) else concerned(subject_of(subject), occasion.days_before)


def heads_of(item: WorkItem) -> list[Employee]:
    """The heads of the unit of who has the work, else of the next one above."""
    assert item.assignee is not None
    complained_of = item.case.complained_of_id if item.case else None
    return [one for one in staff.heads_over(item.assignee, item.agency) if one.pk != complained_of]


def subject_of(term: Term) -> Case | Assignment:
    """What the term is of: an assignment, or the case on whose card it stands."""
    if term.subject_type != type_name(Assignment()):
        return Case.objects.select_related("agency", "executor", "applicant").get(pk=term.paper_key)
    found = Assignment.objects.select_related("agency", "case__applicant", "document", "executor", "issuer")
    return found.get(pk=term.subject_key)


def concerned(paper: Case | Assignment, days_before: int) -> list[Employee]:
    """Whom a term concerns: its executor, else who resolves. One that has passed concerns the nearest heads as well, of
    an assignment its issuer too.
    """
    if isinstance(paper, Assignment):
        found = [paper.executor]
        if days_before == OVERDUE:
            found += [*staff.heads_over(paper.executor, paper.agency), paper.issuer]
        kept_out = paper.case.complained_of_id if paper.case else None
        return list({one.pk: one for one in found if one.pk != kept_out}.values())
    case = paper
    resolving = [post.employee for post in holders(case.agency, Power.RESOLVE)]
    found = [case.executor] if case.executor else resolving
    if days_before == OVERDUE and case.executor:
        found = [case.executor, *staff.heads_over(case.executor, case.agency)]
    return list({one.pk: one for one in found if one.pk != case.complained_of_id}.values())


def _terms(agency: Agency, of_case: Case | None, today: date, timers: frozenset[Timer]) -> Iterator[Occasion]:
    """Running terms of cases and assignments, at steps that declare what is due and was not told yet."""
    days = calendar_for(agency)
    farthest = max([*USUAL_DAYS, *(day for kind in TermKind.objects.all() for day in kind.remind_before)])
    running = Term.objects.filter(
        Q(paper_type=type_name(Case())) | Q(subject_type=type_name(Assignment())),
        agency=agency,
        state=TermState.RUNNING,
        due_on__lte=days.add_working_days(today, farthest),
    ).select_related("kind", "agency")
    if of_case is not None:
        running = running.filter(paper_type=type_name(of_case), paper_key=of_case.pk)
    last = 0
    while batch := list(running.filter(pk__gt=last).order_by("pk")[:BATCH]):
        told = _told(batch)
        fresh: list[tuple[Term, int]] = []
        for term in batch:
            before = _days_of(term, days, today)
            if before is not None and before < told.get((term.pk, term.due_on), before + 1):
                fresh.append((term, before))
        yield from _at_their_steps(fresh, timers)
        last = batch[-1].pk


def _told(terms: list[Term]) -> dict[tuple[int, date], int]:
    """The last reminder of each term and date: the least of its ``days_before``, which run down to `OVERDUE`."""
    rows = TermReminder.objects.filter(term__in=terms).order_by().values_list("term", "due_on")
    return {(term, due_on): last for term, due_on, last in rows.annotate(last=Min("days_before"))}


def _days_of(term: Term, days: WorkingCalendar, today: date) -> int | None:
    """Which of its reminders has come: the least number of working days that are no more than are left."""
    if term.due_on < today:
        return OVERDUE
    wanted = term.kind.remind_before if term.kind else USUAL_DAYS
    left = days.working_days_between(today, term.due_on)
    return min((day for day in wanted if day >= left), default=None)


def _at_their_steps(found: list[tuple[Term, int]], timers: frozenset[Timer]) -> Iterator[Occasion]:
    """Those whose process stands at a step with the timer, or that have no process."""
    processes = _processes_of([term for term, _before in found])
    standing: dict[int, list[Task]] = defaultdict(list)
    if processes:
        for task in Task.objects.filter(process__in=processes.values(), status__in=STANDING).order_by("pk"):
            standing[task.process_id].append(task)
    for term, before in found:
        timer = PASSED if before == OVERDUE else NEAR
        if timer not in timers:
            continue
        process, nodes = processes.get(_of(term)), steps_with(timer)
        task = next((one for one in standing.get(process or 0, []) if one.flow_task in nodes), None)
        if process is None or task is not None:
            key = f"term:{term.pk}:{term.due_on.isoformat()}:{before}"
            yield Occasion(timer, key, term, term.due_on, task.pk if task else None, before)


def _of(term: Term) -> tuple[str, int]:
    """Whose process a term belongs to: an assignment's own, else that of the case on whose card it stands."""
    is_assigned = term.subject_type == type_name(Assignment())
    return (term.subject_type, term.subject_key) if is_assigned else (term.paper_type, term.paper_key)


def _processes_of(terms: list[Term]) -> dict[tuple[str, int], int]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, key in map(_of, terms):
        wanted[kind].add(key)
    found: dict[tuple[str, int], int] = {}
    for kind, model, name in (
        (type_name(Case()), CaseProcess, "case"),
        (type_name(Assignment()), AssignmentProcess, "assignment"),
    ):
        if wanted[kind]:
            rows: Any = model.objects.filter(**{f"{name}__in": wanted[kind]}).values_list(name, "pk")
            found |= {(kind, key): process for key, process in rows}
    return found


def _overdue_work(timer: Timer, of_case: Case | None, today: date) -> Iterator[Occasion]:
    """Work of a person at steps that declare the timer, once for each day by which it was due."""
    late = WorkItem.objects.filter(
        task__flow_task__in=steps_with(timer), state__in=UNFINISHED, due_on__lt=today, assignee__isnull=False
    ).select_related("assignee", "agency", "case", "document")
    if of_case is not None:
        late = late.filter(case=of_case)
    last = 0
    while batch := list(late.filter(pk__gt=last).order_by("pk")[:BATCH]):
        keys = {one.pk: f"work:{one.pk}:{one.due_on}" for one in batch}
        known = _fired(keys.values()) | _escalated(batch)
        for item in batch:
            if keys[item.pk] not in known:
                assert item.due_on is not None
                yield Occasion(timer, keys[item.pk], item, item.due_on, item.task_id)
        last = batch[-1].pk


def _late_replies(timer: Timer, of_case: Case | None, today: date) -> Iterator[Occasion]:
    """Waits for replies whose day, of the latest of the case's unanswered inquiries, has passed."""
    waiting = WorkItem.objects.filter(task__flow_task__in=steps_with(timer), state=WorkState.WAITING)
    if of_case is not None:
        waiting = waiting.filter(case=of_case)
    last = 0
    while batch := list(waiting.filter(pk__gt=last).order_by("pk")[:BATCH]):
        inquiries = selectors.unanswered_inquiries(case__in=[one.case_id for one in batch])
        latest = {
            case: (day, inquiry)
            for case, day, inquiry in inquiries.order_by("case")
            .values_list("case")
            .annotate(day=Max("reply_due_on"), inquiry=Max("pk"))
            if day is not None and day < today
        }
        keys = {case: f"reply:{inquiry}:{day}" for case, (day, inquiry) in latest.items()}
        known = _fired(keys.values()) if keys else set()
        for item in batch:
            key = keys.get(item.case_id or 0)
            if key is not None and key not in known:
                yield Occasion(timer, key, item, latest[item.case_id or 0][0], item.task_id)
        last = batch[-1].pk


def _fired(keys: Any) -> set[str]:
    return set(TimerFiring.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def _escalated(batch: list[WorkItem]) -> set[str]:
    told = Act.objects.filter(
        subject_type=type_name(WorkItem()), subject_key__in=[item.pk for item in batch], verb=ESCALATED
    )
    return {f"work:{key}:{data.get('day', '')}" for key, data in told.values_list("subject_key", "data")}


_OF_WORK: dict[str, Callable[[Timer, Case | None, date], Iterator[Occasion]]] = {
    DueBy.WORK_OVERDUE: _overdue_work,
    DueBy.REPLY_LATE: _late_replies,
}
