"""Two nodes on servers of their own, each known to the other by the address of a faulty wire; and who restarts them."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from deploy import node as production
from deploy.ports import free_port
from history.kill_points import VARIABLE
from tests import migrated
from tests.copies import ROOT, Nursery
from tests.faults.clocks import RIGHT, Clock
from tests.faults.proxy import Proxy
from tests.faults.servers import Postgres, Rabbit
from tests.nodes import wait_for
from tests.undertaker import undertaker

TIMEOUT = 2.0  # seconds that a node waits for the other
PROCESSES = ("signer", "sequencer", "worker", "web")
PATIENCE = 120.0
AGE = timedelta(days=2)  # of a node when it begins


class Node:
    """One agency: its database, its folder, its processes as production starts them, and its people."""

    def __init__(self, name: str, folder: Path, rabbit: Rabbit, given: dict[str, str], *, jumps: bool = False) -> None:
        self.name, self.folder, self.port = name, folder / name, free_port()
        self.folder.mkdir()
        self.postgres, self.rabbit, self.given = Postgres(folder / f"postgres-{name}"), rabbit, given
        self.queue = f"faults-{name}"
        self._clock = Clock(self.folder / "clock") if jumps else None
        self.running: dict[str, int] = {}
        self.ended: Counter[str] = Counter()
        self._pair = folder
        self._office: subprocess.Popen[str] | None = None
        self._web: subprocess.Popen[bytes] | None = None
        self._nursery = Nursery(lambda: self.environment, self.folder / "nursery.log")
        self._lock = threading.RLock()
        self._talk = threading.Lock()  # one question at a time

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told: as in production, with short patience and the points of death in a file."""
        told = production.Node(self.name, self.port, self._pair).environment
        told |= {
            "MEZHVED_DATABASE_URL": self.postgres.url,
            "MEZHVED_BROKER_URL": self.rabbit.url,
            "MEZHVED_QUEUE": self.queue,
            "MEZHVED_SWEEP_SECONDS": "1",
            "MEZHVED_INDEX_SECONDS": "600",
            "MEZHVED_EXCHANGE_TIMEOUT_SECONDS": str(TIMEOUT),
            "MEZHVED_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONWARNINGS": "default",
            VARIABLE: f"@{self.points}",
        }
        return told | (self._clock.environment if self._clock else {}) | self.given

    @property
    def clock(self) -> Clock:
        """Its clock, which a test lets jump.

        Raises:
            AssertionError: the node has the machine's.
        """
        assert self._clock is not None
        return self._clock

    @property
    def points(self) -> Path:
        """The file that names the points at which its processes end now."""
        return self.folder / "kill-at"

    def prepare_server(self) -> None:
        """A server with a migrated database."""
        migrated.KEPT.mkdir(parents=True, exist_ok=True)
        self.postgres.make(migrated.KEPT / f"{migrated.digest()}.cluster")
        self.postgres.start()

    def prepare(self) -> None:
        """Agency, people and keys; if its clock jumps, some days ago: certificates are in force when it is set back."""
        if self._clock:
            self._clock.jump(-AGE)
        self.manage("prepare_node", "--node", self.name, "--without-cases")
        if self._clock:
            self._clock.jump(RIGHT)

    def meet(self, peer: "Node", wire: Proxy) -> None:
        """Enter the other agency in the register, at the address of the wire that leads there."""
        place = self.folder / "peer.json"
        place.write_text(peer.card(wire), encoding="utf-8")
        self.manage("add_correspondent", str(place), "--private-address")

    def card(self, wire: Proxy) -> str:
        """The card of the agency as it is now, with the address of a wire that leads here."""
        card = json.loads((self.folder / "public" / "card.json").read_text(encoding="utf-8"))
        return json.dumps(card | {"endpoint": f"http://127.0.0.1:{wire.port}/exchange/messages"})

    def manage(self, *arguments: str) -> str:
        """Run a management command on the node; no point of death is in its way."""
        told = {name: value for name, value in self.environment.items() if name != VARIABLE}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=told, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *names: str) -> None:
        """Start processes, all without names given."""
        with self._lock:
            for name in names or PROCESSES:
                if not self.is_alive(name):
                    self.running[name] = self._started(name)
                    undertaker().entrust(self.running[name])

    def _started(self, name: str) -> int:
        command = production.Node(self.name, self.port, self._pair).commands()[name]
        log = self.folder / f"{name}.log"
        if name == "web":
            with log.open("ab") as output:
                self._web = subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                    start_new_session=True,
                )  # fmt: skip
            return self._web.pid
        return self._nursery.start(command[1:], log).pid

    def _talking(self, module: str) -> subprocess.Popen[str]:
        with (self.folder / f"{module.rpartition('.')[2]}.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module], cwd=ROOT, env=self.environment, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=output, text=True, start_new_session=True,
            )  # fmt: skip
        undertaker().entrust(process.pid)
        return process

    def is_alive(self, name: str) -> bool:
        """Whether a process of this name is at work."""
        leader = self.running.get(name)
        if leader is None:
            return False
        if name == "web" and self._web is not None and self._web.poll() is not None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(leader, 0)
            return True
        return False

    def kill(self, *names: str) -> None:
        """End processes without any warning, with everything that they have started."""
        with self._lock:
            for name in names:
                leader = self.running.pop(name, None)
                if leader is not None:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(leader, signal.SIGKILL)
                    if name == "web" and self._web is not None:
                        self._web.wait()
                    undertaker().release(leader)

    def kill_child(self, name: str) -> bool:
        """Kill one process that this one has started: Granian's worker, the clock of Celery's."""
        leader = self.running.get(name)
        if leader is None:
            return False
        children = _children(leader)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return bool(children)

    def limit_files(self, size: int) -> None:
        """Let no process of the node write a file beyond this size: with 0 its disk is full, logs included."""
        office = [self._office.pid] if self._office is not None else []
        for leader in [*self.running.values(), *office]:
            for process in (leader, *_children(leader)):
                with contextlib.suppress(ProcessLookupError):
                    _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
                    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))

    def tend(self) -> None:
        """What a supervisor does: start what has ended, the server too."""
        with self._lock:
            for name in [name for name in self.running if not self.is_alive(name)]:
                self.ended[name] += 1
                self.kill(name)
                self.start(name)

    def answers(self) -> bool:
        """Whether its gateway answers."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def ask(self, do: str, **told: Any) -> dict[str, Any]:
        """Let its people act; a reply with ``error`` says that nothing was done, as far as they know."""
        with self._talk:
            with self._lock:
                if self._office is None or self._office.poll() is not None:
                    self.dismiss()
                    self._office = self._talking("tests.faults.office")
                office = self._office
            try:
                return dict(json.loads(_said(office, json.dumps({"do": do} | told)) or '{"error": "killed"}'))
            except (OSError, ValueError) as error:
                return {"error": f"killed: {type(error).__name__}"}

    def dismiss(self) -> None:
        """Kill the process of its people."""
        with self._lock:
            office, self._office = self._office, None
        if office is not None:
            _end(office)

    def stop(self) -> None:
        """End everything."""
        self.dismiss()
        self.kill(*list(self.running))
        self._nursery.close()
        self.postgres.die()


class Pair:
    """Agencies A and B, the wires between them, and a thread that restarts what has ended."""

    def __init__(
        self,
        seed: int = 0,
        *,
        from_the_start: Mapping[str, Sequence[str]] | None = None,
        given: dict[str, str] | None = None,
        jumps: bool = False,
    ) -> None:
        """``from_the_start`` names points of each node; ``given`` goes into the environment of both; whether their
        clocks can jump.
        """
        self.folder, self._from_the_start = Path(tempfile.mkdtemp(prefix="mezhved-faults-")), from_the_start or {}
        self.folder.chmod(0o755)  # the servers run as another user
        self.rabbit = Rabbit(self.folder / "rabbit")
        self.nodes = [Node(name, self.folder, self.rabbit, given or {}, jumps=jumps) for name in ("a", "b")]
        # the wire of a node leads to it
        self.wires = [Proxy(node.port, seed + at, late=TIMEOUT * 1.5) for at, node in enumerate(self.nodes)]
        self.has_broker = True  # whether the broker is started again where it has died
        self._ends = threading.Event()
        self._is_resting = threading.Event()
        self._tender = threading.Thread(target=self._tend, name="supervisor", daemon=True)

    def __enter__(self) -> "Pair":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Servers, nodes, wires, and everything running."""
        self.rabbit.begin()
        first, second = self.nodes
        first.prepare_server()
        second.prepare_server()
        with ThreadPoolExecutor() as both:
            list(both.map(Node.prepare, self.nodes))
        for wire in self.wires:
            wire.start()
        first.meet(second, self.wires[1])
        second.meet(first, self.wires[0])
        wait_for(self.rabbit.answers, "the broker answers")
        for node in self.nodes:
            node.points.write_text("\n".join(self._from_the_start.get(node.name, ())))
            node.start()
        self._tender.start()
        self.wait_until_up()

    def wait_until_up(self) -> None:
        """Wait until both gateways and all processes are there."""
        wait_for(lambda: all(node.answers() for node in self.nodes), "both nodes answer", PATIENCE)

    def _tend(self) -> None:
        while not self._ends.wait(0.1):
            if not self._is_resting.is_set():
                for node in self.nodes:
                    node.tend()
                if self.rabbit.process is None and self.has_broker:
                    self.rabbit.begin()

    def stop(self) -> None:
        """End everything; the folder stays."""
        self._is_resting.set()
        self._ends.set()
        if self._tender.is_alive():
            self._tender.join(30)
        for wire in self.wires:
            if wire.is_running:
                wire.stop()
        for node in self.nodes:
            node.stop()
        self.rabbit.stop()

    def forget(self) -> None:
        """Remove the folder: nothing in it is evidence of anything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _said(process: "subprocess.Popen[str]", line: str) -> str:
    """What a process answers to a line."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return process.stdout.readline()


def _end(process: "subprocess.Popen[str]") -> None:
    """Kill a process that is talked to, and close the ends of its pipes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for end in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if end is not None:
                end.close()
    undertaker().release(process.pid)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def until(condition: Callable[[], bool], patience: float) -> bool:
    """Wait for the condition at most so long; whether it came."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
