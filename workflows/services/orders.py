"""The road of an order that is drafted here: draft, approval, signature, number, and what it puts into effect.

It is signed and returned as a letter is (`letters.sign`, `letters.return_unsigned`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from agencies.policies import require
from documents import services as documents
from documents.models import Document, OrderPoint, State
from documents.policies import may_draft_orders
from documents.services import OrderDraft
from history import clock
from history.acts import act, record
from workflows import policies
from workflows.considering import Decision
from workflows.designed import DesignVersion
from workflows.flows.order import OrderFlow
from workflows.flows.signed import RETURNED
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import approvals, carrying, desk, laying, marks, signed_roads
from workflows.services.approvals import rounds, take_ready_route
from workflows.services.assignments import Point, issuing, shared


@act
def draft_order(*, actor: Employee, agency: Agency, order: OrderDraft) -> Document:
    """Draft an order. Until it has its number, its author, approvers, signer and the records office see it.

    Raises:
        PermissionDenied: the actor drafts no orders of the agency.
        ValidationError: ``executor-not-offered``, ``controller-unfit``, what `documents.services.draft_order` refuses.
    """
    require(may_draft_orders(actor, agency))
    _check_points(agency, order)
    document = documents.draft_order(actor=actor, unit=laying.unit_of(actor, agency), order=order)
    marks.open_to(document, [actor, order.signer])
    return document


@act
def change_order(*, actor: Employee, document: Document, order: OrderDraft) -> Document:
    """Change an order that nobody was asked about yet.

    Raises:
        PermissionDenied: the actor is not its author.
        ValidationError: ``not-a-draft``, what `draft_order` refuses.
    """
    document = _locked(document)
    require(document.author_id == actor.pk)
    _require_draft(document)
    _check_points(document.agency, order)
    marks.open_to(document, [order.signer])
    return documents.revise_order(actor=actor, document=document, order=order)


@act
def submit_order(*, actor: Employee, document: Document, route: DesignVersion | None = None) -> Document:
    """Fix the order's text and ask the approvers of its route, or the one that its author named, for their visas.

    ``route`` is a ready route of the agency that it goes along from now on.

    Raises:
        PermissionDenied: the actor is not its author.
        ValidationError: ``not-a-draft``, ``due-before-today`` (of a point), ``route-unknown``, ``route-required``,
            ``route-without-people``.
    """
    document = _locked(document)
    require(document.author_id == actor.pk and may_draft_orders(actor, document.agency_id))
    _require_draft(document)
    _require_terms(document)
    if route is not None:
        take_ready_route(actor=actor, document=document, version=route)
    documents.fix_text(actor=actor, document=document)
    record("workflows.order_submitted", actor=actor, subject=document)
    OrderFlow.draft.run(document=document)
    rounds.begin(actor, document)
    return document


@act
def revise_order(*, actor: Employee, item: WorkItem, order: OrderDraft) -> Document:
    """The author changes the returned order and submits its new version, which resets the visas that saw another.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, ``due-before-today``, what `draft_order` refuses.
    """
    document = carrying.locked(item)
    item = desk.locked_for(actor, item, WorkKind.REVISE_ORDER)
    _check_points(document.agency, order)
    documents.revise_order(actor=actor, document=document, order=order)
    _require_terms(document)
    marks.open_to(document, [order.signer])
    documents.fix_text(actor=actor, document=document)
    record("workflows.revised", actor=actor, subject=document)
    desk.complete(item, actor)
    rounds.begin(actor, document)
    return document


@act
def take_back(*, actor: Employee, document: Document, reason: str) -> Document:
    """The author takes the order back from its approvers or its signer; it lies with them to be revised.

    Raises:
        PermissionDenied: the actor is not its author, or it is a draft or signed already.
        ValidationError: ``reason-missing``.
    """
    require(policies.may_take_back_order(actor, document))
    if document.state == State.ON_APPROVAL:
        return approvals.recall(actor=actor, document=document, reason=reason).document
    document = _locked(document)
    require(policies.may_take_back_order(actor, document))
    said = approvals.shared.require_reason(reason)
    item = carrying.open_item(document, WorkKind.SIGN)
    documents.return_letter(actor=actor, document=document)
    signed_roads.decide(document, RETURNED)
    if item is not None:
        desk.complete(item, actor, state=WorkState.CANCELLED)
    record("workflows.order_taken_back", actor=actor, subject=document, data={"reason": said})
    return document


@act
def discard_order(*, actor: Employee, document: Document, reason: str) -> Document:
    """Put a draft or a returned order aside for good; its process ends where it stands.

    Raises:
        PermissionDenied: the actor is not its author.
        ValidationError: ``not-a-draft``, ``reason-missing``.
    """
    document = documents.discard_order(actor=actor, document=_locked(document), reason=reason)
    carrying.stop(actor, document)
    return document


@act
def register_order(*, actor: Employee, item: WorkItem) -> Document:
    """The records office gives the signed order its number; then it is made known.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, what `documents.services.register_order` refuses.
    """
    document = carrying.locked(item)
    item = desk.locked_for(actor, item, WorkKind.REGISTER_ORDER)
    documents.register_order(actor=actor, document=document)
    desk.complete(item, actor)
    return document


@act
def put_into_effect(
    *,
    actor: Employee,
    item: WorkItem,
    points: Sequence[OrderPoint],
    readers: Sequence[Employee],
    due_on: date | None,
    text: str = "",
) -> Document:
    """The records office confirms what the signed order says: its points are issued in the name of its signer, and it
    is given to its readers.

    Raises:
        PermissionDenied: it lies on another desk.
        ValidationError: ``already-done``, ``point-foreign``, what `carrying.ask_to_read` refuses, and what
            `assignments.issue` does, beside ``points``.
    """
    document = carrying.locked(item)
    item = desk.locked_for(actor, item, WorkKind.MAKE_KNOWN)
    if any(one.document_id != document.pk for one in points):
        raise ValidationError(_("The order has no such point."), code="point-foreign")
    for one in points:
        try:
            issuing.issue_signed(actor, document, [_as_issued(one)])
        except ValidationError as error:
            raise carrying.beside("points", f"{one.ordinal}. {' '.join(error.messages)}", _code(error)) from error
    data: dict[str, Any] = {"points": len(points)}
    if readers:
        asked = carrying.ask_to_read(actor, document, readers, due_on, text)
        data |= {"readers": ", ".join(one.person.short_name for one in asked), "due_on": asked[0].due_on.isoformat()}
    carrying.decide(document, Decision.READING if readers else Decision.TO_FILE)
    desk.complete(item, actor)
    record("workflows.put_into_effect", actor=actor, subject=document, data=data)
    return document


def _as_issued(point: OrderPoint) -> Point:
    """The order was signed with its executors and terms: who is away is known, and nobody names another term."""
    return Point(
        text=point.text,
        executor=point.executor,
        due_on=point.due_on,
        controller=point.controller,
        clause=f"п. {point.ordinal}",
        is_due_today_accepted=True,
        is_absence_known=True,
    )


def _check_points(agency: Agency, order: OrderDraft) -> None:
    for place, point in enumerate(order.points, 1):
        try:
            shared.require_offered(order.signer, agency, point.executor)
            if point.controller is not None:
                issuing.require_controller(agency, order.signer, point.executor, point.controller)
        except ValidationError as error:
            raise issuing.at_place(error, place) from error


def _require_terms(document: Document) -> None:
    late = document.points.filter(due_on__lt=clock.today()).first()
    if late is not None:
        message = _("The term of point %(number)s lies in the past.") % {"number": late.ordinal}
        raise ValidationError(message, code="due-before-today")


def _require_draft(document: Document) -> None:
    if document.state != State.DRAFT:
        raise ValidationError(_("The order has already been submitted."), code="not-a-draft")


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update(of=("self",)).select_related("agency", "signer").get(pk=document.pk)


def _code(error: ValidationError) -> str:
    by_field = getattr(error, "error_dict", {"": getattr(error, "error_list", [])})
    return str(next(one.code for errors in by_field.values() for one in errors))
