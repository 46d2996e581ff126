"""The clock of a worker is a process of its own: when it is killed, the worker does not go on without sweeps."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes import Node, wait_for


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node without any agency, which sweeps all the same."""
    node = Node("clock", tmp_path / "clock")
    yield node
    node.stop()


def clocks(process: int) -> list[int]:
    """What a worker has forked off: its clock. Other programs that it starts for a moment are none."""
    started = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in started if command(child) == command(process)]


def command(process: int | str) -> bytes:
    """The command line of a process, if it is still there."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


@pytest.mark.process
@pytest.mark.feature("F02")
def test_a_worker_whose_clock_was_killed_ends_for_its_supervisor_to_start_both(node: Node) -> None:
    """A worker without a clock would look alive and leave every message that waits for its next try."""
    node.start("worker")
    worker = node.processes["worker"]
    wait_for(lambda: len(clocks(worker.pid)) == 1, "the clock runs")

    os.kill(clocks(worker.pid)[0], signal.SIGKILL)

    node.wait_until_it_ends("worker")
    assert worker.returncode == 1
