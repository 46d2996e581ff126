"""A message on its way: leases, receipts, pauses, the circuit of a dead peer, expiry."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from exchange import services
from exchange.lifetimes import backoff
from exchange.models import DeliveryAttempt, InboxMessage, InboxState, OutboxMessage, OutboxState
from exchange.services.leasing import take_leases
from exchange.services.settling import FAILURES_BEFORE_BREAK
from exchange.transport import Answer
from history import clock
from history.models import Act
from tests.exchange.peers import Peers, Wire, a_letter, bytes_of, flipped
from tests.rows import rewrite


def verbs(subject: OutboxMessage | InboxMessage) -> list[str]:
    """What happened to a message, in order."""
    return list(
        Act.objects.filter(subject_type=subject._meta.label_lower, subject_key=subject.pk)
        .order_by("id")
        .values_list("verb", flat=True)
    )


@pytest.mark.feature("F01")
def test_a_letter_arrives_filled_in_and_the_receipt_is_kept(peers: Peers, wire: Wire) -> None:
    """Sender, number, date, signer and files of the letter stand on the other side's card; nobody retyped a field."""
    message = peers.sent()

    attempts = services.deliver_due(transport=wire)

    message.refresh_from_db()
    arrived = peers.received.document
    assert attempts == 1
    assert arrived is not None
    assert message.state == OutboxState.ACCEPTED
    assert message.receipts.get().verdict == "accepted"
    assert verbs(message) == ["exchange.sent", "exchange.sealed", "exchange.delivered"]
    assert (arrived.correspondent_name, arrived.their_number) == (peers.ministry.agency.name, "02-07/1164")
    assert arrived.their_date == clock.today()
    assert "Сомова Ирина Павловна" in arrived.their_signer
    assert sorted(arrived.files.values_list("name", flat=True)) == ["document.asice", "Письмо.pdf", "Приложение 1.txt"]
    assert arrived.signatures.get().signer_name == "Сомова Ирина Павловна"
    assert verbs(peers.received) == ["exchange.received"]


def test_messages_to_one_correspondent_are_numbered_without_gaps(peers: Peers) -> None:
    """The receiver notices a lost message by its number."""
    numbers = [peers.sent(number=f"02-07/{n}").sequence for n in range(3)]

    assert numbers == [1, 2, 3]


def test_an_urgent_letter_overtakes_the_others(peers: Peers, wire: Wire) -> None:
    """The sequence number notices gaps and holds nothing back."""
    peers.sent(number="02-07/1")
    urgent = peers.sent(number="02-07/2", is_urgent=True)

    services.deliver_due(limit=1, transport=wire)

    urgent.refresh_from_db()
    assert urgent.state == OutboxState.ACCEPTED
    assert peers.received.has_gap_before


def test_a_gap_is_flagged_and_closed_when_the_late_message_comes(peers: Peers, wire: Wire) -> None:
    """A gap is no reason to refuse."""
    peers.sent(number="02-07/1")
    peers.sent(number="02-07/2", is_urgent=True)
    services.deliver_due(limit=1, transport=wire)
    was_flagged = peers.received.has_gap_before

    services.deliver_due(transport=wire)

    assert was_flagged
    assert not InboxMessage.objects.filter(has_gap_before=True).exists()


@pytest.mark.feature("F02")
def test_a_lost_reply_doubles_nothing(peers: Peers, wire: Wire) -> None:
    """The same bytes are sent again and get the same receipt, byte for byte."""
    message = peers.sent()
    wire.loses_replies = True
    services.deliver_due(transport=wire)
    wire.loses_replies = False

    with clock.at(clock.now() + timedelta(seconds=5)):
        services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.ACCEPTED
    assert wire.carried[0] == wire.carried[1]
    assert wire.answers[0].body == wire.answers[1].body
    assert InboxMessage.objects.count() == 1
    assert [one.outcome for one in message.tries.all()] == ["unreachable", "accepted"]


def test_a_message_of_a_killed_worker_is_due_again_when_its_lease_runs_out(peers: Peers, wire: Wire) -> None:
    """Nobody else touches it before."""
    message = peers.sent()
    leases = take_leases()

    before = services.deliver_due(transport=wire)
    with clock.at(clock.now() + timedelta(minutes=2)):
        after = services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert len(leases) == 1
    assert (before, after) == (0, 1)
    assert message.state == OutboxState.ACCEPTED


@pytest.mark.feature("F02")
@pytest.mark.feature("X04")
def test_a_dead_peer_is_tried_again_with_growing_pauses_until_the_message_expires(peers: Peers, wire: Wire) -> None:
    """At 72 hours the sender's records office is told, not before."""
    message = peers.sent()
    wire.is_cut = True
    start = clock.now()
    for hours in (0, 1, 2, 30, 71):
        with clock.at(start + timedelta(hours=hours)):
            services.deliver_due(transport=wire)
    message.refresh_from_db()
    waiting = message.state

    with clock.at(start + timedelta(hours=72, minutes=1)):
        services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert waiting == OutboxState.NEW
    assert message.state == OutboxState.EXPIRED
    assert message.attempts == 5
    assert verbs(message) == ["exchange.sent", "exchange.sealed", *["exchange.attempt_failed"] * 5, "exchange.expired"]


@pytest.mark.feature("X04")
def test_a_dead_peer_delays_no_message_to_another(peers: Peers, wire: Wire) -> None:
    """After failures in a row nothing is tried for a while: the circuit is open for this correspondent alone."""
    for n in range(FAILURES_BEFORE_BREAK + 2):
        peers.sent(number=f"02-07/{n}")
    wire.is_cut = True

    services.deliver_due(transport=wire)

    assert DeliveryAttempt.objects.count() == FAILURES_BEFORE_BREAK
    assert peers.committee_known.closed_until is not None
    assert peers.ministry_known.closed_until is None


@pytest.mark.feature("X04")
def test_a_peer_that_is_back_gets_everything(peers: Peers, wire: Wire) -> None:
    """The queue catches up by itself."""
    for n in range(4):
        peers.sent(number=f"02-07/{n}")
    wire.is_cut = True
    services.deliver_due(transport=wire)
    wire.is_cut = False

    with clock.at(clock.now() + timedelta(hours=2)):
        services.deliver_due(transport=wire)

    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.ACCEPTED}
    assert peers.committee_known.failures == 0
    assert InboxMessage.objects.filter(state=InboxState.WAITING).count() == 4


def test_pauses_double_up_to_an_hour() -> None:
    """Each with a random part, so that senders do not come in step."""
    pauses = [backoff(attempts).total_seconds() for attempts in (1, 5, 10, 40)]

    assert 1 <= pauses[0] <= 2
    assert 16 <= pauses[1] <= 32
    assert 512 <= pauses[2] <= 1024
    assert 1800 <= pauses[3] <= 3600


@pytest.mark.parametrize("place", [0.3, 0.5, 0.9])
def test_a_bent_receipt_changes_nothing(peers: Peers, wire: Wire, place: float) -> None:
    """Only a whole receipt under a registered seal moves a message."""
    message = peers.sent()
    wire.on_the_way_back = lambda body: flipped(int(len(body) * place))(body)

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert message.tries.get().outcome == DeliveryAttempt.Outcome.WRONG_RECEIPT
    assert not message.receipts.exists()


def test_a_receipt_about_another_message_changes_nothing(peers: Peers, wire: Wire) -> None:
    """A receipt that was sealed for an earlier letter proves nothing about this one."""
    peers.sent(number="02-07/1")
    services.deliver_due(transport=wire)
    earlier = wire.answers[0].body
    message = peers.sent(number="02-07/2")
    wire.on_the_way_back = lambda _body: earlier

    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert message.last_error == "wrong_receipt: OTHER_MESSAGE"


def test_an_unsealed_answer_changes_nothing(peers: Peers) -> None:
    """Whoever stands in between can write 200 OK."""
    message = peers.sent()

    class Liar(Wire):
        def post(self, *_given: object, **_named: object) -> Answer:
            return Answer(200, "text/html", b"<p>accepted</p>")

    services.deliver_due(transport=Liar())

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert message.tries.get().outcome == DeliveryAttempt.Outcome.NO_RECEIPT


def test_the_container_of_a_message_never_changes(peers: Peers, wire: Wire) -> None:
    """It is built once, at the first attempt."""
    message = peers.sent()
    wire.is_cut = True
    services.deliver_due(transport=wire)
    built = bytes_of(message)

    wire.is_cut = False
    with clock.at(clock.now() + timedelta(seconds=5)):
        services.deliver_due(transport=wire)

    assert wire.carried == [built]
    assert bytes_of(message) == built


def test_a_seal_that_cannot_be_used_queues_the_message(peers: Peers, wire: Wire) -> None:
    """The message waits with the reason; it is not the correspondent's failure."""
    message = peers.sent()
    with clock.at(clock.now() + timedelta(days=365 * 20)):
        rewrite(OutboxMessage.objects.all(), expires_at=clock.now() + timedelta(hours=72))
        services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.NEW
    assert message.tries.get().outcome == DeliveryAttempt.Outcome.NOT_BUILT
    assert peers.committee_known.failures == 0


def test_a_person_parks_resumes_and_retries(peers: Peers, wire: Wire) -> None:
    """Each step has its reason in the record."""
    message = peers.sent()
    services.park(actor=peers.ministry.clerk, message=message, reason="адресат переезжает")
    while_parked = services.deliver_due(transport=wire)

    services.resume(actor=peers.ministry.clerk, message=message, reason="переехал")
    services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert while_parked == 0
    assert message.state == OutboxState.ACCEPTED
    assert verbs(message) == [
        "exchange.sent",
        "exchange.parked",
        "exchange.resumed",
        "exchange.sealed",
        "exchange.delivered",
    ]


def test_a_retry_does_not_wait_for_the_pause_or_the_circuit(peers: Peers, wire: Wire) -> None:
    """An operator who knows that the peer is back need not wait an hour."""
    message = peers.sent()
    wire.is_cut = True
    start = clock.now()
    for minute in range(5):
        with clock.at(start + timedelta(minutes=minute)):
            services.deliver_due(transport=wire)
    wire.is_cut = False

    with clock.at(start + timedelta(minutes=4)):
        services.retry_now(actor=peers.ministry.clerk, message=message)
        services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.ACCEPTED


def test_a_letter_goes_into_the_outbox_once(peers: Peers) -> None:
    """A second handing over is refused by its code."""
    letter = a_letter(peers.ministry, peers.committee)
    services.send_document(actor=peers.ministry.clerk, document=letter)

    with pytest.raises(ValidationError) as refused:
        services.send_document(actor=peers.ministry.clerk, document=letter)

    assert refused.value.code == "already-sent"
    assert OutboxMessage.objects.count() == 1


@pytest.mark.feature("F02")
@pytest.mark.parametrize("wrong", ["lease", "pause"])
def test_a_clock_that_ran_ahead_for_a_while_holds_nothing_up(peers: Peers, wire: Wire, wrong: str) -> None:
    """Its leases, pauses and broken circuits lie a day ahead when it is set right: none of them could be of now."""
    message = peers.sent()
    wire.is_cut = True
    services.deliver_due(transport=wire)
    for hours in (24, 26, 28):
        with clock.at(clock.now() + timedelta(hours=hours)):
            if wrong == "lease":
                take_leases()
            else:
                services.deliver_due(transport=wire)
    wire.is_cut = False

    with clock.at(clock.now() + timedelta(minutes=1)):
        services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert message.state == OutboxState.ACCEPTED


@pytest.mark.feature("F02")
@pytest.mark.parametrize("hours", [1, 24])
@pytest.mark.parametrize("wrong", ["lease", "pause", "circuit", "sent"])
def test_a_clock_set_forward_and_back_holds_no_message(peers: Peers, wire: Wire, wrong: str, hours: int) -> None:
    """Its moments could not be of now: after few failures pauses are short."""
    wire.is_cut = True
    with clock.at(clock.now() + timedelta(hours=hours)):
        message = peers.sent()
        if wrong == "lease":
            take_leases()
    if wrong in ("pause", "circuit"):
        for second in range(1, 4 if wrong == "circuit" else 2):
            with clock.at(clock.now() + timedelta(hours=hours, minutes=second)):
                services.deliver_due(transport=wire)
    wire.is_cut = False

    with clock.at(clock.now() + timedelta(seconds=10)):
        attempts = services.deliver_due(transport=wire)

    message.refresh_from_db()
    assert attempts == 1
    assert message.attempts == {"pause": 2, "circuit": 4}.get(wrong, 1)


@pytest.mark.feature("F02")
def test_a_number_that_comes_late_and_is_turned_away_is_no_gap(peers: Peers, wire: Wire) -> None:
    """What was written an hour ahead is overtaken by an urgent letter and then not taken; its number is known."""
    with clock.at(clock.now() + timedelta(hours=1)):
        peers.sent(number="1-1")
    peers.sent(number="1-2", is_urgent=True)
    services.deliver_due(limit=1, transport=wire)
    was_missed = InboxMessage.objects.get(sequence=2).has_gap_before

    services.deliver_due(transport=wire)

    turned_away = InboxMessage.objects.get(sequence=1)
    assert was_missed
    assert turned_away.code == "CLOCK_AHEAD"
    assert not InboxMessage.objects.get(sequence=2).has_gap_before
