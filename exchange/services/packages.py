"""A clerk's decision on a received package; the sender is told it under seal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens.models import Case
from documents import services as documents
from documents.models import Document
from exchange import policies
from exchange.containers.vocabulary import REFUSED, REGISTERED
from exchange.models import InboxMessage, InboxState, MessageKind
from exchange.refusals import OFFICIAL
from exchange.services.sending import Outgoing, enqueue
from history import kill_points
from history.acts import act, record


@act
def register_package(*, actor: Employee, message: InboxMessage, card: documents.IncomingCard) -> Case | None:
    """Register the document of a received package and tell its sender the number and the date. Returns its case.

    Raises:
        PermissionDenied: the actor registers no packages of this agency.
        ValidationError: ``already-decided`` or what `documents.services.register_incoming` refuses.
    """
    message, document = _awaiting(actor, message)
    case = documents.register_incoming(actor=actor, document=document, card=card)
    document.refresh_from_db()
    _decide(
        message,
        document,
        InboxState.REGISTERED,
        {
            "verdict": REGISTERED,
            "number": document.number,
            "date": document.registered_on.isoformat() if document.registered_on else "",
        },
    )
    record(
        "exchange.package_registered",
        actor=actor,
        subject=message,
        about=[document, case],
        data={"number": document.number},
    )
    return case


@act
def refuse_package(*, actor: Employee, message: InboxMessage, reason: str, comment: str = "") -> InboxMessage:
    """Refuse to register the document of a received package; ``reason`` is a key of `exchange.refusals.REASONS`.

    Raises:
        PermissionDenied: the actor registers no packages of this agency.
        ValidationError: ``already-decided``, ``reason-unknown``.
    """
    if reason not in OFFICIAL:
        raise ValidationError({"reason": ValidationError(_("Choose a reason from the list."), code="reason-unknown")})
    message, document = _awaiting(actor, message)
    comment = comment.strip()[:400]
    words = ": ".join(part for part in (OFFICIAL[reason], comment) if part)
    documents.refuse_incoming(actor=actor, document=document, reason=words)
    _decide(message, document, InboxState.REFUSED, {"verdict": REFUSED, "reason": OFFICIAL[reason], "comment": comment})
    record(
        "exchange.package_refused",
        actor=actor,
        subject=message,
        about=[document, document.case],
        data={"reason": words},
    )
    return message


def _awaiting(actor: Employee, message: InboxMessage) -> tuple[InboxMessage, Document]:
    message = (
        InboxMessage.objects.select_for_update(of=("self",))
        .select_related("agency", "correspondent")
        .get(pk=message.pk)
    )
    require(message.agency_id is not None and policies.may_decide(actor, message.agency_id))
    if message.state != InboxState.WAITING or message.document is None:
        raise ValidationError(_("This package has been decided upon already."), code="already-decided")
    return message, message.document


def _decide(message: InboxMessage, document: Document, state: str, decision: dict[str, Any]) -> None:
    if message.agency is None or message.correspondent is None or message.conversation_id is None:
        raise ValueError("a verified message has its correspondent and conversation")
    message.state = state
    message.save()
    kill_points.reached("after-decision-noted")
    answered = {
        "in_reply_to": str(message.message_id),
        "in_reply_to_number": document.their_number,
        "in_reply_to_date": document.their_date.isoformat() if document.their_date else "",
        "document_id": message.content["document_id"],
    }
    enqueue(
        Outgoing(
            agency=message.agency,
            correspondent=message.correspondent,
            kind=MessageKind.DECISION,
            conversation_id=message.conversation_id,
            document=document,
            content=decision | answered,
        )
    )
    kill_points.reached("before-decision-commit")
