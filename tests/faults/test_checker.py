"""The checker notices each thing that may not be: a checker that finds nothing would prove nothing."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.checker import check

Accounts = dict[str, Any]


def a_receipt(kind: str, verdict: str, sha256: str) -> dict[str, Any]:
    """A valid receipt as the sender keeps it."""
    return {"kind": kind, "verdict": verdict, "sha256": sha256, "flaw": ""}


def sent(name: str, sequence: int, kind: str, **others: Any) -> dict[str, Any]:
    """A delivered message as its sender tells it."""
    row = {"id": name, "sequence": sequence, "kind": kind, "state": "accepted", "is_overdue": False, "decision": ""}
    row |= {"sha256": f"of {name}", "their_number": "", "receipts": [a_receipt("transport", "accepted", f"for {name}")]}
    return row | others


def received(name: str, sequence: int, kind: str, **others: Any) -> dict[str, Any]:
    """The same message as its receiver tells it."""
    row = {"id": name, "sequence": sequence, "kind": kind, "state": "noted", "code": "", "gap": False}
    row |= {"sha256": f"of {name}", "receipt": f"for {name}", "paper": "", "number": "", "files": 0, "decisions": 0}
    return row | others


def in_order() -> Accounts:
    """Two letters of A, one of which B has registered; its decision; and a third that waits."""
    told = [a_receipt("transport", "accepted", "for one"), a_receipt("decision", "registered", "told")]
    a = {
        "outbox": [
            sent("one", 1, "document", decision="registered", their_number="7-вх", receipts=told),
            sent("two", 2, "document"),
            sent("three", 3, "document", state="new", sha256="", receipts=[]),
        ],
        "inbox": [received("back", 1, "decision")],
    }
    b = {
        "outbox": [sent("back", 1, "decision")],
        "inbox": [
            received("one", 1, "document", state="registered", paper="registered", number="7-вх", files=3, decisions=1),
            received("two", 2, "document", state="waiting", paper="received", files=3),
        ],
    }
    whole = {"papers without a message": 0, "files": [], "unnumbered": 0}
    return {"a": a | whole, "b": copy.deepcopy(b | whole)}


CONFIRMED = {"a": ["one", "two", "three"], "b": []}


def test_two_nodes_in_order_give_no_finding() -> None:
    found = check(in_order(), CONFIRMED)

    assert found.problems == []
    assert found.proved["delivered and received once"] == 3
    assert found.proved["visibly new"] == 1


def _lose(accounts: Accounts) -> None:
    del accounts["b"]["inbox"][1]


def _double(accounts: Accounts) -> None:
    accounts["b"]["inbox"].append(dict(accounts["b"]["inbox"][1]))


def _forget(accounts: Accounts) -> None:
    del accounts["a"]["outbox"][2]


def _skip(accounts: Accounts) -> None:
    accounts["a"]["outbox"][2]["sequence"] = 4


def _of(side: str, box: str, at: int, **facts: Any) -> Callable[[Accounts], None]:
    return lambda accounts: accounts[side][box][at].update(facts)


def _whole(side: str, **facts: Any) -> Callable[[Accounts], None]:
    return lambda accounts: accounts[side].update({name.replace("_", " "): fact for name, fact in facts.items()})


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (_lose, "is delivered and not there"),
        (_double, "was received 2 times"),
        (_forget, "was confirmed and is gone"),
        (_skip, "has holes"),
        (_of("b", "inbox", 1, sha256="other"), "other bytes"),
        (_of("b", "inbox", 1, id="nobody's"), "never sent"),
        (_of("a", "outbox", 2, state="lost"), "no visible state"),
        (_of("a", "outbox", 2, is_overdue=True), "overdue"),
        (_of("a", "outbox", 1, state="refused"), "was taken"),
        (_of("b", "inbox", 1, gap=True), "gap False, flagged True"),
        (_of("b", "inbox", 1, sequence=3), "gap True, flagged False"),
        (_of("b", "inbox", 1, paper=""), "has the effect"),
        (_of("b", "inbox", 1, files=2), "has the effect"),
        (_of("b", "inbox", 0, decisions=2), "has the effect"),
        (_of("a", "inbox", 0, state=""), "without effect"),
        (_of("b", "inbox", 1, receipt="another"), "one receipt here and another there"),
        (_of("a", "outbox", 1, receipts=[]), "without a receipt"),
        (_of("a", "outbox", 0, their_number="8-вх"), "told as"),
        (_of("a", "outbox", 0, decision=""), "0 are known"),
        (_whole("b", files=["abcd is missing"]), "abcd is missing"),
        (_whole("b", unnumbered=1), "have no number"),
        (_whole("b", papers_without_a_message=1), "came with no message"),
    ],
)
def test_whatever_may_not_be_is_found(spoil: Callable[[Accounts], None], word: str) -> None:
    accounts = in_order()
    spoil(accounts)

    found = check(accounts, CONFIRMED)

    assert any(word in problem for problem in found.problems), found.problems
