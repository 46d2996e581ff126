"""What a verified message does here: a document awaits the records office, a decision is noted on our letter."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents import files
from documents import services as documents
from documents.models import Document, StoredFile
from exchange.containers.opening import Decision, Progress, Verified, VerifiedDocument
from exchange.containers.vocabulary import REGISTERED, STAGES
from exchange.models import InboxMessage, InboxState, MessageKind, OutboxMessage, OutboxState, Receipt
from exchange.services.settling import about, to_whom
from history import clock, kill_points
from history.actors import Actor
from history.acts import record
from history.prepared import Given, Prepared
from signing.verification import VerifiedFile

# A message that was not settled, or given up: news of the other side say that it came.
OPEN = (OutboxState.NEW, OutboxState.SENT, OutboxState.PARKED, OutboxState.EXPIRED)

# A letter has a few stages; whoever tells without an end fills no card.
STAGES_AT_MOST = 100
Teller = Callable[[Actor, InboxMessage], None]


@dataclass(frozen=True)
class Effect:
    """What became of a message, and how it is told once its row is written."""

    state: str
    document: Document | None
    tell: Teller


# The container of a verified document and its files: read into the store, which takes its time and holds nobody up,
# before the transaction that gives them their rows.
Brought = Sequence[files.Placed]


def bring(verified: Verified) -> Brought:
    """Read the document of a message into the store; nothing of a message without one."""
    return files.place_all(contents_of(verified))


def contents_of(verified: Verified) -> Iterator[tuple[files.Readable, str]]:
    """The document of a message and its files, opened one after another, with their media types."""
    told = verified.document
    if told is None:
        return iter(())
    several = [(told.container, told.container.media_type), *((one.content, one.media_type) for one in told.files)]
    return _opened(several)


def _opened(contents: Iterable[tuple[VerifiedFile, str]]) -> Iterator[tuple[files.Readable, str]]:
    """One open at a time: there may be a thousand."""
    for content, media_type in contents:
        with content.open() as stream:
            yield stream, media_type


def of(actor: Actor, verified: Verified, row: InboxMessage, stored: Sequence[StoredFile]) -> Effect:
    """Let a verified message take effect, inside the transaction that writes its row; ``stored`` is what it brought.

    Raises:
        ValidationError: ``unknown-message``, ``already-decided``, ``unknown-kind``, ``unknown-stage``,
            ``too-many-stages`` or what the documents' room refuses.
    """
    if verified.kind == MessageKind.DOCUMENT and verified.document is not None and stored:
        return _lay_document(actor, verified, verified.document, stored, row)
    if verified.kind == MessageKind.DECISION and verified.decision is not None:
        return _note_decision(verified, verified.decision, row)
    if verified.kind == MessageKind.PROGRESS and verified.progress is not None:
        return _note_progress(verified, verified.progress, row)
    raise ValidationError(_("Messages of this kind are not taken."), code="unknown-kind")


def _lay_document(
    actor: Actor, verified: Verified, told: VerifiedDocument, stored: Sequence[StoredFile], row: InboxMessage
) -> Effect:
    container, *contents = stored
    registration, answered = verified.registration, verified.message.in_reply_to
    if row.agency is None or row.correspondent is None or registration is None:
        raise ValueError("a document comes from a correspondent, registered")
    letter = documents.ReceivedLetter(
        correspondent_id_code=row.correspondent.exchange_id,
        correspondent_name=row.correspondent.name,
        their_number=registration.number,
        their_date=registration.on,
        their_signer=told.signer,
        subject=told.subject,
        files=[
            documents.ReceivedFile(name=one.name, role=one.role, content=content)
            for one, content in zip(told.files, contents, strict=True)
        ],
        signatures=told.signatures,
        container=container,
        container_name=told.container.name,
        in_reply_to=_letter_answered(verified, row),
        in_reply_to_text=_in_words(answered.number, answered.on) if answered else "",
        reply_due_on=told.reply_due_on,
    )
    document = documents.receive_by_exchange(actor=actor, agency=row.agency, letter=letter)
    kill_points.reached("after-document-laid")
    return Effect(InboxState.WAITING, document, _tell_of_document)


def _tell_of_document(actor: Actor, row: InboxMessage) -> None:
    document = row.document
    if document is None:
        raise ValueError("a document was laid")
    record("exchange.received", actor=actor, subject=row, about=[document, document.in_reply_to, document.case])


def _letter_answered(verified: Verified, row: InboxMessage) -> Document | None:
    """Our letter that this one answers: the message or the number and date it names, else the last of the conversation.

    Only letters of ours to this very correspondent are looked at.
    """
    ours = OutboxMessage.objects.filter(
        correspondent=row.correspondent, kind=MessageKind.DOCUMENT, document__isnull=False
    ).values_list("document", flat=True)
    answered, named = verified.message.in_reply_to, None
    if answered is not None and answered.message_id is not None:
        named = ours.filter(message_id=answered.message_id).first()
    if named is None and answered is not None and answered.number:
        named = ours.filter(document__number=answered.number, document__registered_on=answered.on).first()
    if named is None:
        last = _LAST_OF_CONVERSATION.values(
            correspondent=row.correspondent, conversation=verified.message.conversation_id
        )
        named = last[0][0] if last else None
    return Document.objects.select_related("case").get(pk=named) if named is not None else None


def _in_words(number: str, day: date | None) -> str:
    return f"№ {number} от {day:%d.%m.%Y}" if number and day else ""


def _note_decision(verified: Verified, decision: Decision, row: InboxMessage) -> Effect:
    answered = verified.message.in_reply_to
    message = _message_decided(answered.message_id if answered else None, row)
    if message.decision:
        if _is_same(message, decision):
            return Effect(InboxState.NOTED, None, _tell_nothing)
        raise ValidationError(_("This message was decided upon before."), code="already-decided")
    # Also one that was refused: the other side has checked the same bytes again since.
    was_open = message.state != OutboxState.ACCEPTED
    if was_open:
        message.state, message.leased_until, message.last_error = OutboxState.ACCEPTED, None, ""
    message.decision = decision.verdict
    message.their_number, message.their_date = decision.number, decision.day
    message.reason = _reason(decision)
    message.save()
    kill_points.reached("after-decision-taken")

    def tell(actor: Actor, noted: InboxMessage) -> None:
        if noted.sealed is None:
            raise ValueError("a verified message was stored")
        Receipt.objects.create(
            message=message,
            kind=Receipt.ReceiptKind.DECISION,
            at=clock.now(),
            verdict=decision.verdict,
            text=message.reason or _in_words(decision.number, decision.day),
            sealed=noted.sealed,
        )
        if was_open:
            record("exchange.delivered", actor=actor, subject=message, about=about(message), data=to_whom(message))
        verb = "exchange.registered_by_them" if decision.verdict == REGISTERED else "exchange.refused_by_them"
        record(verb, actor=actor, subject=message, about=about(message), data=_told(message) | to_whom(message))

    return Effect(InboxState.NOTED, None, tell)


def _note_progress(verified: Verified, progress: Progress, row: InboxMessage) -> Effect:
    """A stage at the other side stands on our letter's card; it settles nothing by itself."""
    answered = verified.message.in_reply_to
    message = _message_decided(answered.message_id if answered else None, row)
    if progress.stage not in STAGES:
        raise ValidationError(_("No such stage is known."), code="unknown-stage")
    if message.receipts.filter(kind=Receipt.ReceiptKind.PROGRESS).count() >= STAGES_AT_MOST:
        raise ValidationError(_("Too much has been told about this letter."), code="too-many-stages")

    def tell(actor: Actor, noted: InboxMessage) -> None:
        if noted.sealed is None:
            raise ValueError("a verified message was stored")
        Receipt.objects.create(
            message=message,
            kind=Receipt.ReceiptKind.PROGRESS,
            at=min(progress.at, noted.received_at),
            verdict=progress.stage,
            text=progress.note[:500],
            sealed=noted.sealed,
        )
        data = {"stage": progress.stage} | ({"note": progress.note[:500]} if progress.note else {}) | to_whom(message)
        record("exchange.progress_noted", actor=actor, subject=message, about=about(message), data=data)

    return Effect(InboxState.NOTED, None, tell)


def _message_decided(answered_id: UUID | None, row: InboxMessage) -> OutboxMessage:
    ours = OutboxMessage.objects.filter(correspondent=row.correspondent, kind=MessageKind.DOCUMENT)
    ours = ours.select_for_update(of=("self",)).select_related("document", "document__case")
    message = ours.filter(message_id=answered_id).first() if answered_id else None
    if message is None:
        raise ValidationError(_("The answer is about a message that was never sent."), code="unknown-message")
    return message


def _is_same(message: OutboxMessage, decision: Decision) -> bool:
    known = (message.decision, message.their_number, message.their_date, message.reason)
    return known == (decision.verdict, decision.number, decision.day, _reason(decision))


def _reason(decision: Decision) -> str:
    return ": ".join(part for part in (decision.reason, decision.comment) if part)[:500]


def _told(message: OutboxMessage) -> dict[str, str]:
    if message.decision == REGISTERED:
        return {"number": message.their_number, "date": str(message.their_date)}
    return {"reason": message.reason}


def _tell_nothing(_actor: Actor, _row: InboxMessage) -> None:
    """The same decision came twice: there is no news."""


_LAST_OF_CONVERSATION = Prepared(
    lambda: (
        OutboxMessage.objects.filter(
            correspondent=Given("correspondent"),
            kind=MessageKind.DOCUMENT,
            document__isnull=False,
            conversation_id=Given("conversation"),
        )
        .order_by("-id")
        .values_list("document")[:1]
    )
)
