"""The named points one after another: at each a process ends on its way, starts again, and both nodes still agree."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from history import kill_points
from tests.faults.nodes import Node, Pair, until
from tests.faults.traffic import Traffic

REACHED_WITHIN = 60.0

# Heads of the log are kept once a minute and told with the next message: these are named before the nodes start.
FROM_THE_START = {
    "a": ("before-head-kept", "before-head-seen", "before-cosignature-kept"),
    "b": ("after-head-kept", "after-head-seen"),
}


@dataclass(frozen=True)
class Step:
    """A point, the node whose process ends there, and what the people and the wire do to bring it there."""

    point: str
    node: str
    bring: Callable[["Walk"], None]


class Walk:
    """Two nodes, their traffic, and what can be done to bring a process to a point."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.traffic = pair, Traffic(pair, 0)
        self.first, self.second = pair.nodes

    def node(self, name: str) -> Node:
        """A node by its name."""
        return self.first if name == "a" else self.second

    def take(self, step: Step) -> bool:
        """Name the point, do what leads there, take the name back; whether a process ended there."""
        node = self.node(step.node)
        marker = node.folder / f"killed-{step.point}"
        node.points.write_text(f"{step.point}\n")
        step.bring(self)
        is_reached = until(marker.exists, REACHED_WITHIN)
        node.points.unlink()
        if step.point in kill_points.RECEIVING:  # Granian waits some seconds before it starts its worker again
            node.kill("web")
            node.start("web")
            until(node.answers, REACHED_WITHIN)
        for wire in self.pair.wires:
            wire.always("")
        return is_reached

    def begin(self) -> list[str]:
        """Letters and decisions until the points named from the start have been reached; those that were not."""
        markers = [
            self.node(name).folder / f"killed-{point}" for name, points in FROM_THE_START.items() for point in points
        ]

        def is_done() -> bool:
            self.send()
            self.traffic.decide(self.second)
            return until(lambda: all(marker.exists() for marker in markers), 3.0)

        until(is_done, REACHED_WITHIN)
        return [str(marker) for marker in markers if not marker.exists()]

    def send(self) -> None:
        """A letter from A to B."""
        self.traffic.send(self.first)

    def send_into_the_void(self) -> None:
        """A letter that no request of A carries over."""
        self.pair.wires[1].always("cut before the request")
        self.send()

    def send_short_lived(self) -> None:
        """A letter that expires on its way."""
        self.pair.wires[1].always("cut before the request")
        self.traffic.send(self.first, is_short_lived=True)

    def send_large(self) -> None:
        """A letter of several pieces."""
        self.traffic.send(self.first, size=600_000)

    def decide(self) -> None:
        """B registers a letter of A; a killed decision is made again."""
        if not self.traffic.decide(self.second):
            self.traffic.decide(self.second)

    def send_what_is_rejected(self) -> None:
        """A letter that B takes for a test, or not for one, against its register."""
        self.second.ask("take_for_test", is_test=False)
        self.send()
        until(lambda: bool(list(self.second.folder.glob("killed-before-rejection-commit"))), REACHED_WITHIN)
        until(lambda: self.first.ask("is_refused").get("is_refused") is True, REACHED_WITHIN)
        self.second.ask("take_for_test", is_test=True)

    def send_damaged(self) -> None:
        """A message with a byte changed, as B's gateway gets it from somebody unknown."""
        headers = self.first.ask("damage")
        body = bytes.fromhex(headers.pop("body"))
        try:
            httpx.post(
                f"http://127.0.0.1:{self.second.port}/exchange/messages", content=body, headers=headers, timeout=30
            )
        except httpx.HTTPError:
            return  # it ended with the process that should have answered


def steps() -> list[Step]:
    """Every point that is not named from the start, in the order in which a message comes by."""
    special: dict[str, tuple[str, Callable[[Walk], None]]] = {
        "before-expiry-commit": ("a", Walk.send_short_lived),
        "before-failure-commit": ("a", Walk.send_into_the_void),
        "after-failure": ("a", Walk.send_into_the_void),
        "amid-post": ("a", Walk.send_large),
        "after-decision-taken": ("a", Walk.decide),
        "before-rejection-commit": ("b", Walk.send_what_is_rejected),
        "before-quarantine-commit": ("b", Walk.send_damaged),
    }
    special |= dict.fromkeys(kill_points.DECIDING, ("b", Walk.decide))
    special |= {point: ("b", Walk.send) for point in kill_points.RECEIVING if point not in special}
    named = {point for points in FROM_THE_START.values() for point in points}
    return [Step(point, *special.get(point, ("a", Walk.send))) for point in kill_points.POINTS if point not in named]
