"""Both sides compare what they have: differences are found and named, and nobody else learns anything."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from agencies.models import TermKind
from documents.services import IncomingCard
from exchange import services
from exchange.containers.addressing import Address
from exchange.containers.sealing import sealed_inventory
from exchange.models import Correspondent, InboxMessage, OutboxMessage, OutboxState, Reconciliation
from exchange.services import reconciling, watching
from exchange.services.reconciling import difference
from history import clock
from signing.messages import Direction, InventoryBody, InventoryEntry
from tests.exchange.peers import Peers, Wire, flipped
from tests.rows import rewrite

pytestmark = pytest.mark.feature("X04")
EMPTY = InventoryBody(sent_from=1, sent_until=250, received_from=1, received_until=250, sent_last=0)


def compared(peers: Peers, wire: Wire) -> Reconciliation:
    """What the ministry found when it asked the committee."""
    services.ask_reconciliation(actor=peers.ministry.clerk, correspondent=peers.committee_known)
    services.run_errands(transport=wire)
    return Reconciliation.objects.filter(is_ours=True).latest("id")


def codes_of(found: Reconciliation) -> list[tuple[str, str, int]]:
    """Which way, what, and the number of each difference."""
    return [(one["way"], one["code"], one["sequence"]) for one in found.differences]


@pytest.mark.feature("F01")
def test_sides_that_have_the_same_agree(peers: Peers, wire: Wire) -> None:
    """Both keep the comparison, whoever asked."""
    peers.sent(number="02-07/1")
    peers.sent(number="02-07/2")
    services.deliver_due(transport=wire)

    found = compared(peers, wire)

    theirs = Reconciliation.objects.get(is_ours=False)
    assert (found.state, found.compared) == ("agrees", 2)
    assert (theirs.state, theirs.compared, theirs.agency) == ("agrees", 2, peers.committee.agency)


@pytest.mark.feature("F02")
def test_a_lost_message_a_lost_receipt_and_a_lost_decision_are_found(peers: Peers, wire: Wire) -> None:
    """On both sides, with the number in the sequence."""
    lost, unknown, decided = (peers.sent(number=f"02-07/{n}") for n in (1, 2, 3))
    services.deliver_due(transport=wire)
    package = InboxMessage.objects.get(message_id=decided.message_id)
    card = IncomingCard(summary="О доме 14", term_kind=TermKind.objects.get(code="agency-inquiry"))
    services.register_package(actor=peers.committee.clerk, message=package, card=card)
    rewrite(InboxMessage.objects.filter(message_id=lost.message_id), message_id=uuid4(), is_verified=False)
    rewrite(OutboxMessage.objects.filter(pk=unknown.pk), state=OutboxState.EXPIRED)

    found = compared(peers, wire)

    assert found.state == "differs"
    assert codes_of(found) == [("sent", "LOST", 1), ("sent", "RECEIPT_LOST", 2), ("sent", "DECISION_LOST", 3)]
    assert [one["way"] for one in Reconciliation.objects.get(is_ours=False).differences] == ["received"] * 3


def test_a_comparison_goes_through_pages(peers: Peers, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each under its own seal, until both sequences are through."""
    monkeypatch.setattr(reconciling, "PAGE", 2)
    for n in range(5):
        peers.sent(number=f"02-07/{n}")
    services.deliver_due(transport=wire)

    found = compared(peers, wire)

    assert (found.state, found.compared) == ("agrees", 5)
    assert Reconciliation.objects.filter(is_ours=False).count() == 3


@pytest.mark.parametrize(
    "change", [lambda _body: b"", lambda body: flipped(len(body) // 2)(body), lambda _body: b"PK\x03\x04"]
)
def test_an_answer_that_proves_nothing_ends_the_comparison(
    peers: Peers, wire: Wire, change: Callable[[bytes], bytes]
) -> None:
    """With its reason kept, and nothing compared."""
    wire.on_the_way_back = change

    found = compared(peers, wire)

    assert (found.state, found.compared) == ("failed", 0)
    assert found.detail


def test_an_older_answer_and_our_own_list_are_no_answer(peers: Peers, wire: Wire) -> None:
    """It has to name this very request, and be sealed by the other side."""
    compared(peers, wire)
    earlier, ours = wire.answers[-1].body, wire.carried[-1]

    for minutes, other in enumerate((earlier, ours), 1):
        wire.on_the_way_back = lambda _body, other=other: other  # type: ignore[misc]
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            assert compared(peers, wire).state == "failed"


def test_a_dead_line_is_kept_as_a_failed_comparison(peers: Peers, wire: Wire) -> None:
    """Nothing is raised, nothing is lost."""
    wire.is_cut = True

    found = compared(peers, wire)

    assert (found.state, found.detail) == ("failed", "cut")


def _asked(peers: Peers, body: bytes, **claims: str) -> tuple[int, str]:
    address = Address(
        sender=claims.get("sender", peers.ministry.agency.exchange_id),
        recipient=claims.get("recipient", peers.committee.agency.exchange_id),
    )
    reply = services.answer_inventory(BytesIO(body), length=len(body), address=address)
    return reply.status, reply.code


def _list(peers: Peers, body: InventoryBody = EMPTY, asks: UUID | None = None) -> bytes:
    return sealed_inventory(peers.committee_known, body, asks=asks or uuid4(), answers=False)


def test_a_list_is_answered_once_and_only_while_it_is_new(peers: Peers) -> None:
    """Whoever has caught one cannot ask with it again, now or later."""
    body = _list(peers)

    assert _asked(peers, body) == (200, "")
    assert _asked(peers, body) == (403, "ID_REUSED")
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert _asked(peers, body) == (403, "EXPIRED")


def test_strangers_and_other_seals_learn_nothing(peers: Peers) -> None:
    """Nor does a closed correspondent, nor a list for somebody else; no row is left."""
    body = _list(peers)
    bent = flipped(len(body) // 2)(body)

    answers = [
        _asked(peers, body, sender="RU-ELSEWHERE")[0],
        _asked(peers, body, recipient="RU-ELSEWHERE")[0],
        _asked(peers, body, recipient=peers.ministry.agency.exchange_id)[0],
        _asked(peers, bent)[0],
        _asked(peers, b"x")[0],
        _asked(peers, b"x" * (2 * 1024 * 1024))[0],
    ]
    rewrite(Correspondent.objects.filter(agency=peers.committee.agency), is_closed=True)

    assert answers == [403, 403, 403, 403, 403, 413]
    assert _asked(peers, _list(peers))[0] == 403
    assert not Reconciliation.objects.exists()


def test_a_greedy_list_is_refused(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a stretch of everything nor a list a second."""
    greedy = InventoryBody(sent_from=1, sent_until=2_000_000, received_from=1, received_until=2, sent_last=0)
    whole = _asked(peers, _list(peers, greedy))
    monkeypatch.setattr(reconciling, "REQUESTS_AN_HOUR", 1)

    assert whole == (400, "TOO_MANY")
    assert [_asked(peers, _list(peers))[0] for _time in range(2)] == [200, 429]


def test_a_sealed_list_of_messages_that_we_never_sent_is_shown(peers: Peers) -> None:
    """Their seal is good, so what they claim is kept for a person, and changes no message."""
    claimed = InventoryEntry(Direction.RECEIVED, uuid4(), 7, "registered", "0" * 64)
    body = InventoryBody(
        sent_from=1, sent_until=250, received_from=1, received_until=250, sent_last=0, entries=(claimed,)
    )

    _asked(peers, _list(peers, body))

    assert codes_of(Reconciliation.objects.get()) == [("sent", "NEVER_SENT", 7)]
    assert not OutboxMessage.objects.exists()


def _entry(direction: Direction, state: str, sha256: str = "a" * 64) -> InventoryEntry:
    return InventoryEntry(direction, UUID(int=1), 1, state, sha256)


@pytest.mark.parametrize(
    ("sent", "received", "code"),
    [
        ("delivered", "received", ""),
        ("registered", "registered", ""),
        ("waiting", None, ""),
        ("undelivered", None, ""),
        ("rejected", "rejected", ""),
        ("delivered", None, "LOST"),
        (None, "received", "NEVER_SENT"),
        ("waiting", "received", "RECEIPT_LOST"),
        ("delivered", "rejected", "REFUSAL_UNKNOWN"),
        ("delivered", "refused", "DECISION_LOST"),
        ("refused", "registered", "DECISION_LOST"),
        ("registered", "received", "DECISION_UNKNOWN"),
    ],
)
def test_every_pair_of_states_has_its_difference(sent: str | None, received: str | None, code: str) -> None:
    """As the sender and as the recipient have the message."""
    ours = _entry(Direction.SENT, sent) if sent else None
    theirs = _entry(Direction.RECEIVED, received) if received else None

    assert difference(ours, theirs) == code


def test_other_bytes_under_one_number_are_a_difference(db: None) -> None:
    """Whatever the states say."""
    theirs = _entry(Direction.RECEIVED, "received", "b" * 64)

    assert difference(_entry(Direction.SENT, "delivered"), theirs) == "OTHER_BYTES"


def test_each_night_everybody_with_messages_is_compared_with(peers: Peers, wire: Wire, settings: Any) -> None:
    """Once, and not in the day."""
    peers.sent()
    services.deliver_due(transport=wire)
    night = (clock.now() + timedelta(days=2)).replace(hour=0, minute=30)  # 03:30 in Moscow

    with clock.at(night):
        asked = [watching.ask_nightly(), watching.ask_nightly()]
        services.run_errands(transport=wire)
        after = watching.ask_nightly()
    with clock.at(night + timedelta(hours=21)):
        in_the_day_after = watching.ask_nightly()

    assert asked == [2, 0]
    assert (after, in_the_day_after) == (0, 0)
    assert Reconciliation.objects.filter(is_ours=True, state="agrees").count() == 2
