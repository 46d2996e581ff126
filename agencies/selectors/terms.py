"""Questions to running terms: which a calendar moves, which stand on a card."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model

from agencies.calendars import WorkingCalendar
from agencies.models import Agency, Term, TermState
from agencies.terms import anew
from history.acts import type_name

# A month is more than any row of days off.
FURTHEST_ROLL = timedelta(days=31)


@dataclass(frozen=True)
class Moved:
    """A running term that would be due on another day if it were computed anew."""

    term: Term
    due_on: date
    in_words: str


def moved_terms(agency: Agency, days: WorkingCalendar, around: date | None = None) -> list[Moved]:
    """Running terms of an agency whose date a calendar would move, the nearest first.

    ``around`` asks only for those that one day of the calendar can touch: a term looks no further than its own days
    and the days off about its end.
    """
    running = Term.objects.filter(agency=agency, state=TermState.RUNNING).select_related("kind", "agency")
    if around is not None:
        running = running.filter(starts_on__lte=around + FURTHEST_ROLL, due_on__gte=around - FURTHEST_ROLL)
    found = []
    for term in running.order_by("due_on", "id"):
        reckoning = anew(term, days)
        if reckoning.due_on != term.due_on:
            found.append(Moved(term, reckoning.due_on, reckoning.in_words))
    return found


def term_of(subject: Model) -> Term | None:
    """The term of an object of a higher room, if it has one of its own."""
    return (
        Term.objects.filter(subject_type=type_name(subject), subject_key=subject.pk)
        .select_related("kind", "agency")
        .first()
    )


def terms_on(paper: Model) -> list[Term]:
    """All terms on the card of a paper, with what happened to each. Two queries."""
    return list(
        Term.objects.filter(paper_type=type_name(paper), paper_key=paper.pk)
        .select_related("kind", "agency")
        .prefetch_related("changes")
        .order_by("id")
    )
