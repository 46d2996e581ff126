"""Drawing the route of a document: stages with their approvers, as often as its author likes while nobody is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents.models import Document
from history.acts import act, record
from workflows import policies
from workflows.approving import Approval, ApprovalStage, Approver, ApproverState
from workflows.designed import DesignVersion
from workflows.services.approvals import ready, shared

MOST_STAGES = 20
MOST_APPROVERS = 50
LONGEST_TERM = 60


@dataclass(frozen=True)
class StageDraft:
    """A stage as its author draws it; ``days`` are working days."""

    people: Sequence[Employee]
    order: str = ApprovalStage.Order.PARALLEL
    days: int | None = None


@act
def draw_route(*, actor: Employee, document: Document, stages: Sequence[StageDraft]) -> Approval:
    """Draw the route of a document anew. Whoever has spoken on it and is in it still keeps their visa until the next
    submission decides.

    Raises:
        PermissionDenied: the actor is not its author, or it is with its approvers or past them.
        ValidationError: ``route-empty``, ``stage-empty``, ``route-too-long``, ``approver-twice``, ``days-impossible``,
            ``approver-without-right``, ``official-complained-of``, ``route-fixed``: the agency has such papers go along
            a ready route.
    """
    document = shared.locked_document(document.pk)
    require(policies.may_route(actor, document))
    _check(document, stages)
    if ready.is_held(document):
        raise ValidationError(_("Such papers go along a ready route of the agency: choose one."), code="route-fixed")
    approval = _keep(actor, document, stages, None)
    record("workflows.route_drawn", actor=actor, subject=document, about=shared.told_on(document))
    return approval


@act
def take_ready_route(*, actor: Employee, document: Document, version: DesignVersion) -> Approval:
    """Let the document go along a ready route of the agency; its people are found now, and once more when it is
    submitted for the first time.

    Raises:
        PermissionDenied: the actor is not its author, or it is with its approvers or past them.
        ValidationError: ``route-unknown``: it is not offered for such a paper; ``route-without-people``.
    """
    document = shared.locked_document(document.pk)
    require(policies.may_route(actor, document))
    if version not in ready.routes_for(document):
        raise ValidationError(_("The agency offers no such route for this paper."), code="route-unknown")
    stages = [StageDraft(one.people, one.order, one.days) for one in ready.found(version, document, actor)]
    _check(document, stages)
    approval = _keep(actor, document, stages, version)
    data = {"code": version.design.code, "number": version.number}
    record("workflows.ready_route_taken", actor=actor, subject=document, about=shared.told_on(document), data=data)
    return approval


def find_anew(actor: Employee, approval: Approval, document: Document) -> None:
    """Find the people of the ready route as they are today: at its first submission.

    Raises:
        ValidationError: ``route-without-people``.
    """
    if approval.ready is None or approval.round:
        return
    stages = [StageDraft(one.people, one.order, one.days) for one in ready.found(approval.ready, document, actor)]
    if [_plain(one) for one in stages] != [_plain(one) for one in _present(approval)]:
        _write(approval, stages)


def _keep(actor: Employee, document: Document, stages: Sequence[StageDraft], version: DesignVersion | None) -> Approval:
    approval = Approval.objects.select_for_update(of=("self",)).filter(document=document).first()
    if approval is None:
        approval = Approval.objects.create(agency=document.agency, document=document, author=actor)
    approval.is_drawn, approval.ready = True, version
    approval.save()
    _write(approval, stages)
    return approval


def _present(approval: Approval) -> list[StageDraft]:
    by_stage: dict[int, list[Employee]] = {}
    for one in approval.approvers.select_related("employee").order_by("ordinal", "id"):
        by_stage.setdefault(one.stage_id, []).append(one.employee)
    return [StageDraft(by_stage.get(one.pk, []), one.order, one.days) for one in approval.stages.all()]


def _plain(stage: StageDraft) -> tuple[list[int], str, int | None]:
    return [person.pk for person in stage.people], str(stage.order), stage.days


def simplest(actor: Employee, document: Document) -> Approval:
    """The route of a document: the one drawn, or one stage with the approver whom the letter names now."""
    approval = Approval.objects.select_for_update(of=("self",)).filter(document=document).first()
    if approval is None:
        approval = Approval.objects.create(agency=document.agency, document=document, author=actor)
    people = [one.employee_id for one in approval.approvers.all()]
    named = document.approver
    if named is not None and not approval.is_drawn and people != [named.pk]:
        _write(approval, [StageDraft([named])])
    return approval


def _write(approval: Approval, stages: Sequence[StageDraft]) -> None:
    known = {one.employee_id: one for one in approval.approvers.all()}
    for gone in known.values():
        gone.delete()
    for old in approval.stages.all():
        old.delete()
    for place, draft in enumerate(stages, 1):
        stage = ApprovalStage.objects.create(approval=approval, ordinal=place, order=draft.order, days=draft.days)
        for ordinal, person in enumerate(draft.people, 1):
            before = known.get(person.pk)
            visa = before.visa if before is not None else None
            Approver.objects.create(
                approval=approval,
                stage=stage,
                ordinal=ordinal,
                employee=person,
                state=ApproverState.SPOKEN if visa is not None else ApproverState.WAITING,
                visa=visa,
                added_by=before.added_by if before is not None else None,
                delegated_by=before.delegated_by if before is not None else None,
                reason=before.reason if before is not None else "",
            )


def _check(document: Document, stages: Sequence[StageDraft]) -> None:
    people = [person for stage in stages for person in stage.people]
    if not stages:
        raise ValidationError(_("A route has at least one stage."), code="route-empty")
    if len(stages) > MOST_STAGES or len(people) > MOST_APPROVERS:
        raise ValidationError(_("This route is too long."), code="route-too-long")
    for place, stage in enumerate(stages, 1):
        if not stage.people:
            raise ValidationError(_("Stage %(place)s has no approver.") % {"place": place}, code="stage-empty")
        if stage.days is not None and not 1 <= stage.days <= LONGEST_TERM:
            raise ValidationError(
                _("A stage takes from 1 to %(days)s working days.") % {"days": LONGEST_TERM}, code="days-impossible"
            )
    twice = [person for person in people if people.count(person) > 1]
    if twice:
        raise ValidationError(
            _("%(person)s is in the route twice.") % {"person": twice[0].short_name}, code="approver-twice"
        )
    for person in people:
        objection = shared.objection_to(person, document)
        if objection is not None:
            raise objection


__all__ = ["LONGEST_TERM", "StageDraft", "draw_route", "find_anew", "simplest", "take_ready_route"]
