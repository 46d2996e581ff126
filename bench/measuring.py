"""Timing a piece of work, and what a measure is."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One figure: of what, how much of which unit, out of how many repetitions."""

    name: str
    value: float
    unit: str
    repetitions: int

    def written(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def rate(name: str, work: Callable[[int], object], *, seconds: float, at_least: int = 3) -> Measure:
    """How often a second ``work`` is done; it is given the number of its repetition. The first one is not timed."""
    work(0)
    done, began = 0, time.perf_counter()
    while done < at_least or time.perf_counter() - began < seconds:
        done += 1
        work(done)
    return Measure(name, done / (time.perf_counter() - began), "1/s", done)


def median_ms(name: str, work: Callable[[int], object], *, repetitions: int) -> Measure:
    """The median time of ``work`` in milliseconds. The first repetition is not timed."""
    work(0)
    times = []
    for number in range(1, repetitions + 1):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return Measure(name, sorted(times)[len(times) // 2] * 1000, "ms", repetitions)
