"""Letters both ways without a pause, decisions on what arrived, and what was confirmed to those who sent it."""

import random
import threading
import time
from collections import Counter, defaultdict
from itertools import count

import psycopg

from tests.faults.checker import Account, Findings, check
from tests.faults.nodes import Node, Pair, until

CALM = 8.0  # seconds in which what is due goes by itself, before an operator lends a hand
BETWEEN_HURRIES = 3.0
SETTLED = 180.0
NUMBERED = 20.0


class Traffic:
    """The people of both nodes at work, each node in a thread of its own."""

    def __init__(self, pair: Pair, seed: int) -> None:
        self.pair, self._seed = pair, seed
        self.confirmed: dict[str, list[str]] = defaultdict(list)
        self.acts: Counter[str] = Counter()
        self._numbers = count(1)
        self._works = threading.Event()
        self._ends = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(node, random.Random(seed + at)), daemon=True)
            for at, node in enumerate(pair.nodes)
        ]
        self._idle = {node.name: threading.Event() for node in pair.nodes}

    def start(self) -> None:
        """Begin; nothing is done before `go`."""
        for thread in self._threads:
            thread.start()

    def go(self) -> None:
        """Let the people work."""
        for idle in self._idle.values():
            idle.clear()
        self._works.set()

    def pause(self) -> None:
        """Let them finish what they are at."""
        self._works.clear()
        for idle in self._idle.values():
            idle.wait(60)

    def stop(self) -> None:
        """Send them home."""
        self._ends.set()
        self._works.set()
        for thread in self._threads:
            thread.join(60)

    def send(self, node: Node, *, size: int = 0, is_short_lived: bool = False) -> str:
        """One letter from a node; its message id, empty where the act was not confirmed."""
        number = f"02-07/{self._seed}-{next(self._numbers)}"
        reply = node.ask("send", number=number, size=size, is_short_lived=is_short_lived)
        self.acts["not confirmed" if "error" in reply else "letters"] += 1
        if "sent" in reply:
            self.confirmed[node.name].append(reply["sent"])
        return str(reply.get("sent", ""))

    def decide(self, node: Node, *, is_registered: bool = True) -> bool:
        """One decision at a node; whether it was confirmed."""
        reply = node.ask("decide", is_registered=is_registered)
        if reply.get("decided"):
            self.acts["decisions"] += 1
        return bool(reply.get("decided"))

    def _work(self, node: Node, chance: random.Random) -> None:
        while not self._ends.is_set():
            if not self._works.is_set():
                self._idle[node.name].set()
                self._works.wait()
                continue
            if chance.random() < 0.6:
                self.send(node, size=chance.choice((0, 0, 0, 40_000, 400_000)))
            else:
                self.decide(node, is_registered=chance.random() < 0.7)
            time.sleep(chance.random() * 0.2)


def settled(pair: Pair, confirmed: dict[str, list[str]], *, patience: float = SETTLED, calm: float = CALM) -> Findings:
    """Let everything come to rest without faults, and check; after ``calm`` seconds an operator lends a hand.

    What does not come to rest is a finding too.
    """
    for wire in pair.wires:
        wire.share = 0.0
        wire.always("")
    hurries_at = time.monotonic() + calm

    def is_quiet() -> bool:
        nonlocal hurries_at
        if time.monotonic() > hurries_at:
            hurries_at = time.monotonic() + BETWEEN_HURRIES
            for node in pair.nodes:
                node.ask("hurry")
        return all(waiting(node) == 0 for node in pair.nodes)

    is_at_rest = until(is_quiet, patience)
    accounts: dict[str, Account] = {}

    def is_numbered() -> bool:
        """A head that is kept just now is an entry more, which gets its number a moment later."""
        accounts.update({node.name: node.ask("account") for node in pair.nodes})
        return not any(account.get("unnumbered") for account in accounts.values())

    until(is_numbered, NUMBERED)
    for name, account in accounts.items():
        if "error" in account:
            return Findings([f"{name} gives no account: {account['error']}"])
    found = check(accounts, confirmed)
    if not is_at_rest:
        found.problems.append("messages still wait, though nothing is in their way")
    found.problems += [problem for wire in pair.wires for problem in wire.unlike]
    return found


def waiting(node: Node) -> int:
    """How much is under way at a node: messages not delivered, entries of the log without a number."""
    question = (
        "SELECT (SELECT count(*) FROM exchange_outboxmessage WHERE state = 'new') "
        "+ (SELECT count(*) FROM history_entry LEFT JOIN history_leaf ON entry_id = history_entry.id "
        "WHERE history_leaf.id IS NULL)"
    )
    try:
        with psycopg.connect(node.postgres.url, connect_timeout=2) as server:
            found = server.execute(question).fetchone()
            return int(found[0]) if found else 1
    except psycopg.Error:
        return 1
