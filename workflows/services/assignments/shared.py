"""What the acts upon assignments share: locks, the process, terms, who may be picked, what timelines tell."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from agencies import selectors as staff
from agencies import services as agencies
from agencies import terms
from agencies.calendars import calendar_for
from agencies.models import Agency, Employee, Term, TermKind
from agencies.terms import Reckoning
from citizens import services as citizens
from citizens.complaining import decided_objection, has_decided_on_request
from citizens.models import DONE, Case, CaseRole
from documents import plan_selectors
from documents.models import Document, State
from history import clock
from history.acts import record
from workflows.assigned import IN_FORCE, Assignment, AssignmentProcess, AssignmentState
from workflows.flows.assignment import AssignmentFlow
from workflows.models import WorkItem, WorkState
from workflows.services import desk, marks
from workflows.undoing_selectors import resolution_to

CO_EXECUTORS = "co-executors-input"
# A paper that was not registered, or came to nothing, is no ground for an assignment.
GROUNDS = (State.REGISTERED, State.DISPATCHED)


def locked(key: int) -> Assignment:
    """The assignment, locked for this transaction; whoever locks several begins at the top of the tree."""
    found = Assignment.objects.select_for_update(of=("self",)).select_related(
        *("agency", "case__applicant", "case__agency", "document", "executor", "issuer", "controller", "parent"),
        *("main", "resolution"),
    )
    return found.get(pk=key)


def locked_work(actor: Employee, item: WorkItem, *kinds: str) -> tuple[WorkItem, Assignment]:
    """The item with its assignment, both locked, if the person may do this kind of work on it.

    Raises:
        PermissionDenied: the item lies elsewhere or asks for other work.
        ValidationError: ``already-done``.
    """
    if item.assignment_id is None:
        raise ValueError("the item is of no assignment")
    assignment = locked(item.assignment_id)
    return desk.locked_for(actor, item, *kinds), assignment


def locked_paper(paper: Case | Document) -> tuple[Case | None, Document | None]:
    """The paper of a new assignment, locked, as its two columns; a document of a case stands on the card of the case.

    Raises:
        ValidationError: ``paper-closed``: taken off control, or filed; ``paper-not-registered``.
    """
    document = paper if isinstance(paper, Document) else None
    case = paper if isinstance(paper, Case) else paper.case
    if case is not None:
        case = Case.objects.select_for_update(of=("self",)).select_related("applicant", "agency").get(pk=case.pk)
        if case.stage in DONE:
            raise ValidationError(_("The case is off control: nothing more is assigned in it."), code="paper-closed")
    if document is not None:
        found = Document.objects.select_for_update(of=("self",)).select_related("agency", "unit")
        document = found.get(pk=document.pk)
        if document.state not in GROUNDS:
            raise ValidationError(_("Assignments are issued on registered papers only."), code="paper-not-registered")
        if case is None and plan_selectors.filing_of(document) is not None:
            raise ValidationError(_("The document lies in a file: it is taken out of it first."), code="paper-closed")
    return case, document


def told_on(assignment: Assignment) -> list[Model | None]:
    """On whose timelines an act on this assignment stands."""
    case = assignment.case
    return [case, assignment.document, case.applicant if case else None]


def tell(verb: str, actor: Employee, assignment: Assignment, **data: str) -> None:
    """Record an act on an assignment, which its number names."""
    record(verb, actor=actor, subject=assignment, about=told_on(assignment), data={"point": assignment.number, **data})


def require_offered(issuer: Employee, agency: Agency, executor: Employee) -> None:
    """Refuse whom the hierarchy does not let the issuer pick, whatever the form was sent with.

    Raises:
        ValidationError: ``executor-not-offered``.
    """
    if executor.pk not in {post.employee_id for post in staff.assignees(issuer, agency)}:
        raise ValidationError(
            {
                "executor": ValidationError(
                    _("The issuer gives no assignments to %(person)s.") % {"person": executor.short_name},
                    code="executor-not-offered",
                )
            }
        )


def require_uninvolved(case: Case | None, employee: Employee, field: str) -> None:
    """Refuse the official complained of, in whatever part they would have in an assignment; and whoever decided on the
    request that a complaint is about, in a part that considers it.

    Raises:
        ValidationError: ``official-complained-of``: 59-ФЗ art. 8 p. 6; ``decided-on-request``.
    """
    if case is not None and case.complained_of_id == employee.pk:
        raise ValidationError(
            {
                field: ValidationError(
                    _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it."),
                    code="official-complained-of",
                )
            }
        )
    role = {"executor": CaseRole.CO_EXECUTOR, "controller": CaseRole.CONTROLLER}.get(field, CaseRole.AUTHOR)
    if case is not None and has_decided_on_request(case, employee, role):
        raise ValidationError({field: decided_objection(employee)})


def let_see(actor: Employee, assignment: Assignment, employee: Employee, role: str = CaseRole.CO_EXECUTOR) -> None:
    """Let a person see the paper of their assignment.

    Raises:
        ValidationError: ``official-complained-of``: 59-ФЗ art. 8 p. 6.
    """
    if assignment.case is not None:
        citizens.add_participant(actor=actor, case=assignment.case, employee=employee, role=role)
    elif assignment.document is not None:
        marks.open_to(assignment.document, [employee])


def require_term(due_on: date | None, limit: date | None) -> date:
    """The date, if it is named, not past, and no later than that of what the assignment is a part of.

    Raises:
        ValidationError: ``due-missing``, ``due-before-today``, ``due-after-upper``.
    """
    if due_on is None:
        raise ValidationError({"due_on": ValidationError(_("Name the term."), code="due-missing")})
    if due_on < clock.today():
        raise ValidationError({"due_on": ValidationError(_("The term lies in the past."), code="due-before-today")})
    if limit is not None and due_on > limit:
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("A lower assignment may not outlast the upper one, %(date)s.") % {"date": f"{limit:%d.%m.%Y}"},
                    code="due-after-upper",
                )
            }
        )
    return due_on


def limit_of(assignment: Assignment) -> date | None:
    """The date that the assignment may not outlast: of its point, of the upper assignment or resolution, else of the
    case while its term lies ahead.
    """
    if assignment.main is not None:
        return assignment.main.due_on
    if assignment.resolution is not None:
        return assignment.resolution.due_on
    if assignment.parent is not None:
        return assignment.parent.due_on
    case = assignment.case
    if case is None:
        return None
    if case.executor_id == assignment.issuer_id:
        upper = resolution_to(case, assignment.issuer)
        if upper is not None:
            return upper.due_on
    return case.due_on if case.due_on >= clock.today() else None


def half(agency: Agency, due_on: date) -> Reckoning:
    """By when co-executors deliver what is issued today: in the first half of the term."""
    kind = TermKind.objects.get(code=CO_EXECUTORS)
    return terms.first_part(kind, clock.today(), due_on, calendar_for(agency))


def start(assignment: Assignment) -> None:
    """Begin the process of an assignment; to be called inside the act that issues it."""
    AssignmentFlow.start.run(assignment=assignment)


def stop(actor: Employee, assignment: Assignment) -> None:
    """End the process of an assignment where it stands; what lay on desks is cancelled."""
    for item in assignment.work_items.filter(done_at__isnull=True).select_related("task").order_by("id"):
        desk.finish(item, actor, state=WorkState.CANCELLED)
    for process in AssignmentProcess.objects.filter(assignment=assignment, finished__isnull=True):
        AssignmentFlow.instance.cancel(process)


def step(assignment: Assignment, name: str) -> None:
    """Say how the process of an assignment goes on from the step that ends now."""
    AssignmentProcess.objects.filter(assignment=assignment, finished__isnull=True).update(next_step=name)


def move(assignment: Assignment, state: str) -> None:
    """Save what was changed with the state that was reached."""
    assignment.state = state
    assignment.ended_at = clock.now() if state in (AssignmentState.DONE, AssignmentState.CANCELLED) else None
    assignment.full_clean()
    assignment.save()


def end_term(actor: Employee, assignment: Assignment) -> None:
    """The term of an ended assignment runs no more."""
    term = staff.term_of(assignment)
    if term is not None and term.is_open:
        agencies.end_term(actor=actor, term=term)


def term_of(assignment: Assignment) -> Term:
    """The term of an issued assignment."""
    term = staff.term_of(assignment)
    if term is None:
        raise ValueError("an issued assignment has a term")
    return term


def parts_of(assignment: Assignment) -> list[Assignment]:
    """Assignments in force right below this one: its co-executors, and what its executor passed on. Locked."""
    keys = Assignment.objects.filter(Q(main=assignment) | Q(parent=assignment), state__in=IN_FORCE)
    return [locked(key) for key in keys.order_by("id").values_list("pk", flat=True)]


def require_parts_done(assignment: Assignment) -> None:
    """Refuse to end an assignment while something below it is not done (control ends when all points are done).

    Raises:
        ValidationError: ``lower-not-done``.
    """
    waiting = Assignment.objects.filter(
        Q(main=assignment) | Q(parent=assignment), state__in=[AssignmentState.DRAFT, *IN_FORCE]
    ).select_related("executor")
    names = ", ".join(f"{one.number} ({one.executor.short_name})" for one in waiting.order_by("id"))
    if names:
        raise ValidationError(
            _("Not done yet: %(numbers)s. It ends when everything below it is done or cancelled.") % {"numbers": names},
            code="lower-not-done",
        )


def given(text: str, field: str, code: str, message: str) -> str:
    """The text, stripped; refused where it is empty."""
    if not text.strip():
        raise ValidationError({field: ValidationError(message, code=code)})
    return text.strip()


def reason_given(reason: str) -> str:
    """The reason of a change.

    Raises:
        ValidationError: ``reason-missing``.
    """
    return given(reason, "reason", "reason-missing", _("Name the reason."))[:500]


def who_and_when(assignment: Assignment) -> dict[str, str]:
    """Who does the assignment by when, for the record."""
    return {"executor": assignment.executor.short_name, "due_on": assignment.due_on.isoformat()}
