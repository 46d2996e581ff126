"""The papers of a case whose registration is cancelled: what comes to nothing, and the number that stays."""

from django.db.models import QuerySet

from agencies.models import Employee
from citizens.models import Case
from documents.models import Document, State
from history.acts import act, record

UNFINISHED = (State.DRAFT, State.ON_APPROVAL, State.RETURNED, State.TO_SIGN, State.SIGNED)
LONGEST_REASON = 200


@act
def cancel_papers(*, actor: Employee, case: Case, reason: str) -> list[Document]:
    """Discard the unfinished letters of a case whose registration is cancelled, and cancel the number of the paper that
    opened it, which stays in the journal with the reason. Which act says so is the rule of the caller. Returns the
    discarded letters.
    """
    letters = list(_locked(case).filter(state__in=UNFINISHED))
    for letter in letters:
        letter.state = State.DISCARDED
        letter.save()
        record("documents.draft_discarded", actor=actor, subject=letter, about=[case, case.applicant])
    for paper in _locked(case).filter(number=case.number, state=State.REGISTERED):
        paper.state, paper.cancel_reason = State.CANCELLED, reason[:LONGEST_REASON]
        paper.save()
        record(
            "documents.number_cancelled",
            actor=actor,
            subject=paper,
            about=[case, case.applicant],
            data={"reason": paper.cancel_reason},
        )
    return letters


@act
def restore_papers(*, actor: Employee, case: Case) -> None:
    """Let the number of the paper that opened a case be in force again; discarded letters stay so."""
    for paper in _locked(case).filter(number=case.number, state=State.CANCELLED):
        paper.state, paper.cancel_reason = State.REGISTERED, ""
        paper.save()
        record("documents.number_restored", actor=actor, subject=paper, about=[case, case.applicant])


def _locked(case: Case) -> QuerySet[Document]:
    return Document.objects.select_for_update(of=("self",)).filter(case=case).order_by("id")
