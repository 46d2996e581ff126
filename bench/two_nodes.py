"""Two nodes of the embedded installation on databases of a PostgreSQL server, started by the commands of production."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from deploy.node import ROOT, Child, Node
from deploy.ports import free_port

PATIENCE = 180.0
TICKS = os.sysconf("SC_CLK_TCK")


# Makes a database of this name on the server, migrated.
Make = Callable[[str, str], None]


@dataclass(eq=False)
class ServedNode:
    """One agency with a database of the server, and those of its processes that were started."""

    node: Node
    url: str
    running: dict[str, Child] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        told = {
            "MEZHVED_DATABASE_URL": self.url,
            "MEZHVED_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        return self.node.environment | told

    def run(self, *words: str) -> str:
        """Run Python with these words on the node and wait for its end; what it printed."""
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def start(self, *names: str) -> None:
        """Start processes as production does."""
        for name in names:
            log = self.node.log(name)
            log.parent.mkdir(parents=True, exist_ok=True)
            child = Child(f"{self.node.letter} {name}", self.node.commands()[name], self.environment, log)
            child.start()
            self.running[name] = child

    def stop(self) -> None:
        """End what was started."""
        for child in self.running.values():
            child.end()
        self.running.clear()

    def cpu_seconds(self) -> dict[str, float]:
        """What each process has used of processors by now, with all that it has started."""
        return {name: sum(map(_seconds, _family(_leader(child)))) for name, child in self.running.items()}

    def peak_megabytes(self) -> dict[str, float]:
        """The most memory that each process has held; the greatest of those that it has started."""
        return {name: max(map(_peak, _family(_leader(child)))) for name, child in self.running.items()}

    def question(self, sql: str) -> int:
        """The number that a query gives."""
        with psycopg.connect(self.url, autocommit=True) as server:
            found = server.execute(sql).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def introduced(folder: Path, server: str, make: Make | None = None) -> Iterator[tuple[ServedNode, ServedNode]]:
    """Nodes A and B with people and keys but no cases, each in the other's register; ended and dropped afterwards.

    ``make`` may make migrated databases in less time than migrating one and copying it takes.
    """
    names = [f"mezhved_bench_{letter}_{os.getpid()}" for letter in "ab"]
    first, second = (
        ServedNode(Node(letter, free_port(), folder), f"{server.rpartition('/')[0]}/{name}")
        for letter, name in zip("ab", names, strict=True)
    )
    first.node.folder.mkdir(parents=True)
    try:
        if make is None:
            _admin(server, f'CREATE DATABASE "{names[0]}"')
            first.run("manage.py", "migrate", "--verbosity", "0")
            _admin(server, f'CREATE DATABASE "{names[1]}" TEMPLATE "{names[0]}"')
        else:
            for name in names:
                make(server, name)
        for served in (first, second):
            served.run("manage.py", "prepare_node", "--node", served.node.letter, "--without-cases")
        for served, peer in ((first, second), (second, first)):
            card = str(peer.node.folder / "public" / "card.json")
            served.run("manage.py", "add_correspondent", card, "--private-address")
        yield first, second
    except TimeoutError as error:
        for served in (first, second):
            for name, child in served.running.items():
                error.add_note(f"{served.node.letter} {name}, ended: {child.has_ended()}\n{child.last_words()}")
        raise
    finally:
        first.stop()
        second.stop()
        for name in names:
            _admin(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder, ignore_errors=True)


def _admin(server: str, statement: str) -> None:
    """Of the server's databases only this one is there on every server."""
    with psycopg.connect(f"{server.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute(statement)


def wait_for(condition: Callable[[], bool], what: str, *, every: float = 0.05, patience: float = PATIENCE) -> float:
    """Wait until the condition holds; the seconds that it took.

    Raises:
        TimeoutError: it did not come.
    """
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > patience:
            raise TimeoutError(what)
        time.sleep(every)
    return time.monotonic() - began


def _leader(child: Child) -> int:
    if child.process is None:
        raise ValueError(f"{child.title} has ended")
    return child.process.pid


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
