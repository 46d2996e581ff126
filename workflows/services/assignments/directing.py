"""Directing issued assignments: their term, their executors, disputes, cancelling and opening again."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import services as agencies
from agencies.models import Employee
from agencies.policies import require
from citizens.models import Case
from history import clock
from history.acts import act
from workflows import policies
from workflows.assigned import IN_FORCE, Assignment, AssignmentState
from workflows.flows.assignment import ACCEPT
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services import desk, picking
from workflows.services.assignments import issuing, shared


@act
def change_term(*, actor: Employee, assignment: Assignment, due_on: date, reason: str) -> Assignment:
    """The issuer changes the term; parts that would outlast the new date end with it. Requests are decided by it.

    Raises:
        PermissionDenied: the actor is not its issuer, nor who stands in for them.
        ValidationError: ``not-in-force``, ``due-after-upper``, what `agencies.services.change_term` refuses.
    """
    assignment = _directed(actor, assignment)
    shared.require_term(due_on, shared.limit_of(assignment))
    _change(actor, assignment, due_on, reason)
    for item in assignment.work_items.filter(kind=WorkKind.LONGER, done_at__isnull=True):
        desk.finish(item, actor)
    return assignment


@act
def grant_longer(*, actor: Employee, item: WorkItem, due_on: date, reason: str) -> Assignment:
    """The issuer grants a request for a longer term, until the date that the issuer finds right."""
    _item, assignment = shared.locked_work(actor, item, WorkKind.LONGER)
    return change_term(actor=actor, assignment=assignment, due_on=due_on, reason=reason)


@act
def decline_longer(*, actor: Employee, item: WorkItem, reason: str) -> Assignment:
    """The issuer declines a request; the term stays.

    Raises:
        ValidationError: ``reason-missing``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.LONGER)
    require(policies.may_direct(actor, assignment))
    agencies.decline_extension(
        actor=actor, term=shared.term_of(assignment), reason=reason, about=shared.told_on(assignment)
    )
    desk.finish(item, actor)
    return assignment


@act
def change_executor(
    *, actor: Employee, assignment: Assignment, executor: Employee, reason: str, is_absence_known: bool = False
) -> Assignment:
    """The issuer gives the assignment to another executor, who accepts it anew; the term runs on.

    Raises:
        PermissionDenied: the actor is not its issuer, nor who stands in for them.
        ValidationError: ``not-in-force``, ``reason-missing``, ``executor-same``, ``executor-twice``,
            ``executor-not-offered``, ``official-complained-of``, ``executor-absent``, ``lower-not-done``: what the
            present executor passed on is cancelled first.
    """
    assignment = _directed(actor, assignment)
    said = shared.reason_given(reason)
    shared.stop(actor, assignment)
    _give_to(actor, assignment, executor, said, is_absence_known=is_absence_known)
    shared.start(assignment)
    return assignment


@act
def reassign_disputed(
    *, actor: Employee, item: WorkItem, executor: Employee, is_absence_known: bool = False
) -> Assignment:
    """The issuer agrees that the executor was the wrong one, and names another.

    Raises:
        PermissionDenied: the dispute lies on another desk.
        ValidationError: what `change_executor` refuses, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.DISPUTE)
    _give_to(actor, assignment, executor, item.note, is_absence_known=is_absence_known)
    desk.complete(item, actor)
    return assignment


@act
def uphold(*, actor: Employee, item: WorkItem, remark: str) -> Assignment:
    """The issuer upholds a disputed assignment: it stays with its executor.

    Raises:
        PermissionDenied: the dispute lies on another desk.
        ValidationError: ``remark-missing``, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.DISPUTE)
    said = shared.given(remark, "remark", "remark-missing", _("Name the reason."))
    shared.step(assignment, ACCEPT)
    desk.complete(item, actor)
    shared.tell("workflows.assignment_upheld", actor, assignment, remark=said)
    return assignment


@act
def add_co_executor(*, actor: Employee, assignment: Assignment, employee: Employee) -> Assignment:
    """The issuer adds a co-executor to a point: due in the first half of what is left of the term.

    Raises:
        PermissionDenied: the actor is not its issuer, nor who stands in for them.
        ValidationError: ``not-in-force``, ``not-a-point``, what `issuing.add_inputs` refuses.
    """
    assignment = _directed(actor, assignment)
    if assignment.is_input:
        raise ValidationError(_("Co-executors are added to the point."), code="not-a-point")
    return issuing.add_inputs(actor, assignment, [employee])[0]


@act
def cancel(*, actor: Employee, assignment: Assignment, reason: str) -> Assignment:
    """The issuer cancels an assignment with everything below it; a draft is cancelled by who drafted it, too.

    Raises:
        PermissionDenied: the actor is not its issuer, nor who stands in for them.
        ValidationError: ``reason-missing``, ``not-in-force``.
    """
    assignment = shared.locked(assignment.pk)
    is_draft = assignment.state == AssignmentState.DRAFT
    require(policies.may_direct(actor, assignment) or (is_draft and assignment.drafted_by_id == actor.pk))
    said = shared.reason_given(reason)
    if not is_draft:
        _require_in_force(assignment)
    _cancel(actor, assignment, said)
    return assignment


def cancel_all(actor: Employee, case: Case, reason: str) -> None:
    """Every assignment of a case that comes to nothing is cancelled, from the top of each tree. To be called inside the
    act that says so.
    """
    waiting = Assignment.objects.filter(case=case, state__in=[AssignmentState.DRAFT, *IN_FORCE]).order_by("id")
    for key in list(waiting.values_list("pk", flat=True)):
        assignment = shared.locked(key)
        if assignment.state in (AssignmentState.DRAFT, *IN_FORCE):
            _cancel(actor, assignment, reason[:500])


@act
def reopen(*, actor: Employee, assignment: Assignment, due_on: date, reason: str) -> Assignment:
    """Open an ended assignment again, until a date: its executor accepts it anew. It undoes a cancelling, too.

    Raises:
        PermissionDenied: the actor neither directs nor controls it.
        ValidationError: ``reason-missing``, ``never-issued``, ``upper-ended``, ``paper-closed``, ``due-before-today``,
            ``due-after-upper``, ``executor-not-offered``, ``official-complained-of``.
    """
    require(policies.may_direct(actor, assignment) or assignment.controller_id == actor.pk)
    shared.locked_paper(assignment.paper)
    upper = assignment.main or assignment.parent
    if upper is not None:
        upper = shared.locked(upper.pk)
    assignment = shared.locked(assignment.pk)
    require(policies.may_reopen(actor, assignment))
    said = shared.reason_given(reason)
    if assignment.issued_at is None:
        raise ValidationError(_("It never took effect: issue another one."), code="never-issued")
    if upper is not None and upper.state not in IN_FORCE:
        raise ValidationError(_("Open the upper assignment first."), code="upper-ended")
    shared.require_term(due_on, shared.limit_of(assignment))
    shared.require_offered(assignment.issuer, assignment.agency, assignment.executor)
    shared.let_see(actor, assignment, assignment.executor)
    agencies.rerun_term(actor=actor, term=shared.term_of(assignment), due_on=due_on, reason=said)
    assignment.due_on, assignment.issued_at, assignment.disputed_at = due_on, clock.now(), None
    shared.move(assignment, AssignmentState.ISSUED)
    shared.start(assignment)
    shared.tell("workflows.assignment_reopened", actor, assignment, reason=said)
    return assignment


def cut_inputs(actor: Employee, resolution: Resolution, reason: str) -> None:
    """Co-executors of a resolution end with its new term. To be called inside the act that changes it."""
    for key in resolution.inputs.filter(state__in=IN_FORCE).order_by("id").values_list("pk", flat=True):
        part = shared.locked(key)
        if part.due_on > resolution.due_on:
            _change(actor, part, resolution.due_on, reason)


def _directed(actor: Employee, assignment: Assignment) -> Assignment:
    assignment = shared.locked(assignment.pk)
    require(policies.may_direct(actor, assignment))
    _require_in_force(assignment)
    return assignment


def _require_in_force(assignment: Assignment) -> None:
    if not assignment.is_in_force:
        raise ValidationError(_("The assignment has ended or was not issued."), code="not-in-force")


def _change(actor: Employee, assignment: Assignment, due_on: date, reason: str) -> None:
    """Set the date of an assignment and of the parts that would outlast it, on their desks as well."""
    before_on = assignment.due_on
    agencies.change_term(
        actor=actor,
        term=shared.term_of(assignment),
        due_on=due_on,
        reason=reason,
        about=shared.told_on(assignment),
    )
    assignment.due_on = due_on
    assignment.full_clean()
    assignment.save()
    for item in assignment.work_items.filter(done_at__isnull=True, due_on=before_on):
        item.due_on = due_on
        item.save()
    for part in shared.parts_of(assignment):
        if part.due_on > due_on:
            _change(actor, part, due_on, reason)


def _give_to(
    actor: Employee, assignment: Assignment, executor: Employee, reason: str, *, is_absence_known: bool
) -> None:
    """Another person executes the assignment, which is issued to them now."""
    if executor.pk == assignment.executor_id:
        raise ValidationError(
            {"executor": ValidationError(_("This person executes it already."), code="executor-same")}
        )
    if Assignment.objects.in_force().filter(parent=assignment).exists():
        raise ValidationError(
            _("What the present executor passed on is still at work: cancel it first."), code="lower-not-done"
        )
    point = assignment.main or assignment
    beside = point.inputs.filter(executor=executor).exclude(state=AssignmentState.CANCELLED)
    if beside.exists() or (assignment.main is not None and assignment.main.executor_id == executor.pk):
        raise ValidationError(
            {
                "executor": ValidationError(
                    _("%(person)s is named twice in one point.") % {"person": executor.short_name},
                    code="executor-twice",
                )
            }
        )
    shared.require_offered(assignment.issuer, assignment.agency, executor)
    if not is_absence_known:
        picking.require_present(executor, assignment.due_on)
    shared.let_see(actor, assignment, executor)
    before = assignment.executor.short_name
    assignment.executor, assignment.unit = executor, issuing.unit_in(assignment.agency, executor)
    assignment.issued_at, assignment.disputed_at = clock.now(), None
    shared.move(assignment, AssignmentState.ISSUED)
    for key in assignment.inputs.filter(state__in=IN_FORCE).order_by("id").values_list("pk", flat=True):
        part = shared.locked(key)
        part.controller = executor
        shared.move(part, part.state)
    shared.tell(
        "workflows.assignment_given", actor, assignment, before=before, after=executor.short_name, reason=reason
    )


def _cancel(actor: Employee, assignment: Assignment, reason: str) -> None:
    for key in assignment.inputs.filter(state=AssignmentState.DRAFT).order_by("id").values_list("pk", flat=True):
        shared.move(shared.locked(key), AssignmentState.CANCELLED)
    for part in shared.parts_of(assignment):
        _cancel(actor, part, reason)
    shared.stop(actor, assignment)
    shared.end_term(actor, assignment)
    shared.move(assignment, AssignmentState.CANCELLED)
    shared.tell("workflows.assignment_cancelled", actor, assignment, reason=reason)
