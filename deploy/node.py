"""A node of the embedded installation: its folder, its environment, and its four processes, watched one by one."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_AFTER = 60.0
SIGNS_OF_TROUBLE = ("ERROR", "CRITICAL", "Traceback", "Error:")
SOCKET_PATH_LIMIT = 100
PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    """Print a line at once, also when the output is a pipe."""
    print(text, flush=True)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def short(path: Path) -> str:
    """The path as seen from the project's folder."""
    return os.path.relpath(path, ROOT)


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, indented."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def _die_with_the_supervisor() -> None:
    # On Linux the kernel ends a process whose supervisor was killed; elsewhere only an orderly stop ends it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process of a node: its command, its log, and when it is due to be started again."""

    title: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    due: float = 0.0
    started: float = 0.0
    read_to: int = 0

    def start(self) -> None:
        """Start it as the leader of a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.read_to = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_the_supervisor,  # noqa: PLW1509  # this program has no threads
            )
        self.started = time.monotonic()

    def watch(self) -> None:
        """Show new lines that tell of trouble; start it again when it has ended and its pause is over."""
        self._show_trouble()
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            if now - self.started > STEADY_AFTER:
                self.pause = FIRST_PAUSE
            return
        self._end_group(signal.SIGKILL)
        self.process = None
        self.due = now + self.pause
        say(f"[{self.title}] ended ({_ending(code)}), starts again in {self.pause:.0f} s; log: {short(self.log)}")
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_stop(self) -> None:
        """Tell the leader to finish its work and end."""
        if self.process is not None:
            self.process.terminate()

    def has_ended(self) -> bool:
        """Whether its leader has ended."""
        return self.process is None or self.process.poll() is not None

    def end(self) -> None:
        """End the whole group at once and wait for its leader."""
        if self.process is not None:
            self._end_group(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        return tail(self.log, lines)

    def _end_group(self, number: int) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def _show_trouble(self) -> None:
        if not self.log.exists():
            return
        with self.log.open("rb") as log:
            log.seek(self.read_to)
            new = log.read()
        whole, newline, _rest = new.rpartition(b"\n")
        self.read_to += len(whole) + len(newline)
        for line in whole.decode("utf-8", "replace").splitlines():
            if any(sign in line for sign in SIGNS_OF_TROUBLE):
                say(f"[{self.title}] {line}")


@dataclass
class Node:
    """One agency: its letter, its port, its folder and its processes."""

    letter: str
    port: int
    home: Path
    children: list[Child] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Everything the node keeps."""
        return self.home / self.letter

    @property
    def address(self) -> str:
        """Where browsers and the other agency find it."""
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told; settings of another installation in the shell are not handed on."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEZHVED_", "DJANGO_"))}
        socket_path = self.folder / "signer.sock"
        if (
            len(str(socket_path)) > SOCKET_PATH_LIMIT
        ):  # the kernel allows 108 bytes; all processes start in the same folder
            socket_path = Path(short(socket_path))
        return kept | {
            "MEZHVED_DATA_DIR": str(self.folder),
            "MEZHVED_NODE": self.letter,
            "MEZHVED_BASE_URL": self.address,
            "MEZHVED_SIGNER_SOCKET": str(socket_path),
            # Browsers tell cookies apart by host, not by port.
            "MEZHVED_SESSION_COOKIE": f"session_{self.letter}",
            "MEZHVED_CSRF_COOKIE": f"csrf_{self.letter}",
            "MEZHVED_LOG_LEVEL": os.environ.get("MEZHVED_LOG_LEVEL", "INFO"),
            "MEZHVED_DEMO_PASSWORD": os.environ.get("MEZHVED_DEMO_PASSWORD", ""),
            "PYTHONUNBUFFERED": "1",
        }

    def commands(self) -> dict[str, list[str]]:
        """How its processes are started, by name."""
        python = sys.executable
        return {
            "signer": [python, "manage.py", "run_signer"],
            "sequencer": [python, "manage.py", "run_sequencer"],
            "web": [
                python, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(self.port),
                "--workers", "1", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers",
                "config.wsgi:application",
            ],
            "worker": [
                python, "-m", "celery", "-A", "config", "worker", "--pool", "solo", "--beat", "--loglevel", "INFO",
                "--without-gossip", "--without-mingle",
            ],
        }  # fmt: skip

    def prepare(self) -> subprocess.Popen[bytes]:
        """Begin the node's set-up: database, keys, demo. It changes nothing that is already there."""
        self.log("prepare").parent.mkdir(parents=True, exist_ok=True)
        return self._begin("prepare_node", "--node", self.letter)

    def introduce(self, peer: "Node") -> subprocess.Popen[bytes]:
        """Begin to enter the peer in the node's register of correspondents, with the address it has now."""
        return self._begin("add_correspondent", str(peer.folder / "public" / "card.json"), "--private-address")

    def _begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log("prepare").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_the_supervisor,  # noqa: PLW1509  # this program has no threads
            )

    def log(self, name: str) -> Path:
        """The log of one of its processes."""
        return self.folder / "log" / f"{name}.log"

    def start(self) -> None:
        """Start its processes."""
        for name, command in self.commands().items():
            child = Child(f"{self.letter} {name}", command, self.environment, self.log(name))
            child.start()
            self.children.append(child)

    def answers(self) -> bool:
        """Whether its health page says that all is well."""
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=2) as response:  # noqa: S310  # loopback
                return bool(response.status == HTTPStatus.OK)
        except (urllib.error.URLError, OSError):
            return False

    def logins(self) -> str:
        """The demo logins by role, as the node itself prints them."""
        done = subprocess.run(
            [sys.executable, "manage.py", "demo_logins"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return (
            done.stdout.rstrip()
            if done.returncode == 0
            else f"  the logins could not be read: {done.stderr.strip()[-300:]}"
        )
