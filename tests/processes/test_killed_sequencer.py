"""The sequencer is killed again and again while others write; nothing is lost, doubled, or told to be wrong."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.copies import ROOT
from tests.nodes import Node, wait_for

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.feature("X01")]
KILLS = 8
ACTS = 150
WRITE = f"""
from agencies.models import Employee
from history.acts import record
from history.actors import acting
from history.models.recording import recording
clerk = Employee.objects.get(username="melnik")
for number in range({ACTS}):
    with acting(clerk), recording():
        clerk.phone = str(number)
        clerk.save()
        record("agencies.signed_in", actor=clerk, subject=clerk)
"""
UNNUMBERED = """
SELECT 1 FROM history_entry LEFT JOIN history_leaf ON history_leaf.entry_id = history_entry.id
WHERE history_leaf.id IS NULL
"""


@pytest.fixture
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with an office and no cases."""
    node = Node("a", tmp_path_factory.mktemp("node") / "a")
    try:
        node.manage("prepare_node", "--node", "a", "--without-cases")
        node.start("signer")
        yield node
    finally:
        node.stop()


def test_a_sequencer_killed_anywhere_loses_and_doubles_nothing(node: Node) -> None:
    """Two writers, eight kills at random moments; then the tables and the exported log are held against each other."""
    chance = random.Random(7)
    writers = [
        subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", WRITE], cwd=ROOT, env=node.environment
        )
        for _writer in range(2)
    ]
    for _kill in range(KILLS):
        node.start("sequencer")
        time.sleep(1 + chance.random())  # it is up by then, and at work at any point
        node.kill("sequencer")
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    node.start("sequencer")
    wait_for(lambda: not node.query(UNNUMBERED), "every entry has its number")

    assert "as the log tells them" in node.manage("verify_history")
    target = node.folder / "export"
    node.manage("export_log", str(target))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(target / "verify_log.py"), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
