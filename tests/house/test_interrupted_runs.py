"""Whatever ends a run of tests, the processes that it started for its nodes end too."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.copies import ROOT
from tests.nodes import wait_for

# No node, but processes as a node has them.
pytestmark = [pytest.mark.process, pytest.mark.embedded_only]

# Started as a node's processes are: a leader with a session of its own, and a child of it.
A_RUN = """
import subprocess, sys, time
from tests.undertaker import undertaker
FAMILY = "import subprocess, time; subprocess.Popen(['sleep', '120']); time.sleep(120)"
leader = subprocess.Popen([sys.executable, "-c", FAMILY], start_new_session=True)
undertaker().entrust(leader.pid)
print(leader.pid, flush=True)
time.sleep(120)
"""


def family(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, _group, session = process.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(process.parent.name))
    return found


def test_a_killed_run_leaves_no_process(tmp_path: Path) -> None:
    """Not even a child of one."""
    with (tmp_path / "run.txt").open("wb") as output:
        run = subprocess.Popen([sys.executable, "-c", A_RUN], cwd=ROOT, stdout=output)
    wait_for(lambda: (tmp_path / "run.txt").read_text().endswith("\n"), "the run has started its processes")
    leader = int((tmp_path / "run.txt").read_text())
    wait_for(lambda: len(family(leader)) == 2, "both are up")

    run.kill()
    run.wait()

    wait_for(lambda: family(leader) == [], "both have ended")
