"""Ends what tests have started when the process of the tests has ended, in whatever way it ended.

Processes of nodes have sessions of their own, so neither Ctrl-C nor the death of their parent reaches them. This
module, run as a program, reads groups of processes from a pipe; the end of the pipe is the end of the tests.
"""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

GRACE = 20.0  # seconds


class Undertaker:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-S", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        atexit.register(self.close)

    def entrust(self, group: int) -> None:
        """Let this group of processes not outlive the tests."""
        self._tell(f"+{group}")

    def release(self, group: int) -> None:
        """It has ended, and its number may be given to others."""
        self._tell(f"-{group}")

    def close(self) -> None:
        """End what is left now."""
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


@cache
def undertaker() -> Undertaker:
    """The undertaker of this process."""
    return Undertaker()


def main() -> None:
    """Read until the tests have ended; then end what they left."""
    left: set[int] = set()
    for line in sys.stdin:
        (left.add if line[0] == "+" else left.discard)(int(line[1:]))
    # A supervisor that is asked to stop ends its own children, who have groups of their own.
    asked = [group for group in left if _send(group, signal.SIGTERM)]
    until = time.monotonic() + GRACE
    while any(_send(group, 0) for group in asked) and time.monotonic() < until:
        time.sleep(0.1)
    for group in asked:
        _send(group, signal.SIGKILL)


def _send(group: int, number: int) -> bool:
    """Send a signal, 0 for none, to a group; whether there is one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
