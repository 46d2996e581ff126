"""The terms of cases and assignments: extended, suspended, resumed, changed, computed anew, by whom the law lets."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies import selectors as running
from agencies import services as agencies
from agencies import terms
from agencies.models import Agency, Employee, Term
from agencies.policies import require
from agencies.terms import Reckoning
from citizens import services as citizens
from citizens.models import Case, Stage
from history.acts import act, type_name
from workflows import asking, policies
from workflows.models import Resolution, WorkItem, WorkKind, WorkState
from workflows.services import desk, laying
from workflows.services.assignments import directing


@act
def extend(*, actor: Employee, case: Case, days: int, reason: str) -> Term:
    """The head extends the term of a case; requests that lie on the desk are decided by it.

    Raises:
        PermissionDenied: the actor does not decide on terms of this case (59-ФЗ art. 12 p. 2: the head does).
        ValidationError: what `agencies.services.extend_term` refuses.
    """
    case = _locked(case)
    require(policies.may_decide_term(actor, case))
    before_on = case.due_on
    term = agencies.extend_term(actor=actor, term=_kept(actor, case), by=days, reason=reason, about=_about(case))
    _close_requests(actor, case)
    return _carried(actor, case, term, before_on)


@act
def ask_extension(*, actor: Employee, case: Case, days: int, reason: str) -> WorkItem:
    """The executor asks the head for a longer term, which the executor may not set.

    Raises:
        PermissionDenied: the actor does not execute this case.
        ValidationError: ``case-not-in-work``, ``asked-late``, what `agencies.services.ask_extension` refuses.
    """
    case = _locked(case)
    require(policies.may_execute(actor, case))
    if case.stage not in (Stage.IN_WORK, Stage.WAITING):
        raise ValidationError(_("A longer term is asked for while the case is in work."), code="case-not-in-work")
    term, given = _kept(actor, case), case.resolutions.order_by("id").last()
    began_on = timezone.localtime(given.issued_at).date() if given is not None else case.registered_on
    asking.require_in_time(case.agency, term.due_on, began_on)
    agencies.ask_extension(actor=actor, term=term, by=days, reason=reason, about=_about(case))
    return laying.lay_extension(case, actor, reason.strip())


@act
def grant_extension(*, actor: Employee, item: WorkItem, days: int, reason: str) -> Term:
    """The head grants a request, for as many days as the head finds right."""
    item = desk.locked_for(actor, item, WorkKind.EXTEND)
    return extend(actor=actor, case=_case_of(item), days=days, reason=reason)


@act
def decline_extension(*, actor: Employee, item: WorkItem, reason: str) -> Term:
    """The head declines a request; the term stays.

    Raises:
        ValidationError: ``reason-missing``.
    """
    item = desk.locked_for(actor, item, WorkKind.EXTEND)
    case = _locked(_case_of(item))
    require(policies.may_decide_term(actor, case))
    term = agencies.decline_extension(actor=actor, term=_kept(actor, case), reason=reason, about=_about(case))
    desk.finish(item, actor)
    return term


@act
def suspend(*, actor: Employee, case: Case, on: date, reason: str) -> Term:
    """The head suspends the term of a case whose kind of term permits it. The legal date stays on the card.

    Raises:
        ValidationError: ``term-not-suspendable`` (the term of an appeal never is, whatever its kind says), what
            `agencies.services.suspend_term` refuses.
    """
    case = _locked(case)
    require(policies.may_decide_term(actor, case))
    if case.is_appeal:
        raise agencies.not_suspendable()
    return agencies.suspend_term(actor=actor, term=_kept(actor, case), on=on, reason=reason, about=_about(case))


@act
def resume(*, actor: Employee, case: Case, on: date, reason: str) -> Term:
    """The head lets a suspended term run again; the days that it really stood are added.

    Raises:
        ValidationError: what `agencies.services.resume_term` refuses.
    """
    case = _locked(case)
    require(policies.may_decide_term(actor, case))
    before_on = case.due_on
    term = agencies.resume_term(actor=actor, term=_kept(actor, case), on=on, reason=reason, about=_about(case))
    return _carried(actor, case, term, before_on)


@act
def note_notice(*, actor: Employee, case: Case, notified_on: date, whom: str) -> Term:
    """Note who was told of the extension, and when.

    Raises:
        ValidationError: what `agencies.services.note_notice` refuses.
    """
    case = _locked(case)
    require(policies.may_tell_sender(actor, case))
    return agencies.note_notice(
        actor=actor, term=_kept(actor, case), notified_on=notified_on, whom=whom, about=_about(case)
    )


@act
def change_assignment(*, actor: Employee, resolution: Resolution, due_on: date, reason: str) -> Resolution:
    """The issuer of a resolution changes its term, which may not outlast that of the case; no co-executor outlasts it.

    Raises:
        PermissionDenied: the actor is not its issuer.
        ValidationError: ``due-after-term``, ``due-after-upper``, what `agencies.services.change_term` refuses.
    """
    resolution = (
        Resolution.objects.select_for_update(of=("self",))
        .select_related("case__applicant", "parent")
        .get(pk=resolution.pk)
    )
    require(policies.may_change_assignment(actor, resolution))
    case = resolution.case
    if due_on > case.due_on:
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("The resolution may not outlast the term of the case, %(date)s.")
                    % {"date": f"{case.due_on:%d.%m.%Y}"},
                    code="due-after-term",
                )
            }
        )
    upper = resolution.parent
    if upper is not None and due_on > upper.due_on:
        raise ValidationError(
            {
                "due_on": ValidationError(
                    _("A resolution may not outlast the one that it follows, %(date)s.")
                    % {"date": f"{upper.due_on:%d.%m.%Y}"},
                    code="due-after-upper",
                )
            }
        )
    return _changed(actor, resolution, due_on, reason)


def _changed(actor: Employee, resolution: Resolution, due_on: date, reason: str) -> Resolution:
    """Set the date of a resolution, and of what would outlast it: resolutions below, co-executors."""
    case = resolution.case
    term = running.term_of(resolution) or begin_assignment(actor, resolution, None)
    term = agencies.change_term(actor=actor, term=term, due_on=due_on, reason=reason, about=_about(case))
    resolution.due_on = term.due_on
    resolution.full_clean()
    resolution.save()
    directing.cut_inputs(actor, resolution, reason)
    for lower in resolution.lower.select_for_update(of=("self",)).select_related("case__applicant").order_by("id"):
        if lower.due_on > resolution.due_on:
            _changed(actor, lower, resolution.due_on, reason)
    return resolution


@act
def recompute(*, actor: Employee, agency: Agency, keys: Iterable[int], reason: str) -> int:
    """Compute these running terms of cases anew by the calendar as it is now; returns how many dates moved.

    Raises:
        PermissionDenied: the actor does not control the terms of this agency.
        ValidationError: ``reason-missing``, ``terms-missing``: none was chosen.
    """
    require(policies.may_recompute(actor, agency))
    chosen = list(Term.objects.filter(agency=agency, pk__in=list(keys), subject_type=type_name(Case())).order_by("id"))
    if not chosen:
        raise ValidationError(_("Choose at least one term."), code="terms-missing")
    moved = 0
    for term in chosen:
        case = _locked(Case(pk=term.subject_key))
        before_on = case.due_on
        found = agencies.recompute_term(actor=actor, term=term, reason=reason, about=_about(case))
        if found.due_on != before_on:
            _carried(actor, case, found, before_on)
            moved += 1
    return moved


def end_of_case(actor: Employee, case: Case) -> None:
    """The case was taken off control: its terms run no more, nothing is asked of them. To be called inside that act."""
    _close_requests(actor, case, WorkState.CANCELLED)
    for term in running.terms_on(case):
        if term.is_open:
            agencies.end_term(actor=actor, term=term)


def run_again(actor: Employee, case: Case, due_on: date | None, reason: str) -> None:
    """The ended term of a case runs again until a day, whose history keeps the one before; without a day until that
    which it had. To be called inside the act that takes the case up again.
    """
    term = agencies.rerun_term(actor=actor, term=_kept(actor, case), due_on=due_on, reason=reason)
    citizens.carry_term(actor=actor, case=case, term=term)


def begin_assignment(actor: Employee, resolution: Resolution, reckoning: Reckoning | None) -> Term:
    """Let the term of an assignment run from its signing. To be called inside the act that issues it.

    Without a reckoning the date is the one that its issuer named.
    """
    issued_on = timezone.localtime(resolution.issued_at).date()
    return agencies.begin_term(
        actor=actor,
        agency=resolution.case.agency,
        kind=None,
        subject=resolution,
        paper=resolution.case,
        starts_on=issued_on,
        reckoning=reckoning or terms.named(resolution.due_on, issued_on),
    )


def _kept(actor: Employee, case: Case) -> Term:
    """The term of a case; of one that an earlier version of the program registered, it begins as the card has it."""
    return running.term_of(case) or agencies.begin_term(
        actor=actor,
        agency=case.agency,
        kind=case.term_kind,
        subject=case,
        paper=case,
        starts_on=case.registered_on,
        reckoning=Reckoning(case.due_on, case.term_basis),
    )


def _carried(actor: Employee, case: Case, term: Term, before_on: date) -> Term:
    citizens.carry_term(actor=actor, case=case, term=term)
    for item in WorkItem.objects.filter(case=case, assignment=None, done_at__isnull=True, due_on=before_on):
        item.due_on = term.due_on
        item.save()
    return term


def _close_requests(actor: Employee, case: Case, state: str = WorkState.DONE) -> None:
    for item in WorkItem.objects.filter(case=case, kind=WorkKind.EXTEND, state__in=[WorkState.OPEN, WorkState.TAKEN]):
        desk.finish(item, actor, state=state)


def _locked(case: Case) -> Case:
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("applicant", "agency", "unit", "term_kind")
        .get(pk=case.pk)
    )


def _case_of(item: WorkItem) -> Case:
    if item.case is None:
        raise ValueError("work on a case has a case")
    return item.case


def _about(case: Case) -> list[Model | None]:
    return [case, case.applicant]
