"""The draft of an order: its text, points and intended readers. Text, signature and number are those of a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee, Unit
from agencies.policies import require
from agencies.rules import Power, holds
from documents import policies
from documents.models import (
    ORDERS,
    Document,
    DocumentFile,
    DocumentKind,
    LetterTemplate,
    OrderPoint,
    OrderReader,
    State,
    StoredFile,
)
from documents.services.attaching import attach
from documents.services.files import require_sendable
from documents.services.letters import note_template
from documents.services.registration import journal_of
from history.acts import act, record

MOST_POINTS = 20
MOST_READERS = 500


@dataclass(frozen=True)
class PointDraft:
    """A point as its drafter writes it."""

    text: str
    executor: Employee
    due_on: date
    controller: Employee | None = None


@dataclass(frozen=True)
class OrderDraft:
    """What the drafter of an order writes. ``stored`` are attachments in the store, with their names."""

    flow: str
    kind: DocumentKind
    subject: str
    body: str
    approver: Employee
    signer: Employee
    points: Sequence[PointDraft] = ()
    readers: Sequence[Employee] = ()
    access: str = ""
    stored: Sequence[tuple[str, StoredFile]] = ()
    template: LetterTemplate | None = None
    template_version: int | None = None


@act
def draft_order(*, actor: Employee, unit: Unit, order: OrderDraft) -> Document:
    """Draft an order in the name of a unit of the actor.

    Raises:
        PermissionDenied: the actor drafts no orders of the agency.
        ValidationError: ``flow-not-order``, ``kind-not-registered``, ``text-missing``, ``signer-may-not-sign``,
            ``approver-without-right``, ``points-too-many``, ``readers-too-many``, ``reader-unfit``,
            ``journal-missing``, ``template-foreign``, ``file-has-macros``.
    """
    require(policies.may_draft_orders(actor, unit.agency_id))
    document = Document(agency=unit.agency, unit=unit, state=State.DRAFT, author=actor)
    _write(document, order)
    record("documents.drafted", actor=actor, subject=document)
    return document


@act
def revise_order(*, actor: Employee, document: Document, order: OrderDraft) -> Document:
    """Write a draft or a returned order anew.

    Raises:
        PermissionDenied: the actor neither is its author nor stands in for them.
        ValidationError: ``not-open-to-change`` or what `draft_order` refuses.
    """
    require(policies.may_write_order(actor, document))
    if document.state not in (State.DRAFT, State.RETURNED):
        raise ValidationError(_("This order can no longer be changed."), code="not-open-to-change")
    _write(document, order)
    record("documents.changed", actor=actor, subject=document)
    return document


@act
def discard_order(*, actor: Employee, document: Document, reason: str) -> Document:
    """Put a draft or a returned order aside for good.

    Raises:
        PermissionDenied: the actor neither is its author nor stands in for them.
        ValidationError: ``not-a-draft``, ``reason-missing``.
    """
    require(policies.may_write_order(actor, document))
    if document.state not in (State.DRAFT, State.RETURNED):
        raise ValidationError(_("Only a draft can be discarded."), code="not-a-draft")
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_("Name the reason."), code="reason-missing")})
    document.state = State.DISCARDED
    document.save()
    record("documents.draft_discarded", actor=actor, subject=document, data={"reason": reason.strip()[:300]})
    return document


def _write(document: Document, order: OrderDraft) -> None:
    _check(document, order)
    document.flow, document.purpose = order.flow, LetterTemplate.Purpose.ORDER
    note_template(document, order.template, order.template_version)
    document.kind, document.subject, document.body = order.kind, order.subject.strip(), order.body.strip()
    document.approver, document.signer, document.access = order.approver, order.signer, order.access
    document.full_clean()
    document.save()
    for gone in (*document.points.all(), *document.intended_readers.all()):
        gone.delete()
    for ordinal, point in enumerate(order.points, 1):
        row = OrderPoint(
            document=document,
            ordinal=ordinal,
            text=point.text.strip(),
            executor=point.executor,
            controller=point.controller,
            due_on=point.due_on,
        )
        row.full_clean()
        row.save()
    for person in dict.fromkeys(order.readers):
        OrderReader.objects.create(document=document, person=person)
    for name, stored in order.stored:
        require_sendable(stored)
        attach(document, name, stored, DocumentFile.FileRole.ATTACHMENT)


def _check(document: Document, order: OrderDraft) -> None:
    agency = document.agency
    errors: dict[str, Any] = {}
    if order.flow not in ORDERS:
        errors["flow"] = ValidationError(_("Choose a journal of orders."), code="flow-not-order")
    else:
        journal_of(agency, order.flow)
    if not order.kind.is_registered:
        errors["kind"] = ValidationError(
            _("Papers of this kind are not registered: %(kind)s.") % {"kind": order.kind.name},
            code="kind-not-registered",
        )
    if not order.body.strip():
        errors["body"] = ValidationError(_("Write the text of the order."), code="text-missing")
    if not holds(order.signer, Power.SIGN, agency):
        errors["signer"] = ValidationError(
            _("Orders are signed by who signs for the agency today."), code="signer-may-not-sign"
        )
    if not holds(order.approver, Power.APPROVE, agency):
        errors["approver"] = ValidationError(
            _("This person gives no visas in the agency."), code="approver-without-right"
        )
    if len(order.readers) > MOST_READERS:
        errors["readers"] = ValidationError(
            _("At most %(count)s people at once.") % {"count": MOST_READERS}, code="readers-too-many"
        )
    unfit = next((one for one in order.readers if not holds(one, Power.DISCUSS, agency)), None)
    if unfit is not None:
        message = _("%(person)s takes no part in papers of the agency.") % {"person": unfit.short_name}
        errors["readers"] = ValidationError(message, code="reader-unfit")
    if errors:
        raise ValidationError(errors)
    if len(order.points) > MOST_POINTS:
        raise ValidationError(_("At most %(count)s points at once.") % {"count": MOST_POINTS}, code="points-too-many")
