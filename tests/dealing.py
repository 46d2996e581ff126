"""In which order tests run, and with which of them each worker begins.

What starts processes or a browser waits most of its time and takes minutes: it comes first, and every worker gets its
share of it, so that its waiting is filled by the others and none is left with it at the end. The short tests follow,
layer by layer. A worker that has run out of tests takes the last ones of another (``--dist worksteal``).
"""

from collections.abc import Sequence

import pytest

from tests.layers import wanted

# Seconds, measured once and rounded: they only tell which modules must not come to one worker.
LASTING = {
    "tests/faults/test_points.py": 250,
    "tests/faults/test_bad_days.py": 180,
    "tests/faults/test_storm.py": 175,
    "tests/pages/test_looks.py": 150,
    "tests/processes/test_killed_processes.py": 110,
    "tests/processes/test_the_path.py": 90,
    "tests/house/test_run.py": 80,
    "tests/demo/test_bench.py": 60,
    "tests/processes/test_own_installation.py": 45,
    "tests/upgrades/test_upgrades.py": 30,
    "tests/processes/test_killed_sequencer.py": 30,
}
OTHERWISE = 10


def is_long(item: pytest.Item) -> bool:
    """Whether a test starts processes or opens pages."""
    return any(item.get_closest_marker(name) for name in ("process", "browser"))


def dealt(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in their order: xdist gives the first part of the list to the first worker, and so on."""
    shares = _shares([item for item in items if is_long(item)], workers)
    short = sorted((item for item in items if not is_long(item)), key=wanted)
    order: list[pytest.Item] = []
    left = len(items)
    for number, share in enumerate(shares):
        room = left // (workers - number)  # as xdist counts
        left -= room
        taken = max(0, room - len(share))
        order += share + short[:taken]
        short = short[taken:]
    return order + short


def _shares(items: Sequence[pytest.Item], workers: int) -> list[list[pytest.Item]]:
    """The long tests by worker, those of a module together: what lasts longest first, each to whoever has least."""
    modules: dict[str, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.nodeid.partition("::")[0], []).append(item)
    shares: list[list[pytest.Item]] = [[] for _worker in range(workers)]
    loads = [0] * workers
    for name in sorted(modules, key=lambda name: (-LASTING.get(name, OTHERWISE), name)):
        least = loads.index(min(loads))
        loads[least] += LASTING.get(name, OTHERWISE)
        shares[least] += modules[name]
    return shares
