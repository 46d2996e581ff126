"""A process ends at each named point of the program, one after another; after each both nodes agree on everything."""

import pytest

from history.kill_points import POINTS
from tests.faults.nodes import Pair
from tests.faults.traffic import settled
from tests.faults.walk import FROM_THE_START, Walk, steps

pytestmark = [pytest.mark.services, pytest.mark.process, pytest.mark.slow]


@pytest.mark.feature("F01", "F02", "X01")
def test_a_process_may_end_at_any_of_the_named_points() -> None:
    """Whatever was confirmed is there once, receipts are equal, gaps are flagged, the log tells the tables."""
    with Pair(from_the_start=FROM_THE_START) as pair:
        walk = Walk(pair)
        missed = walk.begin()
        for step in steps():
            if not walk.take(step):
                missed.append(f"{step.node} {step.point}")
            found = settled(pair, walk.traffic.confirmed, calm=4)
            assert found.problems == [], step.point
        verified = [node.ask("verify") for node in pair.nodes]

    assert missed == []
    assert len({marker.name for marker in pair.folder.glob("*/killed-*")}) == len(POINTS)
    assert verified == [{"findings": []}] * 2
    assert found.proved["visibly expired"] == 1
    assert found.proved["visibly refused"] == 1
    pair.forget()
