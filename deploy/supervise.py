"""Starts two agencies on two nodes of this machine, watches their processes, and stops all of them together.

Each node is a folder ``var/a`` or ``var/b`` with its own database, files and keys, and four processes: web, worker,
sequencer and signer. A process that ends by itself is started again after a growing pause. Needs nothing but the
standard library, so that ``reset`` works before the environment exists.
"""

import argparse
import fcntl
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from deploy.node import HOST, ROOT, Node, say, short, tail

READY_WITHIN = 60.0
GRACE = 10.0
TICK = 0.2


class Refused(Exception):
    """Nothing can be started, for a reason that the person at the console can mend."""


class Stop:
    """Remembers that the person, or the machine, asked for the end."""

    def __init__(self) -> None:
        self.asked = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    def __bool__(self) -> bool:
        return self.asked > 0


@contextmanager
def the_only_one(home: Path) -> Iterator[None]:
    """Hold the folder of the nodes as long as the block runs.

    Raises:
        Refused: another supervisor holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "The nodes of this folder are running already: stop them first (Ctrl-C where `make run` runs)."
            ) from None
        yield


def require_free(nodes: Sequence[Node]) -> None:
    """See that the ports can be used, before anything is begun.

    Raises:
        Refused: a port is out of range, given twice, or somebody listens there.
    """
    if len({node.port for node in nodes}) < len(nodes):
        raise Refused(
            f"Both nodes cannot use port {nodes[0].port}: choose two, for example make run PORT_A=9001 PORT_B=9002"
        )
    for node in nodes:
        variable = f"PORT_{node.letter.upper()}"
        if not 0 < node.port < 2**16:
            raise Refused(f"{variable}={node.port} is not a port (1 to 65535).")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, node.port))
            except OSError as error:
                reason = f"Port {node.port} of {HOST} is not free ({error.strerror})."
                raise Refused(f"{reason} Choose another: make run {variable}=9001") from None


def await_all(running: Sequence[tuple[Node, subprocess.Popen[bytes]]], what: str, stop: Stop) -> None:
    """Wait until commands of the nodes have ended well.

    Raises:
        Refused: one has failed; the end of its log is in the message.
    """
    try:
        while any(process.poll() is None for _node, process in running) and not stop:
            time.sleep(TICK)
        for node, process in running:
            if not stop and process.returncode != 0:
                log = node.log("prepare")
                raise Refused(f"Node {node.letter}: {what} failed. The end of {short(log)}:\n{tail(log)}")
    finally:
        for _node, process in running:
            if process.poll() is None:
                process.terminate()
                process.wait()


def wait_until_ready(nodes: Sequence[Node], stop: Stop) -> None:
    """Wait until every node answers.

    Raises:
        Refused: one did not in time; the ends of its logs are in the message.
    """
    until = time.monotonic() + READY_WITHIN
    waiting = list(nodes)
    while waiting and not stop:
        waiting = [node for node in waiting if not node.answers()]
        watch(nodes)
        if waiting and time.monotonic() > until:
            words = "\n".join(
                f"  {short(child.log)}:\n{child.last_words()}" for node in waiting for child in node.children
            )
            letters = " and ".join(node.letter for node in waiting)
            raise Refused(f"Node {letters} did not answer within {READY_WITHIN:.0f} s. The ends of the logs:\n{words}")
        time.sleep(TICK)


def stop_all(nodes: Sequence[Node], stop: Stop) -> None:
    """End every process: first by request, after the grace period or a second Ctrl-C by force."""
    children = [child for node in nodes for child in node.children]
    asked_before = stop.asked
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + GRACE
    while not all(child.has_ended() for child in children) and time.monotonic() < until and stop.asked <= asked_before:
        time.sleep(TICK / 4)
    for child in children:
        child.end()


def welcome(nodes: Sequence[Node], seconds: float) -> None:
    """Print where the nodes are and who can sign in."""
    say(f"\nReady after {seconds:.0f} s. Two agencies, each on a node of its own:\n")
    for node in nodes:
        say(f"  {node.letter.upper()}  {node.address}\n{node.logins()}\n")
    folders = " and ".join(short(node.folder) for node in nodes)
    say(f"Data and logs: {folders}. Ctrl-C stops everything and keeps the data.")


def bring_up(nodes: Sequence[Node], stop: Stop) -> None:
    """Prepare the nodes, make them known to each other, start them and wait until they answer.

    Raises:
        Refused: a step failed.
    """
    say("Preparing two nodes (database, keys, demo) ...")
    await_all([(node, node.prepare()) for node in nodes], "its preparation", stop)
    if not stop:
        pairs = [(node, peer) for node in nodes for peer in nodes if peer is not node]
        await_all([(node, node.introduce(peer)) for node, peer in pairs], "entering the other agency", stop)
    if not stop:
        for node in nodes:
            node.start()
        wait_until_ready(nodes, stop)


def watch(nodes: Sequence[Node]) -> None:
    """See to every process once."""
    for node in nodes:
        for child in node.children:
            child.watch()


def run(ports: dict[str, int], home: Path) -> int:
    """Run both nodes until Ctrl-C or SIGTERM.

    Raises:
        Refused: they run already, a port is taken, or a node did not come up.
    """
    nodes = [Node(letter, port, home) for letter, port in ports.items()]
    stop = Stop()
    with the_only_one(home):
        require_free(nodes)
        begun = time.monotonic()
        try:
            bring_up(nodes, stop)
            if not stop:
                welcome(nodes, time.monotonic() - begun)
            while not stop:
                time.sleep(TICK)
                watch(nodes)
        finally:
            stop_all(nodes, stop)
    say("\nEverything has stopped.")
    return 0


def reset(home: Path) -> int:
    """Remove what the nodes keep.

    Raises:
        Refused: they are running.
    """
    with the_only_one(home):
        for letter in ("a", "b"):
            shutil.rmtree(home / letter, ignore_errors=True)
    say("The data of both nodes are gone; `make run` starts over.")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Read the command line and obey."""
    parser = argparse.ArgumentParser(description="Two agencies on two nodes of this machine.")
    parser.add_argument("--home", type=Path, default=ROOT / "var", help="the folder of both nodes")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="start both nodes and watch them")
    running.add_argument("--port-a", type=int, default=8101)
    running.add_argument("--port-b", type=int, default=8102)
    commands.add_parser("reset", help="remove the data of both nodes")
    given = parser.parse_args(arguments)
    try:
        home = given.home.resolve()
        return reset(home) if given.command == "reset" else run({"a": given.port_a, "b": given.port_b}, home)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
