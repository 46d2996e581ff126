"""Telling the sender of a letter what happens to it here: an executor has it, a report is ready, the course changed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.policies import require
from citizens.models import Case
from exchange import policies
from exchange.containers.medo_notices import TOLD
from exchange.containers.vocabulary import STAGES
from exchange.models import Correspondent, InboxMessage, InboxState, MessageKind, OutboxMessage
from exchange.services.sending import Outgoing, enqueue
from history import clock
from history.actors import Actor
from history.acts import act, record
from history.prepared import Given, Prepared

NOTE_AT_MOST = 400


@act
def tell_progress(*, actor: Actor, message: InboxMessage, stage: str, note: str = "") -> OutboxMessage:
    """Tell the sender of a registered package under seal what has happened to its document.

    Raises:
        PermissionDenied: the actor registers no packages of this agency.
        ValidationError: ``stage-unknown``, ``not-registered``, ``channel-open`` (a paper with an access mark),
            ``correspondent-closed``, ``stage-not-told`` (МЭДО has no notice of it).
    """
    require(message.agency_id is not None and policies.may_tell(actor, message.agency_id))
    if stage not in STAGES:
        raise ValidationError({"stage": ValidationError(_("Choose a stage from the list."), code="stage-unknown")})
    document, correspondent = message.document, message.correspondent
    if message.state != InboxState.REGISTERED or document is None or correspondent is None:
        raise ValidationError(_("Only the sender of a registered package is told."), code="not-registered")
    if document.access:
        raise ValidationError(_("Nothing of a paper with an access mark leaves by exchange."), code="channel-open")
    if not correspondent.is_exchanging:
        raise ValidationError(_("There is no exchange with the sender now."), code="correspondent-closed")
    if correspondent.channel == Correspondent.Channel.FOLDER and stage not in TOLD:
        refusal = _("MEDO has no notice of this: write a letter to the sender.")
        raise ValidationError({"stage": ValidationError(refusal, code="stage-not-told")})
    if message.agency is None or message.conversation_id is None:
        raise ValueError("a verified message has its agency and conversation")
    note = note.strip()[:NOTE_AT_MOST]
    told = enqueue(
        Outgoing(
            agency=message.agency,
            correspondent=correspondent,
            kind=MessageKind.PROGRESS,
            conversation_id=message.conversation_id,
            document=document,
            content={
                "stage": stage,
                "at": clock.now().isoformat(timespec="seconds"),
                "note": note,
                "document_id": message.content["document_id"],
                "in_reply_to": str(message.message_id),
                "in_reply_to_number": document.their_number,
                "in_reply_to_date": document.their_date.isoformat() if document.their_date else "",
            },
        )
    )
    data = {"stage": stage} | ({"note": note} if note else {})
    record("exchange.progress_told", actor=actor, subject=message, about=[document, document.case], data=data)
    return told


def tell_of_case(actor: Actor, case: Case, stage: str) -> None:
    """Tell those whose packages brought this case, in the transaction of the news; nobody where none did.

    What cannot be told (an access mark, a closed entry) is no reason to stop the work.
    """
    for message in _BROUGHT.all(case=case):
        if message.correspondent is not None and message.correspondent.is_exchanging:
            tell_progress(actor=actor, message=message, stage=stage)


_BROUGHT = Prepared(
    lambda: (
        InboxMessage.objects.filter(
            document__case=Given("case"),
            document__access="",
            state=InboxState.REGISTERED,
            document__in_reply_to__isnull=True,
        )
        .select_related("agency", "correspondent", "document")
        .order_by("id")
    )
)
