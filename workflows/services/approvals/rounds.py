"""Rounds of an approval: a submission begins one; the last verdict, a refusal or the author ends it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.calendars import calendar_for
from agencies.models import Employee
from agencies.policies import require
from citizens.models import Case
from documents import services as documents
from documents.models import Document
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.approving import (
    Approval,
    ApprovalProcess,
    ApprovalStage,
    ApprovalState,
    Approver,
    ApproverState,
    StageState,
    Visa,
)
from workflows.flows.approval import ApprovalFlow
from workflows.flows.signed import AGREED, RETURNED
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import approval_work, desk, signed_roads
from workflows.services.approvals import ready, resetting, routing, shared


def begin(actor: Employee, document: Document) -> Approval:
    """Begin a round on the present content of a document: visas that it resets have fallen, the others are not asked
    again. Where nobody is left to ask, it ends at once.

    Raises:
        ValidationError: ``approver-without-right``, ``official-complained-of``: of somebody who would be asked now;
            ``route-required``, ``route-without-people``.
    """
    approval = shared.locked(routing.simplest(actor, document).pk)
    ready.require_lawful(document)
    routing.find_anew(actor, approval, document)
    digest = shared.digest_of(document)
    resetting.reset(approval, digest)
    approval.round, approval.author = approval.round + 1, actor
    approval.version, approval.digest = shared.version_of(document), digest
    approval.state, approval.started_at, approval.ended_at = ApprovalState.RUNNING, clock.now(), None
    approval.save()
    approvers = list(approval.approvers.select_related("employee"))
    for one in approvers:
        objection = shared.objection_to(one.employee, document) if one.visa_id is None else None
        if objection is not None:
            raise objection
    approval_work.let_see(actor, document, [one.employee for one in approvers])
    _go_on(actor, approval)
    ApprovalFlow.start.run(approval=approval)
    _hand_over(actor, approval, document)
    return approval


@act
def submit_document(*, actor: Employee, document: Document) -> Approval:
    """Ask the approvers of the drawn route about a paper of ours that is no letter, or about its changed content.

    Raises:
        PermissionDenied: the actor is not its author, or it is with its approvers.
        ValidationError: ``route-missing``.
    """
    document = shared.locked_document(document.pk)
    require(policies.may_route(actor, document) and not document.purpose)
    if not Approval.objects.filter(document=document).exists():
        raise ValidationError(_("Draw the route first."), code="route-missing")
    record("workflows.submitted", actor=actor, subject=document, about=shared.told_on(document))
    return begin(actor, document)


@act
def recall(*, actor: Employee, document: Document, reason: str) -> Approval:
    """Take a document back from its approvers; visas given stand until another content is submitted.

    Raises:
        PermissionDenied: the actor is not its author.
        ValidationError: ``not-on-approval``, ``reason-missing``.
    """
    found = Approval.objects.filter(document=document).first()
    approval = shared.locked(found.pk) if found is not None else None
    require(policies.may_recall(actor, approval))
    text = shared.require_reason(reason)
    if approval is None or approval.state != ApprovalState.RUNNING:
        raise ValidationError(_("Nobody is asked about this document now."), code="not-on-approval")
    document = shared.locked_document(document.pk)
    for one in approval.approvers.filter(state=ApproverState.ASKED):
        one.state = ApproverState.WAITING
        one.save()
    _end(approval, ApprovalState.RETURNED)
    record(
        "workflows.approval_recalled",
        actor=actor,
        subject=document,
        about=shared.told_on(document),
        data={"reason": text},
    )
    asked = WorkItem.objects.filter(document=document, kind=WorkKind.APPROVE, done_at__isnull=True)
    for item in asked.select_related("task", "case", "document").order_by("id"):
        desk.complete(item, actor, state=WorkState.CANCELLED)
    _hand_over(actor, approval, document)
    return approval


def lock_of_case(case: Case) -> None:
    """Lock the rounds that go on in a case: whoever locks begins with them."""
    for key in _running_in(case):
        shared.locked(key)


def stop_of_case(case: Case) -> None:
    """End the rounds of a case that comes to nothing where they stand; their work is ended by who calls this."""
    for key in _running_in(case):
        approval = shared.locked(key)
        for one in approval.approvers.filter(state=ApproverState.ASKED):
            one.state = ApproverState.WAITING
            one.save()
        _end(approval, ApprovalState.RETURNED)
        for process in ApprovalProcess.objects.filter(approval=approval, finished__isnull=True):
            ApprovalFlow.instance.cancel(process)


def _running_in(case: Case) -> list[int]:
    found = Approval.objects.filter(document__case=case, state=ApprovalState.RUNNING)
    return list(found.order_by("id").values_list("pk", flat=True))


def note(actor: Employee, approval: Approval, item: WorkItem, document: Document) -> None:
    """A visa was given on this work: once all whom the turn asks have spoken, the round goes on or ends."""
    if not approval.approvers.filter(state=ApproverState.ASKED).exists():
        _go_on(actor, approval)
    desk.complete(item, actor)
    _hand_over(actor, approval, document)


def _go_on(actor: Employee, approval: Approval) -> None:
    """Open the stage that asks next; a refusal returns the document, and after the last stage it is agreed."""
    if approval.approvers.filter(visa__verdict=Visa.Verdict.RETURNED).exists():
        _end(approval, ApprovalState.RETURNED)
        return
    waiting = Approver.objects.filter(approval=approval, state=ApproverState.WAITING).select_related("stage")
    following = waiting.order_by("stage__ordinal").first()
    present = approval.stages.filter(state=StageState.OPEN).first()
    if following is not None and present is not None and following.stage_id == present.pk:
        return
    for passed in approval.stages.exclude(state=StageState.DONE).exclude(pk__in=waiting.values("stage")):
        passed.state = StageState.DONE
        passed.save()
    if following is None:
        _end(approval, ApprovalState.AGREED)
        return
    _open(approval, following.stage)
    if present is not None:
        document = approval.document
        record(
            "workflows.stage_passed",
            actor=actor,
            subject=document,
            about=shared.told_on(document),
            data={"number": present.ordinal},
        )


def _open(approval: Approval, stage: ApprovalStage) -> None:
    stage.state, stage.due_on = StageState.OPEN, None
    if stage.days is not None:
        stage.due_on = calendar_for(approval.agency).add_working_days(clock.today(), stage.days)
    stage.save()


def _end(approval: Approval, state: str) -> None:
    for stage in approval.stages.filter(state=StageState.OPEN):
        stage.state = StageState.WAITING
        stage.save()
    approval.state, approval.ended_at = state, clock.now()
    approval.save()


def _hand_over(actor: Employee, approval: Approval, document: Document) -> None:
    """Tell the process of the paper how the round has ended, if it has."""
    if approval.state == ApprovalState.RUNNING:
        return
    is_agreed = approval.state == ApprovalState.AGREED
    if not signed_roads.decide(document, AGREED if is_agreed else RETURNED):
        return
    if is_agreed:
        documents.accept_visas(actor=actor, document=document)
    else:
        documents.return_letter(actor=actor, document=document)
    signed_roads.go_on(document)
