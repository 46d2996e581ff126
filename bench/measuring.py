"""Timing a piece of work, and what a measure is."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

OWN = Path("/proc/self")


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


def rates_by_turns(works: Mapping[str, Callable[[int], object]], *, seconds: float, rounds: int = 5) -> list[Measure]:
    """The same for several works that take turns, so that a busy moment of the machine hits all of them alike.

    The rate of a work is the median of its rounds; ``seconds`` is what each gets in all.
    """
    found: dict[str, list[Measure]] = {name: [] for name in works}
    for _round in range(rounds):
        for name, work in works.items():
            found[name].append(rate(name, work, seconds=seconds / rounds, at_least=1))
    return [
        Measure(
            name,
            sorted(measure.value for measure in measures)[rounds // 2],
            "1/s",
            sum(measure.repetitions for measure in measures),
        )
        for name, measures in found.items()
    ]


def median_ms(name: str, work: Callable[[int], object], *, repetitions: int) -> Measure:
    """The median time of ``work`` in milliseconds. The first repetition is not timed."""
    work(0)
    times = []
    for number in range(1, repetitions + 1):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return Measure(name, sorted(times)[len(times) // 2] * 1000, "ms", repetitions)


def most_memory_from_now() -> Callable[[], tuple[float, float]]:
    """Begin to watch the memory of this process; what is returned tells how much it held at most since then, and by how
    much that is more than it held at the beginning, in megabytes. Linux only.
    """
    (OWN / "clear_refs").write_text("5", encoding="ascii")  # forgets the highest mark, proc(5)
    before = _held("VmRSS")

    def told() -> tuple[float, float]:
        most = _held("VmHWM")
        return most, most - before

    return told


def _held(what: str) -> float:
    found = re.search(rf"^{what}:\s+(\d+) kB", (OWN / "status").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
