"""What a person may do with the delivery of a message, and with what lies in quarantine."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from exchange import policies
from exchange.models import Correspondent, InboxMessage, InboxState, OutboxMessage, OutboxState, Receipt
from exchange.services.reasons import reason_in
from exchange.services.sending import ring_on_commit
from exchange.services.settling import about
from history import clock
from history.acts import act, record


@act
def retry_now(*, actor: Employee, message: OutboxMessage) -> OutboxMessage:
    """Make a waiting message due at once, whatever its pause and its correspondent's circuit say; one that awaits a
    receipt is laid in the folder once more.

    A message that was refused because its bytes were damaged on the way is sent again, the same bytes as before.

    Raises:
        ValidationError: ``not-waiting``.
    """
    message = _locked(actor, message)
    if not (message.state in (OutboxState.NEW, OutboxState.SENT) or was_damaged(message)):
        raise ValidationError(_("Only a message that waits to be sent can be tried again."), code="not-waiting")
    _make_due(message)
    record("exchange.retried", actor=actor, subject=message, about=about(message))
    return message


@act
def park(*, actor: Employee, message: OutboxMessage, reason: str) -> OutboxMessage:
    """Stop the delivery of a waiting message until a person resumes it; a parked message does not expire unseen.

    Raises:
        ValidationError: ``not-waiting``, ``reason-missing``.
    """
    message = _locked(actor, message)
    if message.state != OutboxState.NEW:
        raise ValidationError(_("Only a message that waits to be sent can be parked."), code="not-waiting")
    message.reason, message.parked_by = reason_in(reason), actor
    message.state = OutboxState.PARKED
    message.save()
    record("exchange.parked", actor=actor, subject=message, about=about(message), data={"reason": message.reason})
    return message


@act
def resume(*, actor: Employee, message: OutboxMessage, reason: str) -> OutboxMessage:
    """Go on with the delivery of a parked message; past its time it then expires and says so.

    Raises:
        ValidationError: ``not-parked``, ``reason-missing``.
    """
    message = _locked(actor, message)
    if message.state != OutboxState.PARKED:
        raise ValidationError(_("This message is not parked."), code="not-parked")
    given = reason_in(reason)
    _make_due(message)
    record("exchange.resumed", actor=actor, subject=message, about=about(message), data={"reason": given})
    return message


@act
def discard(*, actor: Employee, message: InboxMessage, reason: str) -> InboxMessage:
    """Close an entry of the quarantine after a look at it, which makes room for others; its bytes and its receipt stay.

    Raises:
        ValidationError: ``not-in-quarantine``, ``reason-missing``.
    """
    message = InboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    require(message.agency_id is not None and policies.may_run_exchange(actor, message.agency_id))
    if message.state != InboxState.QUARANTINED:
        raise ValidationError(_("This message is not in quarantine."), code="not-in-quarantine")
    given = reason_in(reason)
    message.state = InboxState.REJECTED
    message.save()
    record("exchange.discarded", actor=actor, subject=message, data={"reason": given})
    return message


@act
def ask_receipts(*, actor: Employee, message: OutboxMessage) -> OutboxMessage:
    """Let the worker ask the other side what became of a message; what it proves takes effect.

    Raises:
        ValidationError: ``not-sealed`` (it never left), ``nothing-to-ask`` (it was decided upon), ``without-exchange``.
    """
    message = _locked(actor, message)
    if message.sealed_id is None:
        raise ValidationError(_("The message has not left yet."), code="not-sealed")
    if message.decision:
        raise ValidationError(_("The addressee has decided: there is nothing to ask."), code="nothing-to-ask")
    if message.correspondent.channel != Correspondent.Channel.HTTPS:
        raise ValidationError(_("There is no exchange with this correspondent."), code="without-exchange")
    OutboxMessage.objects.filter(pk=message.pk).update(receipts_due_at=clock.now())
    record("exchange.receipts_asked", actor=actor, subject=message, about=about(message))
    ring_on_commit()
    return message


def was_damaged(message: OutboxMessage) -> bool:
    """Whether the other side refused bytes that are not the ones we sent."""
    if message.state != OutboxState.REFUSED or message.sealed is None:
        return False
    last = message.receipts.filter(kind=Receipt.ReceiptKind.TRANSPORT).last()
    return last is not None and last.sha256 != message.sealed.sha256


def _locked(actor: Employee, message: OutboxMessage) -> OutboxMessage:
    require(policies.may_run_exchange(actor, message.agency_id))
    return OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)


def _make_due(message: OutboxMessage) -> None:
    message.state, message.reason, message.due_at = OutboxState.NEW, "", clock.now()
    message.parked_by = None
    message.save()
    Correspondent.objects.filter(pk=message.correspondent_id).update(closed_until=None)
    ring_on_commit()
