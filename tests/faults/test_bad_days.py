"""A full disk, clocks that are wrong for a while, an emptied broker, a seal that expires: what was sent is not lost."""

import resource
import time
from collections.abc import Iterator

import pytest

from tests.faults.clocks import JUMPS, RIGHT
from tests.faults.nodes import Node, Pair, until
from tests.faults.traffic import SETTLED, Traffic, settled

pytestmark = [pytest.mark.services, pytest.mark.process, pytest.mark.slow, pytest.mark.feature("F02")]


RECEIPT_AHEAD = "wrong_receipt: SIGNING_TIME_AHEAD"


@pytest.fixture(scope="module")
def traffic() -> Iterator[Traffic]:
    """Two nodes and their people; what goes wrong in one test is over before the next."""
    with Pair(jumps=True) as pair:
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


def reasons(node: Node) -> list[str]:
    """Why what waits at a node was not delivered; empty words for what was not tried yet."""
    return list(node.ask("reasons").get("reasons", ["no answer"]))


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


def test_clocks_that_jump_and_come_back_hold_nothing_up(traffic: Traffic) -> None:
    """An hour late, an hour early, a day early, one node alone and both, in the midst of work and with the wire cut.

    When both are right again, everything goes without the help of an operator. What was sealed in the name of a moment
    that is still to come is refused in sight; a receipt of such a moment is believed when the moment has come.
    """
    first, second = pair = traffic.pair.nodes
    sent = []
    for jump, alone in zip(JUMPS, (first, second, second), strict=True):
        alone.clock.jump(jump)
        sent += [traffic.send(node) for node in pair]
        traffic.decide(second)
        traffic.pair.wires[1].always("cut before the request")
        for node in pair:
            node.clock.jump(jump)
        sent.append(traffic.send(first))
        until(lambda: "unreachable" in outcomes(traffic), 5)
        traffic.pair.wires[1].always("")
        for node in pair:
            node.clock.jump(RIGHT)

    is_free = until(lambda: {reason for node in pair for reason in reasons(node)} <= {"", RECEIPT_AHEAD}, 40)
    is_sent = until(lambda: "" not in [reason for node in pair for reason in reasons(node)], 20)
    for node in pair:
        node.clock.jump(max(JUMPS))
    found = settled(traffic.pair, traffic.confirmed, calm=SETTLED)
    for node in pair:
        node.clock.jump(RIGHT)
    last = [traffic.send(node) for node in pair]
    after = settled(traffic.pair, traffic.confirmed, calm=SETTLED)

    states = {row["id"]: row["state"] for node in pair for row in node.ask("account")["outbox"]}
    assert all(sent)
    assert (is_free, is_sent) == (True, True)
    assert found.problems == []
    assert {states[one] for one in sent} <= {"accepted", "refused"}
    assert after.problems == []
    assert [states[one] for one in last] == ["accepted", "accepted"]
