"""Holds the two nodes against each other: what was sent, what was received, what became of it, what certifies it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

FILES_OF_A_PAPER = 3  # the letter, its attachment, the signed container
PAPER_OF = {"waiting": "received", "registered": "registered", "refused": "refused"}
VISIBLE = ("new", "parked", "expired", "refused")

Account = dict[str, Any]


@dataclass
class Findings:
    """What the checker found wrong, and how much of what it has proved."""

    problems: list[str] = field(default_factory=list)
    proved: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Way:
    """One direction: from the outbox of one node to the inbox of the other."""

    name: str
    sent: list[dict[str, Any]]
    received: list[dict[str, Any]]

    @property
    def arrived(self) -> Mapping[str, dict[str, Any]]:
        """What was received, by its id."""
        return {row["id"]: row for row in self.received}


def check(accounts: Mapping[str, Account], acknowledged: Mapping[str, Collection[str]]) -> Findings:
    """Compare the accounts of both nodes; ``acknowledged`` are the messages whose senders were told that they are sent.

    The accounts are taken while nothing is under way.
    """
    found = Findings()
    ways = (
        Way("a to b", accounts["a"]["outbox"], accounts["b"]["inbox"]),
        Way("b to a", accounts["b"]["outbox"], accounts["a"]["inbox"]),
    )
    for way in ways:
        for claim in CLAIMS:
            problems = [f"{way.name}: {problem}" for problem in claim(way, found.proved)]
            found.problems += problems
    for name, account in accounts.items():
        found.problems += [f"{name}: {problem}" for problem in _of_a_node(account, acknowledged[name], found.proved)]
    found.problems += [*_decisions(ways[0], ways[1], found.proved), *_decisions(ways[1], ways[0], found.proved)]
    return found


def _received_once(way: Way, proved: Counter[str]) -> Iterator[str]:
    """Everything delivered was received once, with the same bytes; everything else is visibly pending or given up."""
    times = Counter(row["id"] for row in way.received)
    sent = {row["id"] for row in way.sent}
    yield from (f"message {one} was received {count} times" for one, count in times.items() if count > 1)
    yield from (f"message {one} was received and never sent" for one in times if one not in sent)
    for row in way.sent:
        there = way.arrived.get(row["id"])
        if row["state"] == "accepted":
            if there is None:
                yield f"message {row['id']} is delivered and not there"
            elif there["sha256"] != row["sha256"]:
                yield f"message {row['id']} has other bytes there"
            else:
                proved["delivered and received once"] += 1
        elif row["state"] not in VISIBLE:
            yield f"message {row['id']} is in no visible state: {row['state']}"
        else:
            proved[f"visibly {row['state']}"] += 1
            if row["state"] == "new" and row["is_overdue"]:
                yield f"message {row['id']} is overdue and nobody gave it up"
            if row["state"] == "refused" and there is not None and there["state"] in PAPER_OF:
                yield f"message {row['id']} counts as refused and was taken"


def _numbered_without_gap(way: Way, proved: Counter[str]) -> Iterator[str]:
    """The sender's sequence has no hole: an act that was undone took no number."""
    numbers = [row["sequence"] for row in way.sent]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the sequence has holes: {numbers}"
    proved["numbers in sequence"] += len(numbers)


def _gaps_flagged(way: Way, proved: Counter[str]) -> Iterator[str]:
    """A received message is flagged exactly where the one before it is not there."""
    known = {row["sequence"] for row in way.received}
    for row in way.received:
        # the number of what was turned away is known, and nothing waits for it
        is_taken = row["state"] not in ("rejected", "quarantined")
        has_gap = is_taken and row["sequence"] > 1 and row["sequence"] - 1 not in known
        if has_gap != row["gap"]:
            yield f"number {row['sequence']}: gap {has_gap}, flagged {row['gap']}"
        proved["gaps flagged" if has_gap else "followed without a gap"] += 1


def _one_effect(way: Way, proved: Counter[str]) -> Iterator[str]:
    """Nothing lies in the inbox without its effect, and the effect is there once."""
    for row in way.received:
        if row["state"] in PAPER_OF:
            decisions = int(row["state"] != "waiting")
            facts = (row["paper"], row["files"], row["decisions"])
            if facts != (PAPER_OF[row["state"]], FILES_OF_A_PAPER, decisions):
                yield f"message {row['id']}, {row['state']}, has the effect {facts}"
        elif row["state"] == "rejected" and (row["paper"] or not row["code"]):
            yield f"message {row['id']} was turned away and has an effect, or no code"
        elif row["state"] not in ("noted", "rejected", "quarantined"):
            yield f"message {row['id']} is without effect: {row['state']}"
        proved["messages with one effect"] += 1


def _receipts_equal(way: Way, proved: Counter[str]) -> Iterator[str]:
    """Both sides have the same receipt, and it is valid; nobody has two."""
    for row in way.sent:
        receipts = [one for one in row["receipts"] if one["kind"] == "transport"]
        yield from (f"message {row['id']}: {one['flaw']}" for one in row["receipts"] if one["flaw"])
        there = way.arrived.get(row["id"])
        if len(receipts) > 1:
            yield f"message {row['id']} has {len(receipts)} transport receipts"
        elif receipts and there is not None:
            if receipts[0]["sha256"] != there["receipt"]:
                yield f"message {row['id']} has one receipt here and another there"
            proved["receipts equal and valid"] += 1
        elif not receipts and (row["state"] == "refused" or (row["state"] == "accepted" and not row["decision"])):
            yield f"message {row['id']} is {row['state']} without a receipt"


CLAIMS: tuple[Callable[[Way, Counter[str]], Iterator[str]], ...] = (
    _received_once,
    _numbered_without_gap,
    _gaps_flagged,
    _one_effect,
    _receipts_equal,
)


def _decisions(way: Way, back: Way, proved: Counter[str]) -> Iterator[str]:
    """A decision that was delivered is known to the sender of the letter, as it was made and once."""
    told = Counter(row["state"] for row in back.sent if row["kind"] == "decision")
    known = 0
    for row in way.sent:
        there = way.arrived.get(row["id"])
        if row["kind"] != "document" or there is None or not row["decision"]:
            continue
        receipts = [one for one in row["receipts"] if one["kind"] == "decision"]
        if (row["decision"], row["their_number"]) != (there["state"], there["number"]) or len(receipts) != 1:
            yield f"{way.name}: letter {row['id']} was {there['state']} {there['number']}, told as {row['decision']}"
        known += 1
        proved["decisions known to the sender"] += 1
    if known < told["accepted"]:
        yield f"{way.name}: {told['accepted']} decisions were delivered, {known} are known"


def _of_a_node(account: Account, acknowledged: Collection[str], proved: Counter[str]) -> Iterator[str]:
    """What a node owes by itself: acts that were confirmed, files that are named, papers that came with a message."""
    kept = {row["id"] for row in account["outbox"]}
    yield from (f"message {one} was confirmed and is gone" for one in acknowledged if one not in kept)
    proved["confirmed and kept"] += len(acknowledged)
    yield from (f"file {problem}" for problem in account["files"])
    if account["papers without a message"]:
        yield f"{account['papers without a message']} papers came with no message"
    if account["unnumbered"]:
        yield f"{account['unnumbered']} entries of the log have no number"
