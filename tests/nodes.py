"""Real nodes for tests: processes of their own on loopback, started, killed and started again by name."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.ports import free_port
from history.kill_points import VARIABLE
from tests import migrated
from tests.copies import ROOT, Copy, Nursery
from tests.undertaker import undertaker

PATIENCE = 120.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.025, 0.2  # between two looks at what is waited for


class Node:
    """One agency's node: a data folder, an address, and the processes web, worker, signer and sequencer.

    Its database is migrated and empty; unless ``is_migrated``, it has no tables at all.
    """

    def __init__(self, name: str, folder: Path, *, is_migrated: bool = True) -> None:
        self.name = name
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.processes: dict[str, subprocess.Popen[bytes] | Copy] = {}
        self.services: dict[str, str] = {}
        folder.mkdir(parents=True)
        if migrated.HAS_SERVICES:
            self._ask_services(os.environ["MEZHVED_DATABASE_URL"], is_migrated=is_migrated)
        elif is_migrated:
            migrated.copy_file(folder / "db.sqlite3")
        self._nursery = Nursery(lambda: self.environment, folder / "nursery.log")

    def _ask_services(self, database: str, *, is_migrated: bool) -> None:
        """Take a fresh PostgreSQL database and a queue of its own instead of the embedded ones."""
        name = f"mezhved_node_{self.name}_{os.getpid()}"
        create = migrated.create_database if is_migrated else migrated.create_empty_database
        create(database, name)
        self.services = {
            "MEZHVED_DATABASE_URL": migrated.at(database, name),
            "MEZHVED_BROKER_URL": os.environ["MEZHVED_BROKER_URL"],
            "MEZHVED_QUEUE": name,
        }

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("MEZHVED_", "DJANGO_"))}
        return (
            kept
            | {
                "MEZHVED_DATA_DIR": str(self.folder),
                "MEZHVED_BASE_URL": self.address,
                "MEZHVED_NODE": self.name,
                "MEZHVED_SIGNER_SOCKET": str(self.folder / "signer.sock"),
                "MEZHVED_SESSION_COOKIE": f"session_{self.name}",
                "MEZHVED_CSRF_COOKIE": f"csrf_{self.name}",
                "MEZHVED_SWEEP_SECONDS": "1",
                "MEZHVED_EXCHANGE_TIMEOUT_SECONDS": "4",
                "MEZHVED_LOG_LEVEL": "WARNING",
                "PYTHONWARNINGS": "default",
                VARIABLE: f"@{self.folder / 'kill-at'}",
            }
            | self.services
        )

    def manage(self, *arguments: str) -> str:
        """Run a management command on the node, and give what it prints.

        Raises:
            AssertionError: it failed; its output is part of the error.
        """
        status, out, err = self._nursery.run(["manage.py", *arguments], patience=240)
        assert status == 0, f"{arguments}: {out}\n{err}"
        return out

    def ask(self, script: str) -> Any:
        """Run lines of Python in the node's shell; the last line it prints is JSON and is returned."""
        return json.loads(self.manage("shell", "--verbosity", "0", "-c", script).strip().splitlines()[-1])

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the node's database itself, which costs no start of the program."""
        if self.services:
            with psycopg.connect(self.services["MEZHVED_DATABASE_URL"]) as server:
                return server.execute(statement.encode()).fetchall()
        with contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=30)) as file:
            return file.execute(statement).fetchall()

    def die_at(self, point: str) -> None:
        """Let the next process that comes to this point end itself at once; starting another one takes it back."""
        (self.folder / "kill-at").write_text(point, encoding="utf-8")

    def start(self, *names: str) -> None:
        """Start the named processes."""
        self.die_at("")
        commands = {
            "web": [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers", "1", "--blocking-threads", "2", "config.wsgi:application",
            ],
            "worker": [
                sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo", "-B", "--loglevel", "WARNING",
                "--without-gossip", "--without-mingle",
            ],
            "signer": [sys.executable, "manage.py", "run_signer"],
            "sequencer": [sys.executable, "manage.py", "run_sequencer"],
        }  # fmt: skip
        for name in names:
            written = self.folder / f"{name}.log"
            if name != "web":
                self.processes[name] = self._nursery.start(commands[name][1:], written)
                continue
            with written.open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    commands[name], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
            undertaker().entrust(self.processes[name].pid)
        if "web" in names:
            self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Wait for the health page."""
        wait_for(self._answers, f"node {self.name} answers")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self, *names: str) -> None:
        """End processes without any warning, their children too."""
        for name in names:
            process = self.processes.pop(name, None)
            if process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=20)
                undertaker().release(process.pid)

    def wait_until_it_ends(self, name: str) -> None:
        """Wait for a process to end by itself at its kill point."""
        wait_for(lambda: self.processes[name].poll() is not None, f"{name} of {self.name} ends")

    def last_words(self, lines: int = 20) -> str:
        """The ends of the logs of its processes."""
        logs = sorted(self.folder.glob("*.log"))
        ends = ("\n".join(log.read_text(errors="replace").splitlines()[-lines:]) for log in logs)
        return "\n".join(f"{self.name} {log.name}:\n{end}" for log, end in zip(logs, ends, strict=True))

    def stop(self) -> None:
        """End everything that was started here, and give the database back."""
        self.kill(*list(self.processes))
        self._nursery.close()
        if self.services:
            url = self.services["MEZHVED_DATABASE_URL"]
            migrated.drop_database(url, url.rpartition("/")[2])


def wait_for(condition: Any, what: str, patience: float = PATIENCE) -> None:
    """Wait until the condition holds.

    Raises:
        AssertionError: it did not within the patience.
    """
    until, pause = time.monotonic() + patience, SHORTEST_PAUSE
    while not condition():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def introduce(first: Node, second: Node) -> None:
    """Enter each node in the other's register of correspondents."""
    for node, peer in ((first, second), (second, first)):
        node.manage("add_correspondent", str(peer.folder / "public" / "card.json"), "--private-address")
