"""The line between two nodes on PostgreSQL, each with the processes of production: letters with their receipts a
second, and memory while one of a gibibyte goes over. Prints the measures as one line of JSON.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Measure
from bench.two_nodes import Make, ServedNode, introduced, wait_for

SERVER = "MEZHVED_BENCH_POSTGRES"
PACKAGE = 100_000
PROCESSES = ("signer", "sequencer", "web")
WAITING = "SELECT count(*) FROM exchange_outboxmessage WHERE state = 'new'"
DELIVERED = "SELECT count(*) FROM exchange_outboxmessage WHERE state = 'accepted'"
RECEIVED = "SELECT count(*) FROM exchange_inboxmessage WHERE state = 'waiting'"


def measures(server: str, *, is_quick: bool, make: Make | None = None) -> Iterator[Measure]:
    """Letters a second, what each costs every process, and what a large one costs in memory."""
    with (
        tempfile.TemporaryDirectory(prefix="mezhved-line-") as folder,
        introduced(Path(folder, "nodes"), server, make) as (sender, receiver),
    ):
        for node in (sender, receiver):
            node.start(*PROCESSES)
        wait_for(lambda: sender.node.answers() and receiver.node.answers(), "both gateways answer")
        yield from _drained(sender, receiver, 20 if is_quick else 1000)
        yield from _large(sender, receiver, 8 if is_quick else 1024)


def _drained(sender: ServedNode, receiver: ServedNode, count: int) -> Iterator[Measure]:
    """A backlog, from the first delivery of the worker to the last receipt."""
    sender.run("-m", "bench.letters", str(count), str(PACKAGE))
    sender.start("worker")
    wait_for(lambda: sender.question(DELIVERED) > 0, "the worker has begun", every=0.01)
    began, before = time.monotonic(), {node: node.cpu_seconds() for node in (sender, receiver)}
    left = sender.question(WAITING)
    wait_for(lambda: sender.question(WAITING) == 0, "the backlog is drained", patience=600.0)
    seconds = time.monotonic() - began
    _require(sender.question(DELIVERED) == count, "every letter is delivered")
    _require(receiver.question(RECEIVED) == count, "every letter is received")
    yield Measure("packages of 100 KB with receipts", left / seconds, "1/s", left)
    yield Measure(f"a backlog of {count} drained", seconds * count / max(left, 1), "s", left)
    for node, title in ((sender, "sender"), (receiver, "receiver")):
        for name, spent in node.cpu_seconds().items():
            cost = (spent - before[node].get(name, 0.0)) / max(left, 1) * 1000
            if cost:
                yield Measure(f"  processor, {title}, {name}", cost, "ms each", left)


def _large(sender: ServedNode, receiver: ServedNode, megabytes: int) -> Iterator[Measure]:
    """One letter with a large attachment: how far the memory of each process rises above what it held before."""
    before, already = {node: node.peak_megabytes() for node in (sender, receiver)}, sender.question(DELIVERED)
    sender.run("-m", "bench.letters", "1", str(megabytes * 1024 * 1024))
    seconds = wait_for(lambda: sender.question(DELIVERED) > already, "the large letter is delivered", patience=600.0)
    yield Measure(f"an attachment of {megabytes} MiB delivered", seconds, "s", 1)
    for node, title, name in ((sender, "sender", "worker"), (receiver, "receiver", "web")):
        peak = node.peak_megabytes()[name]
        yield Measure(f"  memory of {title}, {name}: at its peak", peak, "MB", 1)
        yield Measure(f"  memory of {title}, {name}: more than before", peak - before[node][name], "MB", 1)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    found = measures(os.environ[SERVER], is_quick="--quick" in arguments)
    print(json.dumps([measure.written() for measure in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
