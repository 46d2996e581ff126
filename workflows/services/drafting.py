"""Drafting resolutions for a head, the head's decision on them, and what a head keeps at hand."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee, TermKind
from agencies.policies import require
from agencies.rules import Power, holds
from citizens.models import Case
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.drafted import DraftState, FavouriteExecutor, FavouriteText, ResolutionDraft
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services import laying, resolving
from workflows.services.assignments.shared import require_uninvolved
from workflows.undoing_selectors import resolution_to

MOST_KEPT = 40


@act
def draft_resolution(
    *,
    actor: Employee,
    case: Case,
    head: Employee,
    text: str,
    executor: Employee,
    due_on: date | None = None,
    term_kind: TermKind | None = None,
    co_executors: Sequence[Employee] = (),
) -> ResolutionDraft:
    """An aide drafts the resolution of a case for a head, in whose list it lies until the head decides.

    A kind of term is counted when the head approves.

    Raises:
        PermissionDenied: the actor drafts nothing on this case, or the other one is no head of the agency.
        ValidationError: ``not-awaiting-resolution``, ``drafted-already``, ``official-complained-of``, what
            `resolving.check_resolution` refuses.
    """
    require(policies.may_draft_assignment(actor, case) and holds(head, Power.RESOLVE, case.agency_id))
    case = Case.objects.select_for_update(of=("self",)).select_related("agency", "applicant").get(pk=case.pk)
    item = awaiting(case)
    if item is None or item.assignee_id not in (None, head.pk):
        raise ValidationError(_("The case awaits no resolution of this head."), code="not-awaiting-resolution")
    if case.resolution_drafts.waiting().exists():
        raise ValidationError(_("A drafted resolution of this case awaits a head already."), code="drafted-already")
    require_uninvolved(case, head, "head")
    for person in (executor, *co_executors):
        require_uninvolved(case, person, "executor")
    upper = resolution_to(case, head)
    counted = resolving.counted(case, term_kind, upper) if term_kind is not None else None
    resolving.check_resolution(case, executor, text, counted.due_on if counted else due_on, upper)
    draft = ResolutionDraft(
        agency=case.agency,
        case=case,
        head=head,
        drafted_by=actor,
        drafted_at=clock.now(),
        text=text.strip(),
        executor=executor,
        co_executors=[one.pk for one in co_executors],
        term_kind=term_kind,
        due_on=None if term_kind is not None else due_on,
    )
    draft.full_clean()
    draft.save()
    data = {"head": head.short_name, "executor": executor.short_name}
    record("workflows.resolution_drafted", actor=actor, subject=draft, about=[case, case.applicant], data=data)
    return draft


@act
def approve_resolution(*, actor: Employee, draft: ResolutionDraft) -> Resolution:
    """The head approves a drafted resolution, which is issued as it was drafted.

    Raises:
        PermissionDenied: the draft is for another head.
        ValidationError: ``already-done``, ``not-awaiting-resolution``, what `resolving.issue_resolution` refuses: then
            the head changes it first.
    """
    draft = _waiting(actor, draft)
    item = awaiting(draft.case)
    if item is None:
        raise ValidationError(_("The case awaits no resolution of this head."), code="not-awaiting-resolution")
    others = {one.pk: one for one in Employee.objects.filter(pk__in=draft.co_executors)}
    return resolving.issue_resolution(
        actor=actor,
        item=item,
        executor=draft.executor,
        text=draft.text,
        due_on=draft.due_on,
        term_kind=draft.term_kind,
        co_executors=[others[key] for key in draft.co_executors if key in others],
    )


@act
def return_resolution(*, actor: Employee, draft: ResolutionDraft, remark: str) -> ResolutionDraft:
    """The head returns a drafted resolution to its aide, who is told on the desk.

    Raises:
        PermissionDenied: the draft is for another head.
        ValidationError: ``already-done``, ``remark-missing``.
    """
    draft = _waiting(actor, draft)
    said = remark.strip()
    if not said:
        raise ValidationError({"remark": ValidationError(_("Say what is to be changed."), code="remark-missing")})
    draft.state, draft.remark, draft.decided_at = DraftState.RETURNED, said, clock.now()
    draft.full_clean()
    draft.save()
    laying.lay_redraft(draft)
    about = [draft.case, draft.case.applicant]
    record("workflows.resolution_draft_returned", actor=actor, subject=draft, about=about, data={"remark": said})
    return draft


@act
def withdraw_resolution(*, actor: Employee, draft: ResolutionDraft) -> ResolutionDraft:
    """The aide takes back a drafted resolution upon which the head has not decided.

    Raises:
        PermissionDenied: somebody else drafted it.
        ValidationError: ``already-done``.
    """
    draft = _locked(draft)
    require(draft.drafted_by_id == actor.pk)
    _require_waiting(draft)
    draft.state, draft.decided_at = DraftState.WITHDRAWN, clock.now()
    draft.save()
    about = [draft.case, draft.case.applicant]
    record("workflows.resolution_draft_withdrawn", actor=actor, subject=draft, about=about)
    return draft


@act
def keep_text(*, actor: Employee, text: str) -> FavouriteText:
    """Keep a text of resolutions at hand.

    Raises:
        PermissionDenied: the actor issues no resolutions.
        ValidationError: ``text-missing``, ``kept-already``, ``too-many-kept``.
    """
    require(policies.may_keep_favourites(actor))
    said = text.strip()
    if not said:
        raise ValidationError({"text": ValidationError(_("Say what is to be done."), code="text-missing")})
    _require_room(FavouriteText.objects.filter(owner=actor).count())
    kept = FavouriteText(owner=actor, text=said)
    kept.full_clean()
    kept.save()
    record("workflows.favourite_kept", actor=actor, subject=kept)
    return kept


@act
def keep_executor(*, actor: Employee, person: Employee) -> FavouriteExecutor:
    """Keep a person at hand, who is offered first.

    Raises:
        PermissionDenied: the actor issues no resolutions.
        ValidationError: ``executor-not-offered``, ``kept-already``, ``too-many-kept``.
    """
    require(policies.may_keep_favourites(actor))
    if person.pk not in {post.employee_id for post in policies.resolved_to(actor)}:
        refusal = ValidationError(
            _("The issuer gives no assignments to %(person)s.") % {"person": person.short_name},
            code="executor-not-offered",
        )
        raise ValidationError({"person": refusal})
    _require_room(FavouriteExecutor.objects.filter(owner=actor).count())
    kept = FavouriteExecutor(owner=actor, person=person)
    kept.full_clean()
    kept.save()
    record("workflows.favourite_kept", actor=actor, subject=kept)
    return kept


@act
def drop_favourite(*, actor: Employee, kept: FavouriteText | FavouriteExecutor) -> None:
    """Keep a text or a person at hand no more.

    Raises:
        PermissionDenied: it is another one's.
    """
    require(kept.owner_id == actor.pk)
    record("workflows.favourite_dropped", actor=actor, subject=kept)
    kept.delete()


def awaiting(case: Case) -> WorkItem | None:
    """The work of resolving a case, while it is open."""
    found = WorkItem.objects.filter(case=case, kind=WorkKind.RESOLVE, done_at__isnull=True)
    return found.select_related("case__applicant", "case__agency", "agency", "task").first()


def _require_room(count: int) -> None:
    if count >= MOST_KEPT:
        raise ValidationError(
            _("At most %(count)s are kept: drop one first.") % {"count": MOST_KEPT}, code="too-many-kept"
        )


def _waiting(actor: Employee, draft: ResolutionDraft) -> ResolutionDraft:
    draft = _locked(draft)
    require(draft.head_id == actor.pk and holds(actor, Power.RESOLVE, draft.agency_id))
    _require_waiting(draft)
    return draft


def _locked(draft: ResolutionDraft) -> ResolutionDraft:
    found = ResolutionDraft.objects.select_for_update(of=("self",))
    return found.select_related("case__applicant", "case__agency", "executor", "head", "drafted_by", "term_kind").get(
        pk=draft.pk
    )


def _require_waiting(draft: ResolutionDraft) -> None:
    if draft.state != DraftState.WAITING:
        raise ValidationError(_("This work has already been done or has moved on."), code="already-done")
