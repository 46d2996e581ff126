"""Questions about cases that were taken up again, and about registrations that might be cancelled."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from citizens.models import DONE, Case
from documents.models import Document, LetterTemplate, State
from workflows.models import Resolution
from workflows.undoing import Reopening

Purpose = LetterTemplate.Purpose
NUMBERED = (State.REGISTERED, State.DISPATCHED)


def last_reopening(case: Case) -> Reopening | None:
    """When and why a case was taken up again last; None for one that never was."""
    return Reopening.objects.filter(case=case).last()


def objection_to_cancelling(case: Case) -> ValidationError | None:
    """Why the registration of a case cannot be cancelled any more: it has ended, now or before (``case-ended``), or
    somebody was told of its number, or would be in a moment (``answer-sent``, ``letter-numbered``, ``sender-told``).
    At most two queries.
    """
    if case.stage in DONE or last_reopening(case) is not None:
        message = _("The case has ended, now or before: its registration is not cancelled any more.")
        return ValidationError(message, code="case-ended")
    papers = list(Document.objects.filter(case=case, state__in=NUMBERED).order_by("id"))
    answer = next((one for one in papers if one.purpose not in ("", Purpose.INQUIRY)), None)
    if answer is not None:
        message = _("Letter %(number)s was sent under this case: it ends by its road, by an outcome of each question.")
        return ValidationError(message % {"number": answer.number}, code="answer-sent")
    kept = [one for one in papers if one.state == State.REGISTERED]
    waiting = next((one for one in kept if one.purpose == Purpose.INQUIRY and not one.is_wholly_by_exchange), None)
    if waiting is not None:
        message = _("Inquiry %(number)s has its number and is not dispatched yet: dispatch it first.")
        return ValidationError(message % {"number": waiting.number}, code="letter-numbered")
    if any(one.is_by_exchange for one in kept if one.number == case.number):
        message = _("By exchange the sender was told this number: the case ends by its road.")
        return ValidationError(message, code="sender-told")
    return None


def resolution_to(case: Case, employee: Employee) -> Resolution | None:
    """The resolution that gave the case to this person, whose own resolutions and assignments it limits; one from
    before the case was taken up again limits nothing.
    """
    found = case.resolutions.filter(executor=employee)
    again = last_reopening(case)
    return (found.filter(issued_at__gte=again.at) if again is not None else found).last()
