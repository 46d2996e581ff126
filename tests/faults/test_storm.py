"""A storm over two nodes: faults of the wire and deaths of processes and servers at random, then the checker."""

import pytest

from tests.faults.run import run

SECONDS = 75.0
SEED = 59


@pytest.mark.services
@pytest.mark.process
@pytest.mark.slow
@pytest.mark.feature("F01", "F02", "X01")
def test_nothing_is_lost_or_doubled_in_a_storm() -> None:
    """Longer ones: ``make faults``. The evidence of a finding is kept, and its seed plays the same chances again."""
    said: list[str] = []

    report = run(SECONDS, SEED, said.append, storm=25.0)

    assert report.problems == [], "\n".join([*said, *report.lines()])
    assert report.storms >= 3
    assert report.deaths >= 50, report.lines()
    assert report.proved["delivered and received once"] > 0
