"""Issuing assignments: on a case or a paper, as lower ones, as co-executors of a resolution; approval of drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import services as agencies
from agencies import terms
from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, TermKind, TermUse, Unit
from agencies.policies import require
from agencies.rules import Power, holds, may_take_part
from agencies.terms import Reckoning
from citizens.models import Case, CaseRole
from documents.models import Document
from history import clock
from history.acts import act
from workflows import policies
from workflows.assigned import Assignment, AssignmentState
from workflows.flows.assignment import APPROVE, DECLINE
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services import desk, picking
from workflows.services.assignments import shared

MOST_POINTS = 20
MOST_CO_EXECUTORS = 20


@dataclass(frozen=True)
class Point:
    """One point: what is done, by the responsible executor and by others, until when, checked by whom.

    The term is a date, or a kind of term of assignments counted from today. Without a controller the issuer checks.
    """

    text: str
    executor: Employee
    co_executors: Sequence[Employee] = ()
    due_on: date | None = None
    term_kind: TermKind | None = None
    controller: Employee | None = None
    clause: str = ""
    is_due_today_accepted: bool = False
    is_absence_known: bool = False


@act
def issue(
    *,
    actor: Employee,
    paper: Case | Document,
    points: Sequence[Point],
    upper: Assignment | None = None,
    issuer: Employee | None = None,
) -> list[Assignment]:
    """Issue the points of an assignment; ``upper`` is the one that its executor passes on.

    With an ``issuer`` who is somebody else the points are drafts: they take effect when that head approves them.
    Co-executors have assignments of their own, due in the first half of the term. Returns the points.

    Raises:
        PermissionDenied: the actor issues nothing on this paper, or does not execute the upper assignment.
        ValidationError: ``points-missing``, ``points-too-many``, ``paper-closed``, ``paper-not-registered``,
            ``text-missing``, ``executor-not-offered``, ``executor-twice``, ``official-complained-of``,
            ``controller-unfit``, ``due-missing``, ``due-before-today``, ``due-after-upper``, ``due-on-signing``,
            ``executor-absent``. Errors of the second point and the following ones name its place in the field.
    """
    signs = issuer or actor
    require(_may(actor, signs, paper, upper))
    return _issued(actor, signs, paper, points, upper, drafted_by=actor if signs.pk != actor.pk else None)


def issue_signed(actor: Employee, document: Document, points: Sequence[Point]) -> list[Assignment]:
    """Issue what a signed order itself says, in the name of who signed it: nobody approves it a second time. To be
    called inside the act that puts the order into effect.

    Raises:
        ValidationError: what `issue` refuses; ``signer-missing``.
    """
    if document.signer is None:
        raise ValidationError(_("Nobody has signed this document here."), code="signer-missing")
    return _issued(actor, document.signer, document, points, None, drafted_by=None)


def _issued(
    actor: Employee,
    signs: Employee,
    paper: Case | Document,
    points: Sequence[Point],
    upper: Assignment | None,
    *,
    drafted_by: Employee | None,
) -> list[Assignment]:
    case, document = shared.locked_paper(paper)
    if upper is not None:
        upper = shared.locked(upper.pk)
        require(policies.may_pass_on(actor, upper))
    if not points:
        raise ValidationError(_("Name at least one point."), code="points-missing")
    if len(points) > MOST_POINTS:
        raise ValidationError(_("At most %(count)s points at once.") % {"count": MOST_POINTS}, code="points-too-many")
    issued = []
    for place, point in enumerate(points, 1):
        bare = Assignment(
            agency=paper.agency,
            case=case,
            document=document,
            parent=upper,
            issuer=signs,
            issuer_post=signs.main_post.title if signs.main_post else "",
            drafted_by=drafted_by,
        )
        try:
            issued.append(_point(actor, bare, point))
        except ValidationError as error:
            raise at_place(error, place) from error
    return issued


@act
def approve(*, actor: Employee, item: WorkItem) -> Assignment:
    """The head approves a drafted assignment, which takes effect; its term is counted as it was drafted.

    Raises:
        PermissionDenied: the draft lies on another desk.
        ValidationError: ``already-done``, ``paper-closed``, ``due-before-today``: the date has passed meanwhile.
    """
    require(policies.may_work(actor, item) or not item.is_open)
    if item.assignment is not None:
        shared.locked_paper(item.assignment.paper)
    item, assignment = shared.locked_work(actor, item, WorkKind.APPROVE_ASSIGNMENT)
    shared.require_term(assignment.due_on, shared.limit_of(assignment))
    shared.step(assignment, APPROVE)
    assignment.issuer, assignment.issuer_post = actor, actor.main_post.title if actor.main_post else ""
    _put_in_force(actor, assignment)
    desk.complete(item, actor)
    for one in Assignment.objects.filter(main=assignment, state=AssignmentState.DRAFT).order_by("id"):
        part = shared.locked(one.pk)
        part.issuer, part.issuer_post = assignment.issuer, assignment.issuer_post
        _put_in_force(actor, part)
        shared.start(part)
    return assignment


@act
def decline(*, actor: Employee, item: WorkItem, remark: str) -> Assignment:
    """The head declines a drafted assignment, which comes to nothing.

    Raises:
        ValidationError: ``remark-missing``, ``already-done``.
    """
    item, assignment = shared.locked_work(actor, item, WorkKind.APPROVE_ASSIGNMENT)
    said = shared.given(remark, "remark", "remark-missing", _("Say what is missing."))
    shared.step(assignment, DECLINE)
    shared.move(assignment, AssignmentState.CANCELLED)
    for one in Assignment.objects.filter(main=assignment, state=AssignmentState.DRAFT).order_by("id"):
        shared.move(shared.locked(one.pk), AssignmentState.CANCELLED)
    desk.complete(item, actor)
    shared.tell("workflows.assignment_declined", actor, assignment, remark=said)
    return assignment


def add_inputs(actor: Employee, of: Assignment | Resolution, people: Sequence[Employee]) -> list[Assignment]:
    """Give co-executors of a point or of a resolution their assignments. To be called inside the act that names them.

    Raises:
        ValidationError: ``executor-not-offered``, ``executor-twice``, ``official-complained-of``.
    """
    added = []
    for employee in people:
        bare = _input_of(of)
        _require_new(of, employee)
        bare.executor, bare.unit = employee, unit_in(bare.agency, employee)
        bare.number = _next_input(of)
        bare.state = AssignmentState.DRAFT
        reckoning = shared.half(bare.agency, of.due_on)
        bare.due_on = reckoning.due_on
        shared.require_offered(bare.issuer, bare.agency, employee)
        shared.let_see(actor, bare, employee)
        bare.full_clean()
        bare.save()
        if not (isinstance(of, Assignment) and of.state == AssignmentState.DRAFT):
            _put_in_force(actor, bare, reckoning)
            shared.start(bare)
        added.append(bare)
    return added


def terms_offered(paper: Case | Document, limit: date | None) -> list[tuple[TermKind, Reckoning]]:
    """The kinds of terms of assignments, each with the term that it gives what is signed today."""
    kinds = TermKind.objects.filter(used_for=TermUse.ASSIGNMENT).order_by("unit", "length", "id")
    return [(kind, _counted(paper.agency, kind, limit)) for kind in kinds]


def _may(actor: Employee, signs: Employee, paper: Case | Document, upper: Assignment | None) -> bool:
    if upper is not None:
        return policies.may_pass_on(actor, upper) and signs.pk == actor.pk
    if signs.pk == actor.pk:
        return policies.may_issue(actor, paper)
    return policies.may_draft_assignment(actor, paper) and holds(signs, Power.RESOLVE, paper.agency_id)


def _point(actor: Employee, assignment: Assignment, point: Point) -> Assignment:
    """Save one point with its co-executors, and let its process begin."""
    agency = assignment.agency
    assignment.text = shared.given(point.text, "text", "text-missing", _("Say what is to be done."))
    shared.require_offered(assignment.issuer, agency, point.executor)
    limit = shared.limit_of(assignment)
    reckoning = _counted(agency, point.term_kind, limit) if point.term_kind else None
    assignment.due_on = shared.require_term(reckoning.due_on if reckoning else point.due_on, limit)
    if reckoning and reckoning.due_on == clock.today() and not point.is_due_today_accepted:
        raise ValidationError(
            {
                "is_due_today_accepted": ValidationError(
                    _("%(words)s: the assignment is due the day it is signed. Confirm it, or name another term.")
                    % {"words": reckoning.in_words},
                    code="due-on-signing",
                )
            }
        )
    if not point.is_absence_known:
        picking.require_present(point.executor, assignment.due_on)
    assignment.executor, assignment.unit = point.executor, unit_in(agency, point.executor)
    assignment.controller = _controller(assignment, point.controller)
    assignment.clause = point.clause.strip()
    assignment.number = _next_number(assignment)
    shared.require_uninvolved(assignment.case, assignment.issuer, "issuer")
    shared.require_uninvolved(assignment.case, assignment.controller, "controller")
    shared.let_see(actor, assignment, assignment.executor)
    if assignment.controller_id != assignment.issuer_id:
        shared.let_see(actor, assignment, assignment.controller, CaseRole.CONTROLLER)
    assignment.state = AssignmentState.DRAFT
    assignment.full_clean()
    assignment.save()
    if assignment.drafted_by_id is None:
        _put_in_force(actor, assignment, reckoning)
    else:
        shared.tell("workflows.assignment_drafted", actor, assignment, **shared.who_and_when(assignment))
    shared.start(assignment)
    if len(point.co_executors) > MOST_CO_EXECUTORS:
        raise ValidationError(
            {"co_executors": ValidationError(_("That is too many co-executors."), code="executors-too-many")}
        )
    try:
        add_inputs(actor, assignment, point.co_executors)
    except ValidationError as error:
        raise _beside_co_executors(error) from error
    return assignment


def _put_in_force(actor: Employee, assignment: Assignment, reckoning: Reckoning | None = None) -> None:
    """The assignment is issued now, and its term runs."""
    assignment.issued_at = clock.now()
    shared.move(assignment, AssignmentState.ISSUED)
    agencies.begin_term(
        actor=actor,
        agency=assignment.agency,
        kind=None,
        subject=assignment,
        paper=assignment.paper,
        starts_on=clock.today(),
        reckoning=reckoning or terms.named(assignment.due_on, clock.today()),
    )
    facts = {**shared.who_and_when(assignment), "text": assignment.text}
    shared.tell("workflows.assignment_issued", actor, assignment, **facts)


def _input_of(of: Assignment | Resolution) -> Assignment:
    """A co-executor's assignment without its executor: text, issuer and paper are those of the point."""
    if isinstance(of, Assignment):
        return Assignment(
            agency=of.agency,
            case=of.case,
            document=of.document,
            clause=of.clause,
            main=of,
            issuer=of.issuer,
            issuer_post=of.issuer_post,
            drafted_by=of.drafted_by,
            controller=of.executor,
            text=of.text,
        )
    return Assignment(
        agency=of.case.agency,
        case=of.case,
        resolution=of,
        issuer=of.author,
        issuer_post=of.author_post,
        controller=of.executor,
        text=of.text,
    )


def _require_new(of: Assignment | Resolution, employee: Employee) -> None:
    others = of.inputs.exclude(state=AssignmentState.CANCELLED).filter(executor=employee)
    if of.executor_id == employee.pk or others.exists():
        raise ValidationError(
            {
                "co_executors": ValidationError(
                    _("%(person)s is named twice in one point.") % {"person": employee.short_name},
                    code="executor-twice",
                )
            }
        )


def _next_input(of: Assignment | Resolution) -> str:
    if isinstance(of, Assignment):
        return f"{of.number}-{of.inputs.count() + 1}"
    earlier = Assignment.objects.filter(case=of.case_id, resolution__isnull=False).count()
    return f"0-{earlier + 1}"


def _next_number(assignment: Assignment) -> str:
    """The next number under the same upper assignment, or of the paper. Its row is locked."""
    upper = assignment.parent
    if upper is not None:
        return f"{upper.number}.{upper.lower.count() + 1}"
    of_paper = Q(case=assignment.case) if assignment.case else Q(case__isnull=True, document=assignment.document)
    points = Assignment.objects.filter(of_paper, parent__isnull=True, main__isnull=True, resolution__isnull=True)
    return str(points.count() + 1)


def _controller(assignment: Assignment, chosen: Employee | None) -> Employee:
    """Who checks the report: the chosen controller of the agency, else the issuer."""
    if chosen is None:
        return assignment.issuer
    require_controller(assignment.agency, assignment.issuer, assignment.executor, chosen)
    return chosen


def require_controller(agency: Agency, issuer: Employee, executor: Employee, chosen: Employee) -> None:
    """Refuse who neither issues nor controls assignments of the agency, and who executes this one.

    Raises:
        ValidationError: ``controller-unfit``.
    """
    if chosen.pk == issuer.pk:
        return
    if chosen.pk == executor.pk or not holds(chosen, Power.CONTROL, agency):
        raise ValidationError(
            {
                "controller": ValidationError(
                    _("This person does not control assignments of the agency."), code="controller-unfit"
                )
            }
        )


def _counted(agency: Agency, kind: TermKind, limit: date | None) -> Reckoning:
    """The term of an assignment of this kind signed today; the upper date where that is nearer."""
    found = terms.compute(kind, clock.today(), calendar_for(agency), terms.roll_of(agency, kind))
    if limit is not None and found.due_on > limit >= clock.today():
        return terms.named(limit, clock.today())
    return found


def unit_in(agency: Agency, employee: Employee) -> Unit:
    """The unit in which a person executes papers of an agency today.

    Raises:
        ValidationError: ``executor-not-offered``.
    """
    unit = next((post.unit for post in employee.current_posts if post.unit.agency_id == agency.pk), None)
    if unit is None or agency.pk not in may_take_part(employee):
        raise ValidationError(
            {
                "executor": ValidationError(
                    _("This person executes no papers in the agency."), code="executor-not-offered"
                )
            }
        )
    return unit


def _beside_co_executors(error: ValidationError) -> ValidationError:
    """What was refused about a co-executor, told beside the field of co-executors."""
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({"co_executors": [one for errors in error.error_dict.values() for one in errors]})


def at_place(error: ValidationError, place: int) -> ValidationError:
    """The error of the first point as it is; of a later one with its place in the names of the fields."""
    if place == 1 or not hasattr(error, "error_dict"):
        return error
    return ValidationError({f"{name}_{place}": errors for name, errors in error.error_dict.items()})
