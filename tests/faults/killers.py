"""Who kills: processes of nodes and servers at any moment, and the named points of the program; all by one seed."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from history.kill_points import POINTS
from tests.faults.nodes import Node, Pair


class Killers:
    """Strikes at a pair again and again, with pauses in which something can be done."""

    def __init__(self, pair: Pair, seed: int, *, pause: float = 0.35) -> None:
        """``pause`` is the mean time between two strikes, in seconds."""
        self.pair, self._chance, self._pause = pair, random.Random(seed), pause
        self.kills: Counter[str] = Counter()
        self._strikes: dict[str, tuple[int, Callable[[Node], bool]]] = {
            "database process": (3, self._database_process),
            "database server": (1, self._database_server),
            "connections to the database": (3, lambda node: node.postgres.cut_connections() > 0),
            "web": (1, lambda node: self._leader(node, "web")),
            "gateway of web": (2, lambda node: node.kill_child("web")),
            "worker": (5, lambda node: self._leader(node, "worker")),
            "clock of the worker": (2, lambda node: node.kill_child("worker")),
            "signer": (5, lambda node: self._leader(node, "signer")),
            "sequencer": (5, lambda node: self._leader(node, "sequencer")),
            "people": (1, self._people),
            "broker": (1, self._broker),
            "broker emptied": (2, self._emptied),
            "whole node": (1, self._node),
            "point": (6, self._point),
        }
        self._ends = threading.Event()
        self._strikes_now = threading.Event()
        self._thread = threading.Thread(target=self._work, name="killers", daemon=True)
        self._rests = threading.Event()
        self._broker_after = 0.0

    def start(self) -> None:
        """Begin; nobody is struck before `go`."""
        self._thread.start()

    def go(self) -> None:
        """Strike from now on."""
        self._rests.clear()
        self._strikes_now.set()

    def pause(self) -> None:
        """Strike no more; the points that are still named are taken back, servers are up again."""
        self._strikes_now.clear()
        self._rests.wait(120)
        for node in self.pair.nodes:
            node.points.unlink(missing_ok=True)
            if node.postgres.process is None:
                node.postgres.start()

    def stop(self) -> None:
        """End."""
        self._ends.set()
        self._strikes_now.set()
        self._thread.join(120)

    @property
    def points(self) -> Counter[str]:
        """At how many nodes each named point was the end of a process."""
        return Counter(
            marker.name.removeprefix("killed-") for node in self.pair.nodes for marker in node.folder.glob("killed-*")
        )

    def _work(self) -> None:
        names = list(self._strikes)
        weights = [self._strikes[name][0] for name in names]
        while not self._ends.is_set():
            if not self._strikes_now.is_set():
                self._rests.set()
                self._strikes_now.wait()
                continue
            name = self._chance.choices(names, weights)[0]
            if self._strikes[name][1](self._chance.choice(self.pair.nodes)):
                self.kills[name] += 1
            time.sleep(self._chance.expovariate(1 / self._pause))

    def _leader(self, node: Node, name: str) -> bool:
        if not node.is_alive(name):
            return False
        node.kill(name)
        node.ended[name] += 1
        node.start(name)
        return True

    def _people(self, node: Node) -> bool:
        node.dismiss()
        return True

    def _node(self, node: Node) -> bool:
        """All processes of a node at one moment."""
        names = [name for name in ("signer", "sequencer", "worker", "web") if node.is_alive(name)]
        node.kill(*names)
        node.start(*names)
        return bool(names)

    def _database_process(self, node: Node) -> bool:
        node.postgres.crash()
        return True

    def _database_server(self, node: Node) -> bool:
        """The server is away for a moment, and has to recover."""
        node.postgres.die()
        time.sleep(self._chance.random() / 2)
        node.postgres.start()
        return True

    def _broker(self, _node: Node) -> bool:
        """Seldom: it takes ten seconds to come back, and a bell that never rings would hide its faults."""
        if time.monotonic() < self._broker_after or not self.pair.rabbit.answers():
            return False
        self._broker_after = time.monotonic() + 30
        self.pair.rabbit.die()
        return True

    def _emptied(self, node: Node) -> bool:
        self.pair.rabbit.empty(node.queue)
        return True

    def _point(self, node: Node) -> bool:
        """Name a point; whoever comes there ends. Counted by the marks that the program leaves."""
        left = [point for point in POINTS if not (node.folder / f"killed-{point}").exists()]
        if left:
            named = node.points.read_text().split() if node.points.exists() else []
            draft = node.points.with_suffix(".draft")
            draft.write_text("\n".join([*named, self._chance.choice(left)]))
            draft.replace(node.points)
        return False
