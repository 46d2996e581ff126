"""Executing assignments: accepted or disputed, in work, reported, taken off control or returned."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import services as agencies
from agencies import terms
from agencies.models import Employee, TermKind
from agencies.policies import require
from history import clock
from history.acts import act
from workflows import asking, policies
from workflows.assigned import AT_WORK, Assignment, AssignmentState
from workflows.flows.assignment import ACCEPT, DISPUTE, RETURN, TAKE_OFF
from workflows.models import WorkItem, WorkKind
from workflows.services import assigned_work, desk
from workflows.services.assignments import shared

# By when an executor says that an assignment is not theirs; of an agency without this kind of term, at any time.
DISPUTE_TERM = "assignment-dispute"


@act
def accept(*, actor: Employee, item: WorkItem) -> Assignment:
    """The executor accepts the assignment, which lies on their desk from now on.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.ACCEPT)
    shared.step(assignment, ACCEPT)
    shared.move(assignment, AssignmentState.ACCEPTED)
    desk.complete(item, actor)
    shared.tell("workflows.assignment_accepted", actor, assignment)
    return assignment


@act
def dispute(*, actor: Employee, item: WorkItem, reason: str) -> Assignment:
    """The executor says that the assignment is not theirs; its issuer decides.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``reason-missing``, ``dispute-late``: the term of disputing has passed; ``disputed-already``:
            the issuer has upheld it.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.ACCEPT)
    said = shared.reason_given(reason)
    if assignment.disputed_at is not None:
        raise ValidationError(
            _("The issuer has decided on this already: the assignment is yours."), code="disputed-already"
        )
    last = last_day_of_dispute(assignment)
    if last is not None and clock.today() > last:
        raise ValidationError(
            _("A wrong executor is disputed by %(date)s.") % {"date": f"{last:%d.%m.%Y}"}, code="dispute-late"
        )
    assignment.disputed_at = clock.now()
    assignment.full_clean()
    assignment.save()
    shared.step(assignment, DISPUTE)
    desk.complete(item, actor)
    laid = assignment.work_items.get(kind=WorkKind.DISPUTE, done_at__isnull=True)
    laid.note = said
    laid.save()
    shared.tell("workflows.assignment_disputed", actor, assignment, reason=said)
    return assignment


def last_day_of_dispute(assignment: Assignment) -> date | None:
    """Until when its executor may say that the assignment is not theirs."""
    kind = TermKind.objects.filter(code=DISPUTE_TERM).first()
    if kind is None or assignment.issued_at is None:
        return None
    return terms.compute_for(assignment.agency, kind, timezone.localtime(assignment.issued_at).date()).due_on


@act
def begin(*, actor: Employee, item: WorkItem) -> Assignment:
    """The executor takes the accepted assignment into work.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``taken-by-other``, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.DO, WorkKind.DELIVER)
    desk.take(actor=actor, item=item)
    if assignment.state == AssignmentState.ACCEPTED:
        shared.move(assignment, AssignmentState.IN_WORK)
        shared.tell("workflows.assignment_begun", actor, assignment)
    return assignment


@act
def note_progress(*, actor: Employee, assignment: Assignment, text: str) -> Assignment:
    """Tell how the assignment goes on. Interim information takes nothing off control: the state stays.

    Raises:
        PermissionDenied: the actor does not execute it.
        ValidationError: ``text-missing``, ``not-at-work``.
    """
    assignment = shared.locked(assignment.pk)
    require(policies.may_do(actor, assignment))
    said = shared.given(text, "text", "text-missing", _("Say what was done."))[:1000]
    if assignment.state not in AT_WORK:
        raise ValidationError(_("The assignment is not at work."), code="not-at-work")
    shared.tell("workflows.assignment_progress", actor, assignment, text=said)
    return assignment


@act
def ask_longer(*, actor: Employee, assignment: Assignment, due_on: date, reason: str) -> WorkItem:
    """The executor asks the issuer for a longer term, which the issuer alone sets.

    Raises:
        PermissionDenied: the actor does not execute it.
        ValidationError: ``not-at-work``, ``due-after-upper``, ``asked-late``, and what
            `agencies.services.ask_date` refuses.
    """
    assignment = shared.locked(assignment.pk)
    require(policies.may_do(actor, assignment))
    if assignment.state not in (AssignmentState.ISSUED, *AT_WORK):
        raise ValidationError(_("The assignment is not at work."), code="not-at-work")
    shared.require_term(due_on, shared.limit_of(assignment))
    term = shared.term_of(assignment)
    asking.require_in_time(assignment.agency, assignment.due_on, _day_of_issue(assignment))
    agencies.ask_date(actor=actor, term=term, due_on=due_on, reason=reason, about=shared.told_on(assignment))
    return assigned_work.lay_longer(assignment, actor, f"{due_on:%d.%m.%Y}: {reason.strip()}")


def _day_of_issue(assignment: Assignment) -> date:
    return timezone.localtime(assignment.issued_at).date() if assignment.issued_at else clock.today()


@act
def deliver(*, actor: Employee, item: WorkItem, text: str) -> Assignment:
    """A co-executor delivers to the responsible executor, which ends their part.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``text-missing``, ``lower-not-done``, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.DELIVER)
    assignment.report = shared.given(text, "text", "text-missing", _("Say what was done."))
    shared.require_parts_done(assignment)
    shared.move(assignment, AssignmentState.DONE)
    shared.end_term(actor, assignment)
    desk.complete(item, actor)
    shared.tell("workflows.input_delivered", actor, assignment, text=assignment.report)
    return assignment


@act
def report(*, actor: Employee, item: WorkItem, text: str) -> Assignment:
    """The responsible executor reports that all is done; the report goes to the controller of the assignment.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``text-missing``, ``lower-not-done``: a co-executor or a lower assignment is not done;
            ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.DO)
    assignment.report = shared.given(text, "text", "text-missing", _("Say what was done."))
    shared.require_parts_done(assignment)
    shared.move(assignment, AssignmentState.REPORTED)
    desk.complete(item, actor)
    shared.tell("workflows.assignment_reported", actor, assignment, text=assignment.report)
    return assignment


@act
def take_off_control(*, actor: Employee, item: WorkItem) -> Assignment:
    """The controller accepts the report and takes the assignment off control.

    Raises:
        PermissionDenied: the report lies on another desk.
        ValidationError: ``lower-not-done``, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.CHECK)
    shared.require_parts_done(assignment)
    shared.step(assignment, TAKE_OFF)
    shared.move(assignment, AssignmentState.DONE)
    shared.end_term(actor, assignment)
    desk.complete(item, actor)
    shared.tell("workflows.assignment_done", actor, assignment)
    return assignment


@act
def return_report(*, actor: Employee, item: WorkItem, remark: str) -> Assignment:
    """The controller returns the report to the executor with a remark.

    Raises:
        PermissionDenied: the report lies on another desk.
        ValidationError: ``remark-missing``, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.CHECK)
    said = shared.given(remark, "remark", "remark-missing", _("Say what is missing."))
    shared.step(assignment, RETURN)
    shared.move(assignment, AssignmentState.RETURNED)
    desk.complete(item, actor)
    shared.tell("workflows.assignment_returned", actor, assignment, remark=said)
    return assignment
