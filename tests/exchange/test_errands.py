"""Errands of the worker: looking at a line, fetching receipts that were lost; whatever a hostile gateway answers."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import TermKind
from documents.services import IncomingCard
from exchange import services
from exchange.models import Correspondent, InboxMessage, OutboxMessage, OutboxState
from exchange.transport import Answer, Line
from history import clock
from history.models import Act
from tests.codes import codes
from tests.exchange.peers import Peers, Wire, flipped
from tests.rows import rewrite

pytestmark = pytest.mark.feature("X04")


def lost(peers: Peers, wire: Wire) -> OutboxMessage:
    """A letter that was delivered and whose receipt was lost."""
    message = peers.sent()
    wire.loses_replies = True
    services.deliver_due(transport=wire)
    wire.loses_replies = False
    message.refresh_from_db()
    return message


def asked(peers: Peers, message: OutboxMessage, wire: Wire) -> OutboxMessage:
    """The message after the operator has asked for its receipts, and the worker has been there."""
    services.ask_receipts(actor=peers.ministry.clerk, message=message)
    services.run_errands(transport=wire)
    message.refresh_from_db()
    return message


def test_a_look_at_the_line_says_what_it_found(peers: Peers, wire: Wire) -> None:
    """Asked for by a person, done by the worker, once."""
    wire.looks = replace(wire.looks, date=clock.now() + timedelta(minutes=7))
    services.ask_check(actor=peers.ministry.clerk, correspondent=peers.committee_known)

    done = [services.run_errands(transport=wire), services.run_errands(transport=wire)]

    entry = peers.committee_known
    assert done == [1, 0]
    assert entry.line["answers"]
    assert entry.line["tls"] == "TLSv1.3"
    assert 410 < entry.line["clock"] < 430
    assert entry.checked_at is not None


def test_a_dead_line_is_said_to_be_dead(peers: Peers, wire: Wire) -> None:
    """And a second look a moment later is refused."""
    wire.is_cut = True
    services.ask_check(actor=peers.ministry.clerk, correspondent=peers.committee_known)
    services.run_errands(transport=wire)

    with pytest.raises(ValidationError) as refused:
        services.ask_check(actor=peers.ministry.clerk, correspondent=peers.committee_known)

    assert peers.committee_known.line == {"answers": False, "detail": "cut"}
    assert codes(refused) == ["too-soon"]


def test_an_errand_that_was_broken_off_is_done_again(peers: Peers, wire: Wire) -> None:
    """A worker that dies at the other side's gate has put it off, and nothing more."""
    services.ask_check(actor=peers.ministry.clerk, correspondent=peers.committee_known)

    class Killed(Wire):
        def look(self, endpoint: str, *, is_private: bool) -> Line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.run_errands(transport=Killed())
    at_once = services.run_errands(transport=wire)
    with clock.at(clock.now() + timedelta(minutes=11)):
        later = services.run_errands(transport=wire)

    assert (at_once, later) == (0, 1)


@pytest.mark.feature("F02")
def test_a_lost_receipt_is_fetched(peers: Peers, wire: Wire) -> None:
    """It is as good as if it had come by itself."""
    message = asked(peers, lost(peers, wire), wire)

    assert message.state == OutboxState.ACCEPTED
    assert message.receipts.get().verdict == "accepted"
    assert Act.objects.filter(verb="exchange.receipts_fetched", subject_key=message.pk).exists()


@pytest.mark.feature("F01")
def test_a_lost_decision_is_fetched_with_the_receipt(peers: Peers, wire: Wire) -> None:
    """It goes through the inbox as every decision does, once."""
    with clock.at(clock.now()):  # the letter itself is tried again a second later
        message = lost(peers, wire)
        card = IncomingCard(summary="О доме 14", term_kind=TermKind.objects.get(code="agency-inquiry"))
        services.register_package(actor=peers.committee.clerk, message=peers.received, card=card)
        wire.on_the_way = lambda _body: b"lost"
        services.deliver_due(transport=wire)
        message = asked(peers, message, wire)

    assert (message.state, message.decision) == (OutboxState.ACCEPTED, "registered")
    assert [one.kind for one in message.receipts.all()] == ["transport", "decision"]
    with pytest.raises(ValidationError) as refused:
        services.ask_receipts(actor=peers.ministry.clerk, message=message)
    assert codes(refused) == ["nothing-to-ask"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b'{"receipts": 5}',
        b'{"receipts": [{"container": "%%%"}]}',
        b'{"receipts": [{"container": "UEsDBA=="}]}',
        b'{"receipts": [{"container": 7}, "x", null]}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_nonsense_instead_of_receipts_changes_nothing(peers: Peers, wire: Wire, answer: bytes) -> None:
    """Whoever answers for the gateway."""
    wire.on_the_way_back = lambda _body: answer

    message = asked(peers, lost(peers, Wire()), wire)

    assert message.state == OutboxState.NEW
    assert not message.receipts.exists()
    assert message.receipts_due_at is None


def _bent(body: bytes) -> bytes:
    told = json.loads(body)
    container = base64.b64decode(told["receipts"][0]["container"])
    told["receipts"][0]["container"] = base64.b64encode(flipped(len(container) // 2)(container)).decode()
    return json.dumps(told).encode()


def test_a_bent_or_a_foreign_receipt_changes_nothing(peers: Peers, wire: Wire) -> None:
    """Only what the addressee has sealed about this very message moves it."""
    first = lost(peers, wire)
    kept = wire.get(f"https://x/exchange/messages/{first.message_id}/receipts", is_private=False).body
    rewrite(OutboxMessage.objects.filter(pk=first.pk), state=OutboxState.PARKED)
    second = peers.sent(number="02-07/2")
    wire.loses_replies = True
    services.deliver_due(transport=wire)
    wire.loses_replies = False

    changes: list[Callable[[bytes], bytes]] = [_bent, lambda _body: kept]
    for change in changes:
        wire.on_the_way_back = change
        second = asked(peers, second, wire)

        assert second.state == OutboxState.NEW
        assert not second.receipts.exists()


def test_an_answer_of_another_kind_is_no_answer(peers: Peers) -> None:
    """A page that says 200 OK is none."""

    class Liar(Wire):
        def get(self, *_given: object, **_named: object) -> Answer:
            return Answer(200, "text/html", b'{"receipts": []}')

    message = lost(peers, Wire())

    assert asked(peers, message, Liar()).state == OutboxState.NEW


def test_receipts_are_asked_for_by_operators_and_of_what_has_left(peers: Peers) -> None:
    """Nobody else, and nothing else."""
    message = peers.sent()

    with pytest.raises(PermissionDenied):
        services.ask_receipts(actor=peers.committee.clerk, message=message)
    with pytest.raises(ValidationError) as refused:
        services.ask_receipts(actor=peers.ministry.clerk, message=message)

    assert codes(refused) == ["not-sealed"]
    assert not Correspondent.objects.filter(check_due_at__isnull=False).exists()


def test_a_refusal_is_taken_back_by_a_later_receipt(peers: Peers, wire: Wire) -> None:
    """The other side put its register right and took the same bytes: the sender learns it when it asks."""
    seals = peers.ministry_known.seal_certificates
    register = Correspondent.objects.filter(agency=peers.committee.agency)
    rewrite(register, seal_certificates=peers.committee_known.seal_certificates)
    message = peers.sent()
    services.deliver_due(transport=wire)
    message.refresh_from_db()
    was = message.state
    rewrite(register, seal_certificates=seals)
    services.verify_again(actor=peers.committee.clerk, message=InboxMessage.objects.get())

    message = asked(peers, message, wire)

    assert (was, message.state) == (OutboxState.REFUSED, OutboxState.ACCEPTED)
