"""Reminders of terms: so many working days before, as each kind of term says, and once when the term has passed."""

from agencies.models import Employee, Term
from agencies.policies import require
from citizens.models import Case
from history import clock
from history.actors import Automatic
from history.acts import act, record
from workflows.assigned import Assignment
from workflows.models import TermReminder
from workflows.timer_selectors import concerned, subject_of

REMINDERS = Automatic("reminders")


@act
def tell(*, actor: Automatic, term: Term, days_before: int) -> list[TermReminder]:
    """Lay a reminder on the desks of those whom the term concerns: its executor, else who resolves.

    Of a term that has passed the nearest heads are told as well, of an assignment its issuer too. Nobody is told of a
    case that complains of them.
    """
    paper = subject_of(term)
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
        for person in concerned(paper, days_before)
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
