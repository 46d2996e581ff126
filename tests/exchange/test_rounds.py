"""Messages of one correspondent are tried in rounds: kept together, and none of them pays for another."""

from collections.abc import Iterator

import pytest

from documents.models import DocumentFile
from exchange import services
from exchange.models import DeliveryAttempt, InboxMessage, OutboxMessage, OutboxState, Receipt
from exchange.services import delivery
from history import acts
from history.models import Act, Entry
from signing.models import KeyUse
from tests.exchange.peers import Peers, Wire
from tests.rows import rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F01")]


@pytest.fixture
def letters(peers: Peers) -> list[OutboxMessage]:
    """Four letters in the outbox."""
    return [peers.sent(number=f"1-{number}") for number in range(4)]


def states() -> list[str]:
    """The states of all messages, in their order."""
    return list(OutboxMessage.objects.order_by("id").values_list("state", flat=True))


def test_a_round_leaves_two_entries_at_its_sender(letters: list[OutboxMessage], wire: Wire) -> None:
    """One tells the containers with the uses of the seal, one the receipts; each message has its own of both."""
    before = Entry.objects.latest("id").pk

    attempts = services.deliver_due(transport=wire)

    told = Act.objects.filter(entry__pk__gt=before, verb__in=["exchange.sealed", "exchange.delivered"])
    sealed, delivered = (
        {act.entry_id for act in told if act.verb == f"exchange.{verb}"} for verb in ("sealed", "delivered")
    )
    assert attempts == 4
    assert (len(sealed), len(delivered), told.count()) == (1, 1, 8)
    assert states() == [OutboxState.ACCEPTED] * 4
    assert InboxMessage.objects.count() == Receipt.objects.count() == DeliveryAttempt.objects.count() == 4
    assert KeyUse.objects.filter(purpose="seal-message").count() == 4


def test_what_cannot_be_sealed_holds_up_nothing_else_of_its_round(letters: list[OutboxMessage], wire: Wire) -> None:
    """Its try is noted, and the others are delivered."""
    rewrite(DocumentFile.objects.filter(document=letters[1].document), is_current=False)

    services.deliver_due(transport=wire)

    tries = list(DeliveryAttempt.objects.filter(message=letters[1]).values_list("outcome", flat=True))
    assert states() == [OutboxState.ACCEPTED, OutboxState.NEW, OutboxState.ACCEPTED, OutboxState.ACCEPTED]
    assert tries == [DeliveryAttempt.Outcome.NOT_BUILT]


@pytest.fixture(params=["exchange.sealed", "exchange.delivered"])
def broken(request: pytest.FixtureRequest, letters: list[OutboxMessage]) -> Iterator[OutboxMessage]:
    """A message at whose act a reader of a higher room breaks, once it is sealed and once it is delivered."""
    worst = letters[2]

    def reader(_act: Act, message: OutboxMessage) -> None:
        if message.pk == worst.pk:
            raise RuntimeError("the reader is broken")

    acts.on(request.param)(reader)
    yield worst
    acts._readers[request.param].remove(reader)


def test_a_fault_at_one_message_undoes_nothing_of_the_others(broken: OutboxMessage, wire: Wire) -> None:
    """What could not be kept together is kept one by one, and nothing is kept twice."""
    services.deliver_due(transport=wire)

    broken.refresh_from_db()
    others = OutboxMessage.objects.exclude(pk=broken.pk)
    uses = KeyUse.objects.filter(purpose="seal-message").count()
    assert broken.state == OutboxState.NEW
    assert broken.last_error.endswith("RuntimeError")
    assert set(others.values_list("state", flat=True)) == {OutboxState.ACCEPTED}
    assert Receipt.objects.count() == 3
    assert uses == (4 if broken.sealed_id else 3)
    assert DeliveryAttempt.objects.count() == 4


def test_when_the_gateway_is_not_reached_the_rest_of_the_round_is_given_back(
    letters: list[OutboxMessage], wire: Wire
) -> None:
    """Its messages find out one by one, and the third failure breaks the circuit; what was not tried waits for that."""
    wire.is_cut = True

    attempts = services.deliver_due(transport=wire)

    tried = OutboxMessage.objects.order_by("id").values_list("attempts", "leased_until")
    assert attempts == 3
    assert list(tried) == [(1, None)] * 3 + [(0, None)]


def test_a_large_message_is_handed_over_when_the_others_are_settled(
    peers: Peers, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for its upload."""
    monkeypatch.setattr(delivery, "LARGE", 20_000)
    large = peers.sent(number="1-0", text=b"%PDF-1.7" + bytes(40_000))
    small = peers.sent(number="1-1")

    services.deliver_due(transport=wire)

    assert list(Receipt.objects.order_by("id").values_list("message", flat=True)) == [small.pk, large.pk]
    assert len(set(Act.objects.filter(verb="exchange.delivered").values_list("entry", flat=True))) == 2
