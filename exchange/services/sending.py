"""The outbox: a message is written in the transaction of the act that sends it, and the worker is rung on commit."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.policies import require
from citizens.models import Channel
from documents.models import Document, DocumentFile, State
from documents.services import kind_in_passport, require_closed
from exchange import policies
from exchange.containers.sealing import signed_container
from exchange.containers.vocabulary import REGISTERED
from exchange.lifetimes import expires_at
from exchange.models import Correspondent, InboxMessage, MessageKind, OutboxMessage, OutboxState
from exchange.services.reasons import reason_in
from exchange.services.settling import to_whom
from history import clock, kill_points
from history.actors import Actor
from history.acts import act, record

logger = logging.getLogger(__name__)

BELL = "exchange.tasks.deliver_due"


@act
def send_document(*, actor: Actor, document: Document, to: str = "") -> OutboxMessage:
    """Put a registered document into the outbox, in the transaction of the act that sends it.

    ``to`` is the code of an addressee, the first one where none is named: to several a letter leaves as a message each.
    The message takes the next number in the sequence of its correspondent, without gaps; a reply goes on in the
    conversation of the message that it answers. The worker is rung when the transaction is committed.

    Raises:
        ValidationError: ``not-registered``, ``channel-open`` (it has an access mark), ``not-signed``,
            ``no-correspondent`` (also one whom the letter does not name), ``correspondent-closed``, ``kind-not-agreed``
            or ``already-sent``.
    """
    require(policies.may_send(actor, document.agency_id))
    if document.state not in (State.REGISTERED, State.DISPATCHED) or not document.number:
        raise ValidationError(_("Only a registered document can be sent."), code="not-registered")
    correspondent = _addressee(document, to or document.correspondent_id_code)
    sent = OutboxMessage.objects.filter(document=document, kind=MessageKind.DOCUMENT, correspondent=correspondent)
    if sent.exists():
        raise ValidationError(_("This document is already in the outbox."), code="already-sent")
    answered = _message_answered(document, correspondent)
    message = _enqueued(document, correspondent, _conversation(answered), answered)
    record("exchange.sent", actor=actor, subject=message, about=[document, document.case], data=to_whom(message))
    return message


@act
def send_again(*, actor: Actor, message: OutboxMessage, reason: str) -> OutboxMessage:
    """Send a letter once more under its registration number, as it is signed now: corrected, or because it was lost.

    It is a message of its own, linked to the first and in the same conversation; the first one stays as it is.

    Raises:
        ValidationError: ``not-a-letter``, ``still-on-its-way``, ``registered-there``, ``sent-again-already``,
            ``reason-missing``, or what `send_document` refuses.
    """
    require(policies.may_send(actor, message.agency_id))
    first = OutboxMessage.objects.select_for_update(of=("self",)).select_related("document").get(pk=message.pk)
    document = first.document
    if first.kind != MessageKind.DOCUMENT or document is None:
        raise ValidationError(_("Only a letter is sent again."), code="not-a-letter")
    if first.state in (OutboxState.NEW, OutboxState.PARKED):
        raise ValidationError(_("The letter is still on its way."), code="still-on-its-way")
    if first.decision == REGISTERED:
        raise ValidationError(_("The addressee has registered the letter."), code="registered-there")
    if first.sent_again.exists():
        raise ValidationError(_("The letter was sent again already."), code="sent-again-already")
    given = reason_in(reason)
    correspondent = _addressee(document, first.correspondent.exchange_id)
    answered = _message_answered(document, correspondent)
    again = _enqueued(document, correspondent, first.conversation_id, answered, first)
    about = [document, document.case, first]
    record("exchange.sent_again", actor=actor, subject=again, about=about, data={"reason": given} | to_whom(again))
    return again


def _addressee(document: Document, code: str) -> Correspondent:
    """The correspondent of this code to whom a document may leave by exchange, if it names them.

    Raises:
        ValidationError: it may not, see `send_document`.
    """
    require_closed(document, Channel.EXCHANGE)
    correspondent = Correspondent.objects.filter(agency=document.agency_id, exchange_id=code).first()
    if correspondent is None or code not in {one.code for one in document.addressees}:
        raise ValidationError(_("The addressee is not in the register of correspondents."), code="no-correspondent")
    if not correspondent.is_exchanging:
        raise ValidationError(_("There is no exchange with the addressee now."), code="correspondent-closed")
    if signed_container(document.pk) is None or not _has_what_it_takes(document, correspondent):
        raise ValidationError(_("Only a signed document can be sent."), code="not-signed")
    agreed = {kind.casefold() for kind in correspondent.document_kinds}
    kind = kind_in_passport(document)
    if agreed and kind.casefold() not in agreed:
        raise ValidationError(
            _("Documents of the kind “%(kind)s” are not exchanged with the addressee.") % {"kind": kind},
            code="kind-not-agreed",
        )
    return correspondent


def _enqueued(
    document: Document,
    correspondent: Correspondent,
    conversation_id: UUID,
    answered: InboxMessage | None,
    instead_of: OutboxMessage | None = None,
) -> OutboxMessage:
    return enqueue(
        Outgoing(
            agency=document.agency,
            correspondent=correspondent,
            kind=MessageKind.DOCUMENT,
            conversation_id=conversation_id,
            document=document,
            content=_registration(document) | _answered(document, answered, correspondent),
            is_urgent=document.reply_due_on is not None and document.reply_due_on <= clock.today() + timedelta(days=3),
            instead_of=instead_of,
        )
    )


@dataclass(frozen=True)
class Outgoing:
    """What a message of ours is made of; the worker makes the container from the stored row."""

    agency: Agency
    correspondent: Correspondent
    kind: str
    conversation_id: UUID
    document: Document | None
    content: dict[str, Any]
    is_urgent: bool = False
    instead_of: OutboxMessage | None = None


def enqueue(outgoing: Outgoing) -> OutboxMessage:
    """Write a message into the outbox under the correspondent's next number and ring the worker on commit.

    The correspondent's row is locked until the transaction ends, which keeps the sequence free of gaps.
    """
    correspondent = Correspondent.objects.select_for_update().get(pk=outgoing.correspondent.pk)
    last: int = OutboxMessage.objects.filter(correspondent=correspondent).aggregate(last=Max("sequence"))["last"] or 0
    now = clock.now()
    message = OutboxMessage(
        agency=outgoing.agency,
        correspondent=correspondent,
        document=outgoing.document,
        message_id=uuid4(),
        conversation_id=outgoing.conversation_id,
        kind=outgoing.kind,
        sequence=last + 1,
        content=outgoing.content,
        is_urgent=outgoing.is_urgent,
        instead_of=outgoing.instead_of,
        created_at=now,
        expires_at=expires_at(outgoing.agency, now),
        due_at=now,
    )
    message.full_clean()
    message.save()
    ring_on_commit()
    kill_points.reached("before-outbox-commit")
    return message


def ring_on_commit() -> None:
    """Ring the worker when the transaction is committed; never undo an act for a bell."""
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Tell the worker that something is due; once, and within a second.

    A broken bell is logged: the next sweep finds the message all the same.
    """
    kill_points.reached("before-bell")
    options = {**(current_app.conf.broker_transport_options or {}), "max_retries": 0}
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=options) as bell:
            current_app.send_task(BELL, connection=bell, ignore_result=True, retry=False)
    except Exception as error:
        logger.warning("the worker could not be rung, the next sweep delivers: %s", type(error).__name__)
    kill_points.reached("after-bell")


def _has_what_it_takes(document: Document, correspondent: Correspondent) -> bool:
    """A folder takes a detached signature of the signer too, which only they can make."""
    if correspondent.channel != Correspondent.Channel.FOLDER:
        return True
    return document.files.filter(role=DocumentFile.FileRole.SIGNATURE, is_current=True).exists()


def _message_answered(document: Document, to: Correspondent) -> InboxMessage | None:
    """The message that a document answers, if it came from this correspondent: others never had it."""
    if document.in_reply_to_id is None or to.exchange_id != document.correspondent_id_code:
        return None
    return InboxMessage.objects.filter(document=document.in_reply_to_id).first()


def _conversation(answered: InboxMessage | None) -> UUID:
    return answered.conversation_id if answered is not None and answered.conversation_id else uuid4()


def _registration(document: Document) -> dict[str, Any]:
    registrar = document.registrar
    return {
        "document_id": str(document.uuid),
        "number": document.number,
        "date": document.registered_on.isoformat() if document.registered_on else "",
        "registrar": registrar.short_name if registrar else "",
    }


def _answered(document: Document, answered: InboxMessage | None, to: Correspondent) -> dict[str, Any]:
    inquiry = document.in_reply_to
    if inquiry is None or to.exchange_id != document.correspondent_id_code:
        return {}
    return {
        "in_reply_to": str(answered.message_id) if answered else "",
        "in_reply_to_number": inquiry.their_number,
        "in_reply_to_date": inquiry.their_date.isoformat() if inquiry.their_date else "",
    }
