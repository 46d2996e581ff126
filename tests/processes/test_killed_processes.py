"""Processes of two real nodes are killed on the way of a package; it arrives once, and the case comes back answered."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from history.kill_points import EXIT_STATUS
from tests.nodes import Node, wait_for
from tests.processes.road import Town

SENDING = ("after-lease", "after-build", "before-post", "after-post", "before-receipt-saved", "after-receipt-saved")
RECEIVING = ("after-inbox-stored", "before-inbox-commit", "after-inbox-commit")

SENT = """
import json
from exchange.models import OutboxMessage
rows = OutboxMessage.objects.filter(kind="document").order_by("sequence")
print(json.dumps([
    [str(row.message_id), row.sequence, row.state, row.document.number, row.receipts.filter(kind="transport").count()]
    for row in rows
]))
"""
RECEIVED = """
import json
from documents.models import Document
from exchange.models import InboxMessage
rows = InboxMessage.objects.filter(kind="document").order_by("sequence")
print(json.dumps([
    [str(row.message_id), row.sequence, row.has_gap_before, row.document.their_number,
     Document.objects.filter(their_number=row.document.their_number).count()]
    for row in rows
]))
"""

UNNUMBERED = """
SELECT 1 FROM history_entry LEFT JOIN history_leaf ON history_leaf.entry_id = history_entry.id
WHERE history_leaf.id IS NULL
"""


@pytest.fixture(scope="module")
def town(nodes: tuple[Node, Node]) -> Iterator[Town]:
    """The people of both nodes."""
    town = Town(*nodes)
    yield town
    town.close()


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.embedded_only  # on servers tests/faults/test_points.py kills at every point that there is
@pytest.mark.feature("F01", "F02", "X01")
def test_a_package_arrives_once_wherever_a_process_is_killed(town: Town) -> None:
    """At every named point of sending and receiving; then both ends at once, and the whole road back."""
    first, second = town.nodes["a"], town.nodes["b"]

    for point in SENDING:
        first.die_at(point)
        town.inquiry_in_outbox()
        first.wait_until_it_ends("worker")
        assert first.processes["worker"].returncode == EXIT_STATUS, point
        first.kill("worker")
        first.start("worker")
        _wait_until_delivered(first)
    for point in RECEIVING:
        second.die_at(point)
        town.inquiry_in_outbox()
        wait_for(lambda at=point: Path(second.folder, f"killed-{at}").exists(), f"web of b reached {point}")
        second.kill("web")
        second.start("web")
        _wait_until_delivered(first)
    number = town.inquiry_in_outbox()
    first.kill("worker", "sequencer")
    second.kill("web", "worker")
    second.start("web", "worker")
    first.start("worker", "sequencer")
    _wait_until_delivered(first)
    _answer_everything_on_b(town)
    wait_for(lambda: town.is_back_in_work(number), "the case goes on by itself")

    sent, received = first.ask(SENT), second.ask(RECEIVED)
    rounds = len(SENDING) + len(RECEIVING) + 1
    assert len(sent) == rounds
    assert [row[:2] for row in sent] == [row[:2] for row in received], json.dumps([sent, received])
    assert all(row[2] == "accepted" and row[4] == 1 for row in sent), sent
    assert all(not row[2] and row[4] == 1 for row in received), received
    assert [row[3] for row in sent] == [row[3] for row in received]
    assert first.query("SELECT 1 FROM history_cosignature")
    for node in (first, second):
        wait_for(lambda here=node: not here.query(UNNUMBERED), "every entry has its number in the log")
        assert "as the log tells them" in node.manage("verify_history")


def _wait_until_delivered(node: Node) -> None:
    states = "SELECT DISTINCT state FROM exchange_outboxmessage WHERE kind = 'document'"
    wait_for(lambda: node.query(states) == [("accepted",)], "everything is delivered")


def _answer_everything_on_b(town: Town) -> None:
    while town.person("chernykh").get("/?queue=register").links("/work/"):
        town.reply_of_b()
