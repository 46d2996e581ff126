"""What an approver does: a verdict, handing the visa to another, asking one more; and the author's answers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from documents.models import Document
from documents.policies import sees
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.approval_selectors import rules_of
from workflows.approving import Approval, Approver, ApproverState, Visa, VisaRemark
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import approval_work, desk, laying, marks
from workflows.services.approvals import former, rounds, shared

Verdict = Visa.Verdict
VERBS = {
    Verdict.AGREED: "workflows.agreed",
    Verdict.REMARKS: "workflows.agreed_with_remarks",
    Verdict.RETURNED: "workflows.returned",
}
LONGEST_REMARK = 1000


@act
def give_visa(*, actor: Employee, item: WorkItem, verdict: str, remark: str = "") -> Visa:
    """The approver agrees, agrees with remarks, or does not agree; each line of ``remark`` is a remark of its own.

    Whoever agrees with words agrees with remarks.

    Raises:
        PermissionDenied: the work lies with another.
        ValidationError: ``remark-missing``, ``already-done``, ``verdict-unknown``.
    """
    item, approval, document = _asked(actor, item)
    text = remark.strip()[:LONGEST_REMARK]
    if verdict == Verdict.AGREED and text:
        verdict = Verdict.REMARKS
    if verdict not in VERBS:
        raise ValidationError(_("Choose a verdict."), code="verdict-unknown")
    if verdict != Verdict.AGREED and not text:
        raise ValidationError({"remark": ValidationError(_("Say what is to be changed."), code="remark-missing")})
    approver = _place(approval, item)
    visa = Visa(
        document=document,
        approval=approval,
        stage=approver.stage.ordinal if approver else None,
        approver=actor,
        approver_post=actor.main_post.title if actor.main_post else "",
        in_turn_for=item.assignee if policies.is_in_substitution(actor, item) else None,
        delegated_by=approver.delegated_by if approver else None,
        version=shared.version_of(document),
        digest=shared.digest_of(document),
        verdict=verdict,
        remark=text,
        given_at=clock.now(),
    )
    visa.full_clean()
    visa.save()
    for ordinal, line in enumerate((line.strip() for line in text.splitlines() if line.strip()), 1):
        VisaRemark.objects.create(document=document, visa=visa, ordinal=ordinal, text=line)
    data = {"remark": text} if text else {}
    record(VERBS[Verdict(verdict)], actor=actor, subject=document, about=shared.told_on(document), data=data)
    if approval is None or approver is None:
        former.move_on(actor, item, document, visa)
        return visa
    approver.visa, approver.state = visa, ApproverState.SPOKEN
    approver.save()
    rounds.note(actor, approval, item, document)
    return visa


@act
def delegate(*, actor: Employee, item: WorkItem, person: Employee, reason: str) -> Approver:
    """Hand one's own visa to another, who then says what they themselves think. A delegated visa is not handed on.

    Raises:
        PermissionDenied: the work lies with another; a substitute delegates nothing.
        ValidationError: ``reason-missing``, ``visa-without-route``, ``delegated-already``, ``approver-twice``,
            ``approver-without-right``, ``official-complained-of``.
    """
    item, approval, document = _asked(actor, item)
    require(item.assignee_id == actor.pk)
    text = shared.require_reason(reason)
    approver = _required(approval, item)
    if approver.delegated_by_id is not None:
        raise ValidationError(_("This visa was delegated to you: it is not handed on."), code="delegated-already")
    _require_new(approver.approval, document, person)
    approver.employee, approver.delegated_by, approver.reason = person, actor, text
    approver.save()
    approval_work.let_see(actor, document, [person])
    desk.stop_clocks(item)
    item.assignee, item.queue_unit = person, laying.unit_of(person, document.agency)
    item.state, item.taken_at = WorkState.OPEN, None
    item.from_whom, item.note = actor.short_name, text
    item.save()
    if item.is_restricted:
        marks.let_know(item)
    record(
        "workflows.visa_delegated",
        actor=actor,
        subject=document,
        about=shared.told_on(document),
        data=shared.named(person, reason=text),
    )
    return approver


@act
def add_approver(*, actor: Employee, item: WorkItem, person: Employee, reason: str) -> Approver:
    """An approver who is asked has one more person asked in the same stage, after whoever was asked already.

    Raises:
        PermissionDenied: the work lies with another.
        ValidationError: ``adding-off`` (the agency does not let them), ``reason-missing``, ``visa-without-route``,
            ``approver-twice``, ``approver-without-right``, ``official-complained-of``.
    """
    item, approval, document = _asked(actor, item)
    beside = _required(approval, item)
    if not rules_of(document.agency_id).lets_add:
        raise ValidationError(_("In this agency the author alone draws the route."), code="adding-off")
    text = shared.require_reason(reason)
    _require_new(beside.approval, document, person)
    added = Approver.objects.create(
        approval=beside.approval,
        stage=beside.stage,
        ordinal=beside.ordinal,  # right after who asked for them: of one number the older row comes first
        employee=person,
        added_by=actor,
        reason=text,
    )
    approval_work.let_see(actor, document, [person])
    record(
        "workflows.approver_added",
        actor=actor,
        subject=document,
        about=shared.told_on(document),
        data=shared.named(person, reason=text),
    )
    return added


@act
def answer_remark(*, actor: Employee, remark: VisaRemark, is_taken: bool, answer: str = "") -> VisaRemark:
    """The author takes a remark into account, or declines it and says why. Each is answered once.

    Raises:
        PermissionDenied: the actor is not the author of the document, or does not see it any more.
        ValidationError: ``answer-missing``, ``remark-answered``.
    """
    found = VisaRemark.objects.select_for_update(of=("self",)).select_related("visa__approval", "document__case")
    remark = found.get(pk=remark.pk)
    require(policies.may_recall(actor, remark.visa.approval) and sees(actor, remark.document))
    if remark.answered_at is not None:
        raise ValidationError(_("This remark has been answered."), code="remark-answered")
    text = answer.strip()[:LONGEST_REMARK]
    if not is_taken and not text:
        raise ValidationError({"answer": ValidationError(_("Say why the remark is declined."), code="answer-missing")})
    remark.is_taken, remark.answer = is_taken, text
    remark.answered_by, remark.answered_at = actor, clock.now()
    remark.save()
    record("workflows.remark_answered", actor=actor, subject=remark.document, about=shared.told_on(remark.document))
    return remark


def _asked(actor: Employee, item: WorkItem) -> tuple[WorkItem, Approval | None, Document]:
    """The work, its round and the document, locked in the order that holds everywhere: round, work, document."""
    found = Approval.objects.filter(document=item.document_id).first()
    approval = shared.locked(found.pk) if found is not None else None
    item = desk.locked_for(actor, item, WorkKind.APPROVE)
    if item.document_id is None:
        raise ValueError("a visa is on a document")
    return item, approval, shared.locked_document(item.document_id)


def _place(approval: Approval | None, item: WorkItem) -> Approver | None:
    """The place in the route that the work is of; a person has one only."""
    if approval is None:
        return None
    asked = approval.approvers.filter(employee=item.assignee_id, state=ApproverState.ASKED)
    return asked.select_related("stage", "approval", "delegated_by").first()


def _required(approval: Approval | None, item: WorkItem) -> Approver:
    place = _place(approval, item)
    if place is None:
        raise ValidationError(_("This letter was submitted before there were routes."), code="visa-without-route")
    return place


def _require_new(approval: Approval, document: Document, person: Employee) -> None:
    objection = shared.objection_to(person, document)
    if objection is None and approval.approvers.filter(employee=person).exists():
        objection = ValidationError(
            _("%(person)s is in the route already.") % {"person": person.short_name}, code="approver-twice"
        )
    if objection is not None:
        raise ValidationError({"person": objection})
