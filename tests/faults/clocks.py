"""Clocks of nodes that jump while their processes run: the wall clock alone, as when somebody sets the machine's."""

import os
from datetime import timedelta
from pathlib import Path

from tests.faults.servers import Missing

LIBRARIES = "*/faketime/libfaketimeMT.so.1"
SLEEP = Path(__file__).resolve().parent / "clocked"
RIGHT = timedelta(0)
JUMPS = (timedelta(hours=-1), timedelta(hours=1), timedelta(days=1))


class Clock:
    """How far the wall clock of all processes of a node is from the machine's; monotonic clocks go on as ever."""

    def __init__(self, place: Path) -> None:
        """``place`` is a file that the processes read whenever they ask for the time.

        Raises:
            Missing: libfaketime is not there.
        """
        found = sorted(Path("/usr/lib").glob(LIBRARIES))
        if not found:
            raise Missing("libfaketime is not installed (Debian: faketime)")
        self._place, self._library = place, found[-1]
        self.jump(RIGHT)

    @property
    def environment(self) -> dict[str, str]:
        """What a process is told whose time this is."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._place),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(SLEEP), os.environ.get("PYTHONPATH", "")])),
        }

    def jump(self, ahead: timedelta) -> None:
        """Be so far ahead of the machine's clock from now on."""
        draft = self._place.with_suffix(".draft")
        draft.write_text(f"{ahead.total_seconds():+.0f}\n")
        draft.replace(self._place)
