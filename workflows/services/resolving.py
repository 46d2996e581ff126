"""Resolutions: issued by the head, by a deputy below the head, by the head of a unit below them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import selectors as staff
from agencies.calendars import WorkingCalendar, calendar_for
from agencies.models import Employee, TermKind, TermUse, Unit
from agencies.policies import require
from agencies.rules import Power, holds
from agencies.services import require_offered
from agencies.terms import Reckoning, compute, first_part, named, roll_of
from citizens import services as citizens
from citizens.models import Case, CaseRole, Stage
from documents.models import State
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.drafted import DraftState
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services import desk, marks, picking, terms
from workflows.services.assignments import issuing
from workflows.undoing_selectors import resolution_to

FURTHER = "workflows.resolved_further"
UNSIGNED = (State.DRAFT, State.ON_APPROVAL, State.RETURNED, State.TO_SIGN)


@act
def issue_resolution(
    *,
    actor: Employee,
    item: WorkItem,
    executor: Employee,
    text: str,
    due_on: date | None = None,
    term_kind: TermKind | None = None,
    is_due_today_accepted: bool = False,
    is_absence_known: bool = False,
    co_executors: Sequence[Employee] = (),
) -> Resolution:
    """The head names the responsible executor and the term; the case moves to the executor's desk.

    The term is a date, or a kind of term of assignments (urgent, prompt, undated) that is counted from today and ends
    with the term of the case at the latest. ``is_absence_known`` says that the head wants an executor who is away
    before the term. Co-executors get assignments of their own, due in the first half of the term.

    A deputy resolves further: the case stays to be resolved, on the deputy's desk, and what the deputy issues may not
    outlast this. A drafted resolution of the case is settled by it.

    Raises:
        PermissionDenied: the actor is not who resolves this case.
        ValidationError: ``text-missing``, ``executor-not-in-agency``, ``official-complained-of``,
            ``due-before-today``, ``due-after-term`` (an assignment may not outlast the term), ``due-after-upper``
            (nor a resolution the one that it follows), ``executor-same``, ``due-missing``,
            ``due-on-signing`` (by its kind the assignment is due the day it is signed, which was not accepted),
            ``executor-absent``, ``executor-twice``, ``executor-not-offered``, ``kind-retired``, ``already-done``.
    """
    item = desk.locked_for(actor, item, WorkKind.RESOLVE)
    case = locked_case(item)
    require_offered(term_kind)
    upper = resolution_to(case, actor)
    reckoning = counted(case, term_kind, upper) if term_kind else None
    due_on = reckoning.due_on if reckoning else due_on
    check_resolution(case, executor, text, due_on, upper)
    assert due_on is not None
    if reckoning and due_on == clock.today() and not is_due_today_accepted:
        raise ValidationError(
            {
                "is_due_today_accepted": ValidationError(
                    _("%(words)s: the assignment is due the day it is signed. Confirm it, or name another term.")
                    % {"words": reckoning.in_words},
                    code="due-on-signing",
                )
            }
        )
    if not is_absence_known:
        picking.require_present(executor, due_on)
    unit = next(post.unit for post in executor.current_posts if post.unit.agency_id == case.agency_id)
    resolves_further = not holds(executor, Power.EXECUTE, case.agency_id)
    citizens.add_participant(actor=actor, case=case, employee=actor, role=CaseRole.AUTHOR)
    if resolves_further:
        citizens.add_participant(actor=actor, case=case, employee=executor, role=CaseRole.AUTHOR)
    else:
        _give(actor, case, executor, unit, due_on, text)
    resolution = _issued(actor, case, upper, executor, text, due_on)
    terms.begin_assignment(actor, resolution, reckoning)
    issuing.add_inputs(actor, resolution, co_executors)
    _settle_drafts(case, resolution)
    if resolves_further:
        desk.lay_with(item, executor, unit, due_on)
    else:
        citizens.move(actor=actor, case=case, stage=Stage.IN_WORK)
        desk.complete(item, actor)
    if resolves_further:
        _tell(FURTHER, actor, resolution)
    else:
        _tell("workflows.resolution_issued", actor, resolution)
    return resolution


@act
def resolve_further(
    *,
    actor: Employee,
    item: WorkItem,
    executor: Employee,
    text: str,
    due_on: date | None,
    is_absence_known: bool = False,
    co_executors: Sequence[Employee] = (),
) -> Resolution:
    """A head of a unit to whom a case was given resolves it to somebody whom they lead, who executes it from now on.

    Raises:
        PermissionDenied: the actor does not execute this case, or heads nobody.
        ValidationError: ``executor-not-offered``, ``letter-unfinished`` (letters that the actor began are finished or
            discarded first), what `check_resolution` refuses, ``official-complained-of``, ``executor-absent``.
    """
    item = desk.locked_for(actor, item, WorkKind.EXECUTE)
    case = locked_case(item)
    require(policies.may_resolve_further(actor, case))
    if executor.pk not in {post.employee_id for post in staff.assignees(actor, case.agency)}:
        raise ValidationError(
            {
                "executor": ValidationError(
                    _("The issuer gives no assignments to %(person)s.") % {"person": executor.short_name},
                    code="executor-not-offered",
                )
            }
        )
    letter = case.documents.filter(author=actor, state__in=UNSIGNED).first()
    if letter is not None:
        raise ValidationError(
            _("The letter “%(subject)s” is not finished: dispatch or discard it first.") % {"subject": letter.subject},
            code="letter-unfinished",
        )
    upper = resolution_to(case, actor)
    check_resolution(case, executor, text, due_on, upper)
    assert due_on is not None
    if not is_absence_known:
        picking.require_present(executor, due_on)
    unit = issuing.unit_in(case.agency, executor)
    citizens.add_participant(actor=actor, case=case, employee=actor, role=CaseRole.AUTHOR)
    citizens.reassign(actor=actor, case=case, executor=executor, unit=unit, due_on=due_on, reason=text)
    resolution = _issued(actor, case, upper, executor, text, due_on)
    terms.begin_assignment(actor, resolution, None)
    issuing.add_inputs(actor, resolution, co_executors)
    desk.lay_with(item, executor, unit, item.due_on or case.due_on)
    if item.is_restricted:
        marks.let_know(item)
    _tell(FURTHER, actor, resolution)
    return resolution


def _give(actor: Employee, case: Case, executor: Employee, unit: Unit, due_on: date, text: str) -> None:
    """Name the executor; of a case that is resolved anew the one before takes no part any more."""
    if case.executor_id in (None, executor.pk):
        citizens.assign(actor=actor, case=case, executor=executor, unit=unit, due_on=due_on)
    else:
        citizens.reassign(actor=actor, case=case, executor=executor, unit=unit, due_on=due_on, reason=text)


def locked_case(item: WorkItem) -> Case:
    """The case of an item, locked for this transaction."""
    if item.case is None:
        raise ValueError("work on a case has a case")
    found = Case.objects.select_for_update(of=("self",)).select_related("applicant", "agency", "unit")
    return found.get(pk=item.case.pk)


def _issued(
    actor: Employee, case: Case, upper: Resolution | None, executor: Employee, text: str, due_on: date
) -> Resolution:
    resolution = Resolution(
        case=case,
        parent=upper,
        author=actor,
        author_post=actor.main_post.title if actor.main_post else "",
        text=text.strip(),
        executor=executor,
        due_on=due_on,
        issued_at=clock.now(),
    )
    resolution.full_clean()
    resolution.save()
    return resolution


def _tell(verb: str, actor: Employee, resolution: Resolution) -> None:
    case = resolution.case
    data = {
        "executor": resolution.executor.short_name,
        "due_on": resolution.due_on.isoformat(),
        "text": resolution.text,
    }
    record(verb, actor=actor, subject=case, about=[case.applicant], data=data)


def counted(case: Case, kind: TermKind, upper: Resolution | None) -> Reckoning:
    """The term of a resolution of this kind signed today, no longer than that of the case and of the upper one."""
    found = _assignment_term(case, kind, calendar_for(case.agency))
    if upper is not None and found.due_on > upper.due_on >= clock.today():
        return named(upper.due_on, clock.today())
    return found


def assignment_terms(case: Case) -> list[tuple[TermKind, Reckoning]]:
    """The kinds of terms of assignments, each with the term that it gives an assignment signed today."""
    kinds = TermKind.objects.offered().filter(used_for=TermUse.ASSIGNMENT).order_by("unit", "length", "id")
    days = calendar_for(case.agency)
    return [(kind, _assignment_term(case, kind, days)) for kind in kinds]


def half_of_term(case: Case) -> Reckoning:
    """By when co-executors deliver what is issued today: in the first half of the term."""
    kind = TermKind.objects.get(code="co-executors-input")
    return first_part(kind, clock.today(), case.due_on, calendar_for(case.agency))


def _assignment_term(case: Case, kind: TermKind, days: WorkingCalendar) -> Reckoning:
    """The term of an assignment of this kind signed today; the case's own date where that is nearer."""
    reckoning = compute(kind, clock.today(), days, roll_of(case.agency, kind))
    if reckoning.due_on > case.due_on >= clock.today():
        return named(case.due_on, clock.today())
    return reckoning


def check_resolution(
    case: Case, executor: Employee, text: str, due_on: date | None, upper: Resolution | None = None
) -> None:
    """Refuse a resolution that may not be issued, whoever drafts it.

    Raises:
        ValidationError: ``text-missing``, ``executor-not-in-agency``, ``executor-same``, ``due-missing``,
            ``due-before-today``, ``due-after-term``, ``due-after-upper``.
    """
    errors: dict[str, Any] = {}
    if not text.strip():
        errors["text"] = ValidationError(_("Say what is to be done."), code="text-missing")
    if not any(holds(executor, power, case.agency_id) for power in (Power.EXECUTE, Power.RESOLVE)):
        errors["executor"] = ValidationError(
            _("This person executes no papers in the agency."), code="executor-not-in-agency"
        )
    elif executor.pk in _above(upper):
        errors["executor"] = ValidationError(_("A resolution goes down: choose somebody else."), code="executor-same")
    if due_on is None:
        errors["due_on"] = ValidationError(_("Name the term."), code="due-missing")
    elif due_on < clock.today():
        errors["due_on"] = ValidationError(_("The term lies in the past."), code="due-before-today")
    elif due_on > case.due_on and case.due_on >= clock.today():
        errors["due_on"] = ValidationError(
            _("The resolution may not outlast the term of the case, %(date)s.")
            % {"date": case.due_on.strftime("%d.%m.%Y")},
            code="due-after-term",
        )
    elif upper is not None and due_on > upper.due_on >= clock.today():
        errors["due_on"] = ValidationError(
            _("A resolution may not outlast the one that it follows, %(date)s.") % {"date": f"{upper.due_on:%d.%m.%Y}"},
            code="due-after-upper",
        )
    if errors:
        raise ValidationError(errors)


def _above(upper: Resolution | None) -> set[int]:
    """Everybody who resolved the case above, and the one who resolves now."""
    found: set[int] = set()
    while upper is not None:
        found |= {upper.author_id, upper.executor_id}
        upper = upper.parent
    return found


def _settle_drafts(case: Case, resolution: Resolution) -> None:
    """A drafted resolution of the case has become this one, as it was drafted or otherwise."""
    for draft in case.resolution_drafts.select_for_update().waiting():
        is_same = (draft.text.strip(), draft.executor_id) == (resolution.text, resolution.executor_id)
        is_same = is_same and draft.due_on in (None, resolution.due_on)
        draft.state = DraftState.APPROVED if is_same else DraftState.CHANGED
        draft.resolution, draft.decided_at = resolution, clock.now()
        draft.save()
