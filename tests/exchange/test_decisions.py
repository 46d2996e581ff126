"""The clerk's decision on a package, and how it comes back to the letter that it answers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import TermKind
from documents.models import State
from documents.services import IncomingCard
from exchange import services
from exchange.models import InboxMessage, InboxState, MessageKind, OutboxMessage, Receipt
from exchange.refusals import OFFICIAL, REASONS
from history import clock
from history.models import Act
from tests.exchange.peers import Peers, Wire, a_letter
from tests.rows import rewrite


def a_card() -> IncomingCard:
    """What the clerk adds."""
    return IncomingCard(summary="О доме 14", term_kind=TermKind.objects.get(code="agency-inquiry"))


@pytest.mark.feature("F01")
def test_the_number_given_there_stands_on_the_card_here(peers: Peers, wire: Wire) -> None:
    """ "Registered, no. … of …" comes back under the seal of the addressee."""
    message = peers.sent()
    services.deliver_due(transport=wire)

    services.register_package(actor=peers.committee.clerk, message=peers.received, card=a_card())
    services.deliver_due(transport=wire)

    message.refresh_from_db()
    registered = InboxMessage.objects.get(agency=peers.committee.agency).document
    assert registered is not None
    assert registered.state == State.REGISTERED
    assert (message.decision, message.their_number) == ("registered", registered.number)
    assert message.their_date == registered.registered_on
    assert [receipt.kind for receipt in message.receipts.all()] == ["transport", "decision"]
    assert Act.objects.filter(verb="exchange.registered_by_them", subject_key=message.pk).count() == 1


@pytest.mark.feature("F02")
def test_a_refusal_comes_back_with_its_reason(peers: Peers, wire: Wire) -> None:
    """In the official words of the list, with the clerk's comment."""
    message = peers.sent()
    services.deliver_due(transport=wire)

    services.refuse_package(
        actor=peers.committee.clerk, message=peers.received, reason="attachment-missing", comment="нет листа 3"
    )
    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.decision == "refused"
    assert message.reason == "Приложение отсутствует: нет листа 3"
    assert peers.received.document is not None
    assert peers.received.document.state == State.REFUSED
    assert Act.objects.filter(verb="exchange.refused_by_them", subject_key=message.pk).count() == 1


@pytest.mark.feature("F01")
def test_a_reply_finds_the_letter_that_it_answers(peers: Peers, wire: Wire) -> None:
    """It goes on in the same conversation and names message, number and date."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    inquiry = peers.received.document
    reply = a_letter(peers.committee, peers.ministry, number="03-04/412", in_reply_to=inquiry)

    sent = services.send_document(actor=peers.committee.clerk, document=reply)
    services.deliver_due(transport=wire)

    arrived = InboxMessage.objects.get(agency=peers.ministry.agency).document
    assert sent.conversation_id == message.conversation_id
    assert arrived is not None
    assert arrived.in_reply_to == message.document
    assert arrived.in_reply_to_text == f"№ 02-07/1164 от {clock.today():%d.%m.%Y}"


def test_a_decision_comes_twice_and_counts_once(peers: Peers, wire: Wire) -> None:
    """A redelivered decision gets its receipt again and is no news."""
    message = peers.sent()
    services.deliver_due(transport=wire)
    services.register_package(actor=peers.committee.clerk, message=peers.received, card=a_card())
    services.deliver_due(transport=wire)

    answer = wire.post_as_it_is(wire.carried[-1])

    assert answer.body == wire.answers[-2].body
    assert Receipt.objects.filter(message=message, kind="decision").count() == 1
    assert InboxMessage.objects.get(agency=peers.ministry.agency).state == InboxState.NOTED


def test_a_decision_proves_delivery_when_the_receipt_was_lost(peers: Peers, wire: Wire) -> None:
    """Who registered a letter has received it."""
    message = peers.sent()
    wire.loses_replies = True
    services.deliver_due(transport=wire)
    wire.loses_replies = False
    services.park(actor=peers.ministry.clerk, message=message, reason="нет ответа")
    services.register_package(actor=peers.committee.clerk, message=peers.received, card=a_card())

    services.deliver_due(transport=wire)
    rewrite(OutboxMessage.objects.filter(kind=MessageKind.DECISION), due_at=clock.now())

    message.refresh_from_db()
    assert (message.state, message.decision) == ("accepted", "registered")


def test_a_package_is_decided_upon_once(peers: Peers, wire: Wire) -> None:
    """The second clerk is told so, and the sender hears one decision."""
    peers.sent()
    services.deliver_due(transport=wire)
    services.register_package(actor=peers.committee.clerk, message=peers.received, card=a_card())

    with pytest.raises(ValidationError) as refused:
        services.refuse_package(actor=peers.committee.controller, message=peers.received, reason="text-missing")

    assert refused.value.code == "already-decided"
    assert OutboxMessage.objects.filter(kind=MessageKind.DECISION).count() == 1


@pytest.mark.parametrize("who", ["executor", "leader", "unit_head"])
def test_only_the_records_office_decides(peers: Peers, wire: Wire, who: str) -> None:
    """Neither colleagues nor the other agency do."""
    peers.sent()
    services.deliver_due(transport=wire)

    for office in (peers.committee, peers.ministry):
        with pytest.raises(PermissionDenied):
            services.register_package(actor=office.people[who], message=peers.received, card=a_card())

    assert peers.received.state == InboxState.WAITING


def test_every_reason_has_its_official_words() -> None:
    """What a clerk can choose can be sealed."""
    assert set(REASONS) == set(OFFICIAL)
