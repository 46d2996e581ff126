"""A full disk, a clock that runs ahead, an emptied broker, a seal that expires under way: what was sent is not lost."""

import resource
import time
from collections.abc import Iterator

import pytest

from tests.faults.nodes import Pair, until
from tests.faults.traffic import Traffic, settled

pytestmark = [pytest.mark.services, pytest.mark.process, pytest.mark.slow, pytest.mark.feature("F02")]


@pytest.fixture(scope="module")
def traffic() -> Iterator[Traffic]:
    """Two nodes and their people; what goes wrong in one test is over before the next."""
    with Pair() as pair:
        traffic = Traffic(pair, 0)
        yield traffic
        assert [node.ask("verify") for node in pair.nodes] == [{"findings": []}] * 2
    pair.forget()


def arrived(traffic: Traffic) -> int:
    """How many letters B has received."""
    return len(traffic.pair.nodes[1].ask("account")["inbox"])


def outcomes(traffic: Traffic) -> list[str]:
    """How the tries of what waits at A went."""
    return list(traffic.pair.nodes[0].ask("tries").get("outcomes", ()))


def test_what_comes_while_the_disk_is_full_comes_again(traffic: Traffic) -> None:
    """Nothing is accepted that could not be kept, and nothing is refused for it either."""
    first, second = traffic.pair.nodes
    before = arrived(traffic)
    second.limit_files(0)
    sent = [traffic.send(first), traffic.send(first, size=300_000)]
    was_tried = until(lambda: "no_receipt" in outcomes(traffic), 60)
    meanwhile = arrived(traffic)
    second.limit_files(resource.RLIM_INFINITY)

    found = settled(traffic.pair, traffic.confirmed)

    assert all(sent)
    assert was_tried
    assert meanwhile == before
    assert found.problems == []
    assert arrived(traffic) == before + 2


def test_a_clock_that_ran_ahead_delays_nothing_when_it_is_right_again(traffic: Traffic) -> None:
    """Leases and pauses of the wrong days bind nobody, without any help of an operator."""
    first, _second = traffic.pair.nodes
    traffic.pair.wires[1].always("cut before the request")
    sent = traffic.send(first)
    was_tried = until(lambda: outcomes(traffic) != [], 60)
    first.kill("worker")
    attempts = [first.ask("deliver_ahead", days=days) for days in (1, 2)]
    first.start("worker")

    found = settled(traffic.pair, traffic.confirmed, calm=120)

    assert sent
    assert was_tried
    assert attempts == [{"attempts": 1}, {"attempts": 1}]
    assert found.problems == []


def test_a_broker_that_died_and_was_emptied_costs_time_and_nothing_else(traffic: Traffic) -> None:
    """The bell is not needed for anything but haste."""
    pair = traffic.pair
    before = arrived(traffic)
    pair.has_broker = False
    pair.rabbit.die()
    sent = [traffic.send(pair.nodes[0]) for _letter in range(3)]
    pair.rabbit.start()
    pair.has_broker = True
    pair.rabbit.empty(*(node.queue for node in pair.nodes))

    found = settled(pair, traffic.confirmed, calm=120)

    assert all(sent)
    assert found.problems == []
    assert arrived(traffic) == before + 3


def test_a_message_whose_seal_expires_under_way_is_refused_in_sight(traffic: Traffic) -> None:
    """It is not taken and not lost: its sender sees why; the next letter goes under the seal that is in force."""
    first, second = traffic.pair.nodes
    seal = first.ask("seal_for_seconds", seconds=25)
    entered = second.ask("enter", card=first.card(traffic.pair.wires[0]))
    traffic.pair.wires[1].always("cut before the request")
    late = traffic.send(first)
    was_tried = until(lambda: outcomes(traffic) != [], 60)
    time.sleep(max(0.0, seal["until"] - time.time()) + 1)
    traffic.pair.wires[1].always("")

    after_expiry = settled(traffic.pair, traffic.confirmed)
    fresh = traffic.send(first)
    found = settled(traffic.pair, traffic.confirmed)

    states = {row["id"]: row["state"] for row in first.ask("account")["outbox"]}
    assert "entered" in entered
    assert was_tried
    assert after_expiry.problems == []
    assert found.problems == []
    assert (states[late], states[fresh]) == ("refused", "accepted")
