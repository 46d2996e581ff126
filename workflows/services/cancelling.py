"""The registration of a case that was a mistake: cancelled with all that lies open in it, and restored for a while."""

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.calendars import calendar_for
from agencies.models import Employee
from agencies.policies import require
from agencies.services.shared import refused
from citizens import services as citizens
from citizens.models import Case, Stage, first_stage
from documents import services as documents
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.drafted import DraftState
from workflows.flows.letter import LetterFlow
from workflows.flows.of_case import RESOLVE
from workflows.flows.of_kind import flow_of, process_of
from workflows.models import CaseProcess, LetterProcess, WorkItem, WorkKind, WorkState
from workflows.services import desk, serving, terms
from workflows.services.approvals import rounds
from workflows.services.assignments import directing
from workflows.undoing import Cancellation, CancellationGround
from workflows.undoing_selectors import objection_to_cancelling

REASON_AT_MOST = 300
# So many working days after its day a cancellation can be undone.
RESTORED_WITHIN = 3
# What has come, or did not arrive, is seen to whatever becomes of the case.
STAYS = (WorkKind.REGISTER, WorkKind.DELIVERY_PROBLEM, WorkKind.UNDELIVERED, WorkKind.MENTIONED)


@act
def cancel_case(
    *, actor: Employee, case: Case, ground: str, reason: str, double_of: Case | None = None
) -> Cancellation:
    """Cancel the registration of a case that was a mistake, with everything that is open in it, in one transaction.

    Its number stays taken, with the reason. An inquiry that was sent stays, and its reply is laid on the card.

    Raises:
        PermissionDenied: the actor cancels no registrations of the agency, or does not see the case.
        ValidationError: ``reason-missing``, ``ground-unknown``, ``case-ended``, ``double-missing``, ``double-unfit``,
            ``answer-sent`` (somebody was answered or told under this number), ``letter-numbered`` (an inquiry has its
            number and is not dispatched yet), ``sender-told`` (by exchange the sender was told the number).
    """
    require(policies.may_cancel_case(actor, case))
    said = _said(reason)
    is_fit = case.is_service_complaint or ground != CancellationGround.WITHDRAWN
    if ground not in CancellationGround.values or not is_fit:
        raise refused("ground-unknown", _("Choose the ground."), "ground")
    rounds.lock_of_case(case)
    items = _locked_items(case)
    case = _locked(case.pk)
    objection = objection_to_cancelling(case)
    if objection is not None:
        raise objection
    _require_double(actor, case, ground, double_of)
    held = {item.assignee_id for item in items if item.assignee_id} | ({case.executor_id} - {None})
    row = Cancellation(
        case=case,
        ground=ground,
        reason=said,
        double_of=double_of if ground == CancellationGround.DOUBLE else None,
        at=clock.now(),
        by=actor,
        held=sorted(key for key in held if key is not None),
    )
    row.full_clean()
    row.save()
    directing.cancel_all(actor, case, said)
    _end_work(actor, case, items)
    documents.cancel_papers(actor=actor, case=case, reason=f"{row.get_ground_display()}. {said}")
    terms.end_of_case(actor, case)
    citizens.move(actor=actor, case=case, stage=Stage.CANCELLED)
    told = {"reason": f"{row.get_ground_display()}. {said}"} | ({"double": str(double_of)} if row.double_of else {})
    record("workflows.case_cancelled", actor=actor, subject=case, about=[case.applicant], data=told)
    return row


@act
def restore_case(*, actor: Employee, case: Case, reason: str) -> Cancellation:
    """Take back that the registration of a case was cancelled: number and term are in force again as they were, and the
    head resolves it anew. Letters and assignments that came to nothing stay so.

    Raises:
        PermissionDenied: the actor cancels no registrations of the agency, or does not see the case.
        ValidationError: ``reason-missing``, ``not-cancelled``, ``restored-late``.
    """
    require(policies.may_cancel_case(actor, case))
    said = _said(reason)
    case = _locked(case.pk)
    row = Cancellation.objects.select_for_update(of=("self",)).filter(case=case, undone_at__isnull=True).first()
    if row is None:
        raise refused("not-cancelled", _("The registration of this case is not cancelled."))
    last = calendar_for(case.agency).add_working_days(timezone.localtime(row.at).date(), RESTORED_WITHIN)
    if clock.today() > last:
        message = _("It could be restored until %(date)s: register the paper anew.")
        raise refused("restored-late", message % {"date": f"{last:%d.%m.%Y}"})
    row.undone_at, row.undone_by, row.undo_reason = clock.now(), actor, said
    row.full_clean()
    row.save()
    documents.restore_papers(actor=actor, case=case)
    terms.run_again(actor, case, None, said)
    serving.set_aside(case, said)
    citizens.move(actor=actor, case=case, stage=first_stage(case.kind))
    flow_of(case).again.run(process_of(case), next_step=RESOLVE, passed={})
    record("workflows.case_restored", actor=actor, subject=case, about=[case.applicant], data={"reason": said})
    return row


def _said(reason: str) -> str:
    said = reason.strip()[:REASON_AT_MOST]
    if not said:
        raise refused("reason-missing", _("Name the reason."), "reason")
    return said


def _locked(key: int) -> Case:
    found = Case.objects.select_for_update(of=("self",))
    return found.select_related("applicant", "agency", "unit", "executor", "term_kind").get(pk=key)


def _locked_items(case: Case) -> list[WorkItem]:
    found = WorkItem.objects.select_for_update(of=("self",)).filter(case=case, done_at__isnull=True)
    return list(found.exclude(kind__in=STAYS).select_related("task", "case", "document").order_by("id"))


def _require_double(actor: Employee, case: Case, ground: str, double_of: Case | None) -> None:
    if ground != CancellationGround.DOUBLE:
        return
    if double_of is None:
        raise refused("double-missing", _("Name the number under which it is registered already."), "double")
    others = Case.objects.visible_to(actor).filter(agency=case.agency).exclude(stage=Stage.CANCELLED)
    if double_of.pk == case.pk or not others.filter(pk=double_of.pk).exists():
        raise refused("double-unfit", _("No other case of the agency in force has this number."), "double")


def _end_work(actor: Employee, case: Case, items: list[WorkItem]) -> None:
    """Whatever somebody has to do in the case ends where it stands."""
    for item in items:
        if policies.is_still_open(item):
            desk.finish(item, actor, state=WorkState.CANCELLED)
    rounds.stop_of_case(case)
    for of_letter in LetterProcess.objects.filter(letter__case=case, finished__isnull=True):
        LetterFlow.instance.cancel(of_letter)
    for process in CaseProcess.objects.filter(case=case, finished__isnull=True):
        process.flow_class.instance.cancel(process)
    for draft in case.resolution_drafts.select_for_update().waiting():
        draft.state, draft.decided_at = DraftState.WITHDRAWN, clock.now()
        draft.save()
