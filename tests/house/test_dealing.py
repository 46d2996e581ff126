"""Every test runs once, and no worker is left with all that lasts long."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.dealing import LASTING, dealt
from tests.house.test_tooling import ROOT


@dataclass(frozen=True)
class Collected:
    """What is asked of a test that pytest has collected."""

    nodeid: str
    mark: str = ""
    fixturenames: tuple[str, ...] = field(default=())

    def get_closest_marker(self, name: str) -> Any:
        """Whether it has this mark."""
        return name == self.mark or None


def shares(order: list[Any], workers: int) -> list[list[Any]]:
    """What xdist gives each worker to begin with."""
    given, left = [], list(order)
    for number in range(workers):
        room = len(left) // (workers - number)
        given.append(left[:room])
        left = left[room:]
    return given


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
def test_what_lasts_long_begins_each_share_and_every_test_is_dealt_once(workers: int) -> None:
    """Modules stay together, and those that last longest come to different workers."""
    short: list[Any] = [Collected(f"tests/b.py::test_{number}") for number in range(90)]
    long: list[Any] = [Collected(f"{name}::test_{number}", "process") for name in LASTING for number in range(2)]

    order = dealt([*short, *long], workers)

    assert sorted(one.nodeid for one in order) == sorted(one.nodeid for one in [*short, *long])
    begun = [[one.nodeid.partition("::")[0] for one in share if one.mark] for share in shares(order, workers)]
    assert [
        [one.mark for one in share[: len(mine)]] for share, mine in zip(shares(order, workers), begun, strict=True)
    ] == [["process"] * len(mine) for mine in begun]
    assert sum(len(set(mine)) for mine in begun) == len(LASTING)
    lasting = [sum(LASTING[name] for name in set(mine)) for mine in begun]
    assert max(lasting) - min(lasting) <= max(LASTING.values())


def test_the_tests_of_this_run_are_dealt_once(request: pytest.FixtureRequest) -> None:
    """Nothing that was collected is lost."""
    items = request.session.items

    assert sorted(one.nodeid for one in dealt(items, 3)) == sorted(one.nodeid for one in items)


def test_modules_that_last_long_are_there() -> None:
    """A module that was renamed would count as any other."""
    assert [name for name in LASTING if not (ROOT / name).exists()] == []
