"""One run: storms of faults and deaths, after each of them calm and the checker; at the end the history itself."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from history.kill_points import POINTS
from tests.faults.killers import Killers
from tests.faults.nodes import Pair
from tests.faults.traffic import Traffic, settled

STORM = 20.0
SHARE = 0.5  # of the requests meet a fault of the wire
AFTERMATH = 0.4  # of a storm nobody is killed any more: letters get through to the wire, which goes on with its faults


@dataclass
class Report:
    """What a run did, and what was found."""

    seed: int
    seconds: float = 0.0
    storms: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    proved: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    evidence: Path | None = None

    @property
    def deaths(self) -> int:
        """All kills, those at named points too."""
        return self.kills.total() + self.points.total()

    def lines(self) -> list[str]:
        """The report as it is printed."""
        told = [
            f"Seed {self.seed}: {self.storms} storms, {self.seconds:.0f} s of faults, {self.deaths} deaths.",
            f"Acts: {_list(self.acts)}.",
            f"Killed: {_list(self.kills)}.",
            f"Points: {len(self.points)} of {len(POINTS)} reached, {self.points.total()} deaths there.",
            f"Wire: {_list(self.faults)}.",
            f"Proved: {_list(self.proved)}.",
        ]
        told += [f"WRONG: {problem}" for problem in self.problems[:50]]
        return [*told, f"Evidence: {self.evidence}"] if self.evidence else told


def run(seconds: float, seed: int, say: Callable[[str], None], *, storm: float = STORM) -> Report:
    """Let that many seconds of storms pass over two fresh nodes; the run ends with the first finding.

    The evidence stays where there is one.
    """
    report = Report(seed)
    pair = Pair(seed)
    say(f"Seed {seed}; two nodes in {pair.folder} ...")
    try:
        with pair:
            _weather(pair, report, seconds, storm, say)
    except BaseException:
        say(f"The run broke off; evidence: {pair.folder}")
        raise
    if report.problems:
        report.evidence = pair.folder
    else:
        pair.forget()
    return report


def _weather(pair: Pair, report: Report, seconds: float, storm: float, say: Callable[[str], None]) -> None:
    traffic, killers = Traffic(pair, report.seed), Killers(pair, report.seed)
    traffic.start()
    killers.start()
    try:
        while report.seconds < seconds and not report.problems:
            began = time.monotonic()
            for wire in pair.wires:
                wire.share = SHARE
            traffic.go()
            killers.go()
            time.sleep(storm * (1 - AFTERMATH))
            killers.pause()
            time.sleep(storm * AFTERMATH)
            traffic.pause()
            report.seconds += time.monotonic() - began
            report.storms += 1
            found = settled(pair, traffic.confirmed)
            report.problems, report.proved = found.problems, found.proved
            deaths = killers.kills.total() + killers.points.total()
            say(
                f"Storm {report.storms}: {traffic.acts['letters']} letters, {traffic.acts['decisions']} decisions, "
                f"{deaths} deaths, {sum(wire.requests for wire in pair.wires)} requests; "
                f"{len(found.problems)} findings"
            )
        for node in pair.nodes:
            said = node.ask("verify")
            report.problems += [f"{node.name}: {one}" for one in said.get("findings", [str(said)])]
            report.proved["tables as the log tells them"] += 1
    finally:
        killers.stop()
        traffic.stop()
        report.acts, report.kills, report.points = traffic.acts, killers.kills, killers.points
        report.faults = sum((wire.faults for wire in pair.wires), Counter())


def _list(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common())
