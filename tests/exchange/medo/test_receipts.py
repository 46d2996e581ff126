"""Receipts of МЭДО, and the three days in which a message has to come."""

from datetime import timedelta
from uuid import uuid4

from documents.models import Document
from exchange import services
from exchange.medo import messages
from exchange.medo.messages import MessageType
from exchange.models import InboxMessage, InboxState, OutboxMessage, OutboxState
from history import clock
from tests.exchange.medo.couriers import Courier, a_message

DAY = timedelta(days=1)


def test_a_receipt_of_failure_says_why_on_the_senders_card(courier: Courier) -> None:
    """The code and the comment are those of the other side."""
    message = courier.sent()
    services.deliver_due()
    refusal = messages.Acknowledgment(
        uid=message.message_id, time=clock.now(), is_accepted=False, error_code="EXPIRED", comment="срок истёк"
    )
    a_message(courier, MessageType.ACKNOWLEDGMENT, acknowledgment=refusal)

    services.read_folders()

    message.refresh_from_db()
    assert (message.state, message.last_error, message.reason) == (
        OutboxState.REFUSED,
        "EXPIRED",
        "EXPIRED: срок истёк",
    )


def test_a_receipt_for_nothing_of_ours_is_turned_away_and_not_answered(courier: Courier) -> None:
    """A receipt has no receipt: two programs would go on for ever."""
    receipt = messages.Acknowledgment(uid=uuid4(), time=clock.now(), is_accepted=True)
    a_message(courier, MessageType.ACKNOWLEDGMENT, acknowledgment=receipt)

    services.read_folders()

    entry = InboxMessage.objects.get(agency=courier.peers.ministry.agency)
    assert (entry.state, entry.code) == (InboxState.REJECTED, "UNKNOWN_MESSAGE")
    assert not OutboxMessage.objects.exists()


def test_no_receipt_within_three_days_makes_it_undelivered(courier: Courier) -> None:
    """And a receipt that comes later all the same says that it arrived."""
    message = courier.sent()
    services.deliver_due()

    with clock.at(clock.now() + 3 * DAY + timedelta(minutes=1)):
        services.deliver_due()
        message.refresh_from_db()
        expired = message.state
        receipt = messages.Acknowledgment(uid=message.message_id, time=clock.now(), is_accepted=True)
        a_message(courier, MessageType.ACKNOWLEDGMENT, acknowledgment=receipt)
        services.read_folders()

    message.refresh_from_db()
    assert (expired, message.state) == (OutboxState.EXPIRED, OutboxState.ACCEPTED)


def test_what_comes_after_three_days_gets_a_receipt_of_failure(courier: Courier) -> None:
    """The document is laid on no desk."""
    courier.arrived(courier.laid())

    with clock.at(clock.now() + 3 * DAY + timedelta(minutes=1)):
        services.read_folders()

    assert (courier.received.state, courier.received.code) == (InboxState.REJECTED, "EXPIRED")
    assert [one.content["code"] for one in courier.receipts] == ["EXPIRED"]
    assert not Document.objects.filter(agency=courier.peers.committee.agency).exists()
