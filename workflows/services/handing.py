"""Handing work over: one item, all open work of a person, a queue given out among its people.

What may go to whom is told by `workflows.handing`, so that a preview and the act never differ.
"""

from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from agencies.services.shared import refused
from citizens import services as citizens
from citizens.models import Case, CaseRole
from documents import services as documents
from documents.models import Document, State
from history.acts import act, record
from workflows import handing, policies
from workflows.assigned import Assignment
from workflows.models import Resolution, WorkItem, WorkKind, WorkState
from workflows.services import desk, effort, marks
from workflows.services.assignments import directing, issuing, shared

UNSIGNED = (State.DRAFT, State.ON_APPROVAL, State.RETURNED, State.TO_SIGN)


@act
def hand_over(*, actor: Employee, item: WorkItem, to: Employee, reason: str) -> WorkItem:
    """Give work to another person, with a reason. The term runs on; nothing is begun with whom it comes to.

    A case goes as a whole: its responsible executor, drafts and returned letters of the one before, and the reports of
    co-executors to be checked. An assignment is issued to its new executor, who accepts it.

    Raises:
        PermissionDenied: the work is not the actor's to give.
        ValidationError: ``reason-missing``, ``already-done``, ``bound-to-person``, ``goes-with-case``, ``issuer-only``,
            ``lower-not-done``, ``receiver-same``, ``receiver-without-right``, ``receiver-not-of-queue``,
            ``official-complained-of``, ``receiver-absent``, and what `change_executor` of an assignment refuses.
    """
    require(policies.may_hand_over(actor, item))
    said = _reason(reason)
    if item.kind in handing.OF_ASSIGNMENT:
        return _give_assignment(actor, item, to, said)
    item = desk.locked(item)
    require(policies.may_hand_over(actor, item))
    refusal = handing.objection(actor, item, to)
    if refusal is not None:
        raise refusal
    before = item.assignee
    _GIVEN.get(item.kind, _give_item)(actor, item, to, said)
    data = {"before": before.short_name if before else "", "after": to.short_name, "reason": said}
    record("workflows.handed_over", actor=actor, subject=item, about=desk.about(item), data=data)
    return item


@act
def hand_over_all(*, actor: Employee, person: Employee, to: Employee, reason: str) -> list[handing.Move]:
    """Give all open work of a person to another one in one act; what is refused stays and is told with its reason.

    Done again, it goes on with what has stayed, to the same person or another one.

    Raises:
        PermissionDenied: the work of this person is not the actor's to give.
        ValidationError: ``reason-missing``, ``nothing-goes``: all was refused, and nothing is changed.
    """
    require(policies.may_hand_over_all(actor, person))
    said = _reason(reason)
    done: list[handing.Move] = []
    for planned in handing.moves(actor, person, to):
        item = WorkItem.objects.select_related("case", "document", "assignment", "queue_unit").get(pk=planned.item.pk)
        if item.assignee_id != person.pk and item.is_open:
            done.append(handing.Move(item))  # it went with its case
            continue
        try:
            with transaction.atomic():
                hand_over(actor=actor, item=item, to=to, reason=said)
        except ValidationError as refusal:
            done.append(handing.Move(item, " ".join(refusal.messages)))
        else:
            done.append(handing.Move(item))
    went = sum(not one.refusal for one in done)
    if not went:
        raise ValidationError(_("Nothing of this can go to this person."), code="nothing-goes")
    data = {"after": to.short_name, "count": went, "refused": len(done) - went, "reason": said}
    record("workflows.all_handed_over", actor=actor, subject=person, data=data)
    return done


@act
def distribute(*, actor: Employee, queue: handing.Queue, choices: Mapping[int, Employee]) -> list[handing.Move]:
    """Give what nobody has taken in a queue to its people, as chosen by item; what was taken meanwhile is told.

    Done again, it goes on with what has stayed.

    Raises:
        PermissionDenied: the actor does not distribute the work of this unit.
    """
    require(policies.may_distribute(actor, queue.unit))
    done: list[handing.Move] = []
    found = WorkItem.objects.filter(pk__in=list(choices), queue_unit=queue.unit, queue_role=queue.role)
    for item in found.select_related("case", "document", "queue_unit").order_by("id"):
        to, fresh = choices[item.pk], _still_untaken(item)
        if isinstance(fresh, str):
            done.append(handing.Move(item, fresh))
            continue
        require(policies.may_hand_over(actor, fresh))
        refusal = handing.objection(actor, fresh, to)
        if refusal is not None:
            done.append(handing.Move(fresh, " ".join(refusal.messages)))
            continue
        _lay_with(actor, fresh, to, note="")
        data = {"after": to.short_name}
        record("workflows.distributed", actor=actor, subject=fresh, about=desk.about(fresh), data=data)
        done.append(handing.Move(fresh))
    return done


def _still_untaken(item: WorkItem) -> WorkItem | str:
    """The item, locked, or in words why it is no more there to be given."""
    try:
        fresh = desk.locked(item)
    except ValidationError as gone:
        return " ".join(gone.messages)
    if fresh.assignee is not None:
        return _("%(person)s has already taken this.") % {"person": fresh.assignee}
    return fresh


def _reason(reason: str) -> str:
    if not reason.strip():
        raise refused("reason-missing", _("Name the reason."), "reason")
    return reason.strip()[:300]


def _give_assignment(actor: Employee, item: WorkItem, to: Employee, reason: str) -> WorkItem:
    refusal = handing.objection(actor, item, to)
    if refusal is not None:
        raise refusal
    assert item.assignment is not None
    try:
        directing.change_executor(
            actor=actor, assignment=item.assignment, executor=to, reason=reason, is_absence_known=True
        )
    except ValidationError as error:
        raise ValidationError({"to": error.error_list} if not hasattr(error, "error_dict") else _to(error)) from error
    return WorkItem.objects.get(pk=item.pk)


def _to(error: ValidationError) -> dict[str, list[ValidationError]]:
    """What an assignment refuses about its executor, beside the choice of the person."""
    return {"to" if name == "executor" else name: errors for name, errors in error.error_dict.items()}


def _give_item(actor: Employee, item: WorkItem, to: Employee, reason: str) -> None:
    _lay_with(actor, item, to, note=reason)


def _give_approval(actor: Employee, item: WorkItem, to: Employee, reason: str) -> None:
    """The visa is asked of another approver, who is named in the letter."""
    document = _letter(item)
    if document.case is not None:
        citizens.add_participant(actor=actor, case=document.case, employee=to, role=CaseRole.APPROVER)
    documents.entrust_letter(actor=actor, document=document, approver=to)
    _lay_with(actor, item, to, note=reason)


def _give_revision(actor: Employee, item: WorkItem, to: Employee, reason: str) -> None:
    """A returned order, or a letter without a case, gets another author."""
    document = _letter(item)
    documents.entrust_letter(actor=actor, document=document, author=to)
    _lay_with(actor, item, to, note=reason)


def _give_case(actor: Employee, item: WorkItem, to: Employee, reason: str) -> None:
    """Another responsible executor: with the case go unsigned letters of the one before, and checks of inputs."""
    case = _case(item)
    before, due_on = case.executor, item.due_on or case.due_on
    unit = issuing.unit_in(case.agency, to)
    citizens.reassign(actor=actor, case=case, executor=to, unit=unit, due_on=due_on, reason=reason)
    for resolution in Resolution.objects.select_for_update().filter(case=case, executor=before):
        resolution.executor = to
        resolution.save()
    unsigned = Document.objects.select_for_update(of=("self",)).filter(case=case, author=before, state__in=UNSIGNED)
    for letter in unsigned.select_related("case__applicant", "approver").order_by("id"):
        documents.entrust_letter(actor=actor, document=letter, author=to)
    checked = Assignment.objects.in_force().filter(case=case, controller=before, resolution__isnull=False)
    for key in checked.order_by("id").values_list("pk", flat=True):
        part = shared.locked(key)
        part.controller = to
        shared.move(part, part.state)
    inputs = Q(kind=WorkKind.CHECK, assignment__resolution__isnull=False)
    going = case.work_items.filter(Q(kind=WorkKind.REVISE) | inputs, assignee=before, done_at__isnull=True)
    for beside in going.select_for_update(of=("self",)):
        _lay_with(actor, beside, to, note=reason)
    item.queue_unit = unit
    _lay_with(actor, item, to, note=reason)


def _letter(item: WorkItem) -> Document:
    assert item.document is not None
    return Document.objects.select_for_update(of=("self",)).select_related("case").get(pk=item.document.pk)


def _case(item: WorkItem) -> Case:
    assert item.case is not None
    found = Case.objects.select_for_update(of=("self",)).select_related("agency", "applicant", "executor")
    return found.get(pk=item.case.pk)


def _lay_with(actor: Employee, item: WorkItem, to: Employee, *, note: str) -> None:
    """Lay the item on another desk as not begun; what waits goes on waiting. Nobody's time runs on it any more."""
    for running in item.efforts.select_for_update().filter(is_running=True):
        effort.stop(running, actor)
    item.assignee, item.taken_at = to, None
    item.note = item.note or note
    if item.state == WorkState.TAKEN:
        item.state = WorkState.OPEN
    item.save()
    if item.is_restricted:
        marks.let_know(item)


_GIVEN: dict[str, Callable[[Employee, WorkItem, Employee, str], None]] = {
    WorkKind.EXECUTE: _give_case,
    WorkKind.AWAIT_REPLY: _give_case,
    WorkKind.APPROVE: _give_approval,
    WorkKind.REVISE: _give_revision,
    WorkKind.REVISE_ORDER: _give_revision,
}
