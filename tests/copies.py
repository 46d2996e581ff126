"""Processes of a node that are copies of one that has read the program in: a start costs no second of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.undertaker import undertaker

ROOT = Path(__file__).resolve().parent.parent
PULSE = 0.02  # seconds


class Nursery:
    """The process that has read the program in, with the environment that a node has when it is first asked."""

    def __init__(self, environment: Callable[[], Mapping[str, str]], log: Path) -> None:
        self._environment, self._log = environment, log
        self._process: subprocess.Popen[str] | None = None
        self._talk = threading.Lock()  # one question at a time

    def start(self, words: Sequence[str], log: Path) -> "Copy":
        """Start what production would start with these words after ``python``."""
        return self._started(words, log, log)

    def run(self, words: Sequence[str], patience: float) -> tuple[int, str, str]:
        """Let it run to its end: the exit status, and what it wrote to both its outputs.

        Raises:
            TimeoutError: it has not ended within the patience, and is killed.
        """
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            status = self._started(words, out, err).wait(patience)
            return status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")

    def close(self) -> None:
        """End it; what it has started goes on."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(BrokenPipeError):
                process.communicate()
            undertaker().release(process.pid)

    def ended(self, process: int) -> int | None:
        """The exit status of a copy; None while it runs."""
        answer = self._asked(ended=process)
        return int(answer) if answer else None

    def _started(self, words: Sequence[str], out: Path, err: Path) -> "Copy":
        copy = Copy(int(self._asked(start=list(words), out=str(out), err=str(err))), self)
        undertaker().entrust(copy.pid)
        return copy

    def _asked(self, **question: object) -> str:
        with self._talk:
            if self._process is None:
                self._process = self._born()
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        assert answer, f"the nursery has ended: {self._log.read_text(errors='replace')[-2000:]}"
        return answer.strip()

    def _born(self) -> "subprocess.Popen[str]":
        with self._log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery"], cwd=ROOT, env=dict(self._environment()), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=output, text=True, start_new_session=True,
            )  # fmt: skip
        undertaker().entrust(process.pid)
        return process


@dataclass
class Copy:
    """A process that the nursery has started; to be asked as one of `subprocess` is."""

    pid: int
    nursery: Nursery
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        if self.returncode is None:
            self.returncode = self.nursery.ended(self.pid)
            if self.returncode is not None:
                undertaker().release(self.pid)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """The exit status, when it has ended.

        Raises:
            TimeoutError: it has not in so many seconds, and is killed.
        """
        until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > until:
                os.killpg(self.pid, signal.SIGKILL)
                raise TimeoutError(f"process {self.pid} has not ended")
            time.sleep(PULSE)
        return status
