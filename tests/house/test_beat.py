"""The clock of the worker: sweeps are rung at their intervals, also when somebody sets the clock of the machine."""

import time
from datetime import timedelta

import pytest
from celery import Celery

from config.beat import JUMP, SteadyScheduler

HOUR = 3600.0


class Clock:
    """The wall clock, which may be set; the monotonic one goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real, self.ahead = time.time, 0.0
        monkeypatch.setattr(time, "time", lambda: real() + self.ahead)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the machine."""
    return Clock(monkeypatch)


def scheduler() -> SteadyScheduler:
    """One sweep every ten seconds, on a broker of this process."""
    app = Celery("beat", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"sweep": {"task": "sweep", "schedule": 10.0}}
    made = SteadyScheduler(app=app)
    assert "sweep" in made.schedule
    return made


@pytest.mark.parametrize(("seconds_ago", "rounds"), [(20.0, 1), (1.0, 0)])
@pytest.mark.parametrize("set_by", [-HOUR, 24 * HOUR])
def test_a_clock_that_is_set_neither_silences_nor_rings_a_sweep(
    wall: Clock, set_by: float, seconds_ago: float, rounds: int
) -> None:
    """It rings when its interval is over by the clock that nobody can set."""
    wall.ahead = -set_by
    beat = scheduler()
    entry = beat.schedule["sweep"]
    entry.last_run_at = beat.app.now() - timedelta(seconds=set_by + seconds_ago)  # as the clock said it then

    wall.ahead = 0.0
    beat.tick()

    assert beat.schedule["sweep"].total_run_count == rounds


def test_a_clock_that_drifts_moves_no_round(wall: Clock) -> None:
    """A second or two are what a clock is corrected by all the time."""
    beat = scheduler()
    before = beat.schedule["sweep"].last_run_at = beat.app.now()

    wall.ahead = JUMP - 0.5
    beat.tick()

    assert beat.schedule["sweep"].last_run_at == before
