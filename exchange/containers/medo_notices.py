"""What МЭДО says of a letter that we received: the receipt, the decision of the records office, what happens to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from exchange.containers import vocabulary
from exchange.containers.sealing import NotBuilt
from exchange.medo import messages
from exchange.medo.messages import Acknowledgment, NoticeType, Notification, Number, Official
from exchange.models import OutboxMessage

STEPS: dict[str, tuple[NoticeType, str]] = {
    vocabulary.REPORT_PREPARED: (NoticeType.PREPARED, "prepared"),
    vocabulary.REPORT_SENT: (NoticeType.SENT, "sent"),
    vocabulary.COURSE_CHANGED: (NoticeType.COURSE, "course"),
}
# The stages that the format has a notice for; it has none for a recalled letter.
TOLD = frozenset({*STEPS, vocabulary.EXECUTOR_ASSIGNED, vocabulary.PUBLISHED})


def receipt_of(message: OutboxMessage) -> Acknowledgment:
    """The receipt (Квитанция) that an outbox row stands for."""
    said = message.content
    return Acknowledgment(
        uid=UUID(said["acknowledged"]),
        time=message.created_at.replace(microsecond=0),
        is_accepted=not said["code"],
        error_code=said["code"],
        comment=said["comment"],
    )


def decision_of(message: OutboxMessage) -> Notification:
    """The notice that a letter was registered, or that its registration was refused.

    Raises:
        NotBuilt: the row says neither.
    """
    said, at = message.content, message.created_at.replace(microsecond=0)
    uid, foundation = UUID(said["document_id"]), _foundation(message)
    if said["verdict"] == vocabulary.REGISTERED:
        given = number_of(said["number"], said["date"])
        if given is None:
            raise NotBuilt("a registration without number and date")
        accepted = messages.Accepted(time=at, foundation=foundation, num=given)
        return Notification(type=NoticeType.ACCEPTED, uid=uid, accepted=accepted)
    if said["verdict"] == vocabulary.REFUSED:
        declined = messages.Declined(time=at, foundation=foundation, reason=said["reason"])
        return Notification(type=NoticeType.REFUSED, uid=uid, refused=declined, comment=said["comment"])
    raise NotBuilt(f"a decision {said['verdict']}")


def progress_of(message: OutboxMessage) -> Notification:
    """The notice of what happens to a registered letter; who executes it is named by the agency, not by person.

    Raises:
        NotBuilt: the format has no notice of this stage.
    """
    said, foundation = message.content, _foundation(message)
    stage, at = said["stage"], datetime.fromisoformat(said["at"])
    uid, comment = UUID(said["document_id"]), said.get("note", "")
    if stage == vocabulary.EXECUTOR_ASSIGNED:
        executor = messages.ExecutorAssigned(
            time=at, foundation=foundation, executor=Official(organization=line(message.agency.name))
        )
        return Notification(type=NoticeType.EXECUTOR, uid=uid, executor=executor, comment=comment)
    if stage == vocabulary.PUBLISHED:
        published = messages.Published(time=at, foundation=foundation)
        return Notification(type=NoticeType.PUBLISHED, uid=uid, published=published, comment=comment)
    if stage not in STEPS:
        raise NotBuilt(f"no notice of {stage}")
    kind, field = STEPS[stage]
    body: dict[str, Any] = {field: messages.Step(time=at, foundation=foundation)}
    return Notification(type=kind, uid=uid, comment=comment, **body)


def number_of(number: str, day: str) -> Number | None:
    """A number with its date; None where either is missing."""
    return Number(number=line(number), on=date.fromisoformat(day)) if number and day else None


def line(text: str) -> str:
    """A text as one line of the format."""
    return " ".join(text.split())[:511]


def _foundation(message: OutboxMessage) -> Official:
    """The letter that a notice is about: whose it is, and its number there."""
    said = message.content
    answered = number_of(said.get("in_reply_to_number", ""), said.get("in_reply_to_date", ""))
    return Official(organization=line(message.correspondent.name), num=answered)
