"""Reminders of terms: so many working days before, as each kind of term says, and once when the term has passed."""

from collections.abc import Iterator
from datetime import date

from django.db import OperationalError
from django.db.models import Min, Q

from agencies import selectors as staff
from agencies.calendars import WorkingCalendar, calendar_for
from agencies.models import Agency, Employee, Term, TermKind, TermState
from agencies.policies import require
from agencies.rules import Power, holders
from citizens.models import Case
from history import clock
from history.actors import Automatic
from history.acts import act, record, type_name
from workflows.assigned import Assignment
from workflows.incidents import Incident, IncidentKind
from workflows.models import OVERDUE, TermReminder
from workflows.services import incidents

REMINDERS = Automatic("reminders")
# For a date that a person named, which has no kind to say it.
USUAL_DAYS = (3, 1)
# Terms that are looked at together.
BATCH = 500


def remind_of_terms(*, of_case: Case | None = None) -> int:
    """Tell whoever has to know of each term that comes near or has passed, once for each of the kind's days.

    Each reminder is an act of its own, so that an interrupted run loses nothing and the next one goes on. If several
    days of a term have passed unnoticed, the last of them alone is told. ``of_case`` looks at the terms of one case.
    """
    failed = set(Incident.objects.open().filter(kind=IncidentKind.TERM).values_list("subject", flat=True))
    agencies = Agency.objects.order_by("id") if of_case is None else [of_case.agency]
    due = (one for agency in agencies for one in _due(agency, of_case))
    return sum(_told_of(term, days, failed) for term, days in due)


def _told_of(term: Term, days_before: int, failed: set[str]) -> bool:
    """Whether anybody was told. A term that fails is an incident, and those behind it are told all the same."""
    subject = f"agencies.term:{term.pk}"
    try:
        is_told = bool(tell(actor=REMINDERS, term=term, days_before=days_before))
    except OperationalError:
        raise
    except Exception as error:
        case = Case.objects.filter(pk=term.paper_key).first() if term.paper_type == type_name(Case()) else None
        fault = incidents.fault_of(error)
        incidents.report(IncidentKind.TERM, subject, fault=fault, agency=term.agency_id, case=case)
        return False
    if subject in failed:
        incidents.settle(IncidentKind.TERM, subject)
    return is_told


@act
def tell(*, actor: Automatic, term: Term, days_before: int) -> list[TermReminder]:
    """Lay a reminder on the desks of those whom the term concerns: its executor, else who resolves.

    Of a term that has passed the nearest heads are told as well, of an assignment its issuer too. Nobody is told of a
    case that complains of them.
    """
    paper = _subject_of(term)
    assignment = paper if isinstance(paper, Assignment) else None
    case = paper if isinstance(paper, Case) else paper.case
    told = [
        TermReminder.objects.create(
            agency=term.agency,
            term=term,
            case=case,
            assignment=assignment,
            person=person,
            due_on=term.due_on,
            days_before=days_before,
            told_at=clock.now(),
        )
        for person in _people(paper, days_before)
    ]
    if told:
        record(
            "workflows.term_reminded",
            actor=actor,
            subject=paper,
            about=[case, case.applicant if case else None, assignment.document if assignment else None],
            data={"day": f"{term.due_on:%d.%m.%Y}", "to": ", ".join(one.person.short_name for one in told)},
        )
    return told


@act
def see(*, actor: Employee, reminder: TermReminder) -> TermReminder:
    """Take a reminder off the desk; seeing it again changes nothing.

    Raises:
        PermissionDenied: it lies on another desk.
    """
    require(TermReminder.objects.visible_to(actor).contains(reminder))
    found = TermReminder.objects.select_for_update(of=("self",)).select_related("case", "assignment__document")
    fresh = found.get(pk=reminder.pk)
    if fresh.seen_at is None:
        fresh.seen_at = clock.now()
        fresh.save()
        seen = fresh.assignment or fresh.case
        assert seen is not None
        data = {"day": f"{fresh.due_on:%d.%m.%Y}"}
        record("workflows.reminder_seen", actor=actor, subject=seen, about=[fresh.case], data=data)
    return fresh


def _due(agency: Agency, of_case: Case | None) -> Iterator[tuple[Term, int]]:
    """Running terms of cases and assignments with the reminder that is due and was not told yet."""
    days, today = calendar_for(agency), clock.today()
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
        for term in batch:
            before = _days_of(term, days, today)
            if before is not None and before < told.get((term.pk, term.due_on), before + 1):
                yield term, before
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


def _subject_of(term: Term) -> Case | Assignment:
    """What the term is of: an assignment, or the case on whose card it stands."""
    if term.subject_type != type_name(Assignment()):
        return Case.objects.select_related("agency", "executor", "applicant").get(pk=term.paper_key)
    found = Assignment.objects.select_related("agency", "case__applicant", "document", "executor", "issuer")
    return found.get(pk=term.subject_key)


def _people(paper: Case | Assignment, days_before: int) -> list[Employee]:
    if isinstance(paper, Assignment):
        people = [paper.executor]
        if days_before == OVERDUE:
            people += [*staff.heads_over(paper.executor, paper.agency), paper.issuer]
        kept_out = paper.case.complained_of_id if paper.case else None
        return list({one.pk: one for one in people if one.pk != kept_out}.values())
    case = paper
    resolving = [post.employee for post in holders(case.agency, Power.RESOLVE)]
    people = [case.executor] if case.executor else resolving
    if days_before == OVERDUE and case.executor:
        people = [case.executor, *staff.heads_over(case.executor, case.agency)]
    unique = {one.pk: one for one in people if one.pk != case.complained_of_id}
    return list(unique.values())
