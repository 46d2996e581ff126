"""The clock of the worker: what rings the sweeps, also when somebody sets the clock of the machine."""

import time
from datetime import timedelta
from typing import Any

from celery.beat import Scheduler

JUMP = 2.0  # seconds between two rounds by which the wall clock moves by itself at most


class SteadyScheduler(Scheduler):
    """Celery's, whose rounds are moments of the wall clock: set back by an hour, it would ring nothing for an hour.

    When the wall clock has jumped, the moments of the last rounds move along, and intervals stay what they are.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        self._offset = _offset()
        super().__init__(*given, **named)

    def tick(self, *given: Any, **named: Any) -> float:
        """Celery's round, by a clock that has not jumped."""
        offset = _offset()
        jumped, self._offset = offset - self._offset, offset
        if abs(jumped) > JUMP:
            self._move(timedelta(seconds=jumped))
        return float(super().tick(*given, **named))

    def _move(self, jumped: timedelta) -> None:
        for entry in self.schedule.values():
            if entry.last_run_at is not None:
                entry.last_run_at += jumped
        self._heap = None  # the next rounds are found anew


def _offset() -> float:
    """How far the wall clock is from the clock that nobody can set."""
    return time.time() - time.monotonic()
