"""The supervisor of the embedded installation, with small processes of its own making."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.node import ROOT, Child, Node
from deploy.supervise import Refused, Stop, require_free, stop_all, the_only_one

# The supervisor's nodes are told nothing of other databases and brokers.
pytestmark = [pytest.mark.process, pytest.mark.embedded_only]

# A leader with a child in its group; it writes down who they are.
FAMILY = """
import os, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(f"{os.getpid()} {grandchild.pid}")
time.sleep(60)
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def lives(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until the condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def a_child(folder: Path, script: str, *arguments: str) -> Child:
    """A process that runs a few lines of Python."""
    return Child("a test", [sys.executable, "-c", script, *arguments], dict(os.environ), folder / "child.log")


@pytest.fixture
def handlers() -> Iterator[None]:
    """The signal handlers as they were, put back at the end."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_stopping_leaves_no_process_behind(tmp_path: Path, handlers: None) -> None:
    node = Node("a", 1, tmp_path, [a_child(tmp_path, FAMILY, str(tmp_path / "pids"))])
    node.children[0].start()
    wait_for(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text())
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]

    stop_all([node], Stop())

    wait_for(lambda: not any(lives(pid) for pid in pids))


def test_what_does_not_listen_is_ended_by_force_after_the_grace_period(
    tmp_path: Path, handlers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.supervise.GRACE", 0.3)
    child = a_child(tmp_path, STUBBORN)
    child.start()
    wait_for(lambda: "deaf" in child.log.read_text())
    process = child.process

    stop_all([Node("a", 1, tmp_path, [child])], Stop())

    assert process is not None
    assert process.returncode == -signal.SIGKILL


def test_a_process_that_ends_is_started_again_after_a_growing_pause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = a_child(tmp_path, "print('ERROR no broker', flush=True); raise SystemExit(3)")
    child.pause = 0.1

    def has_run_twice() -> bool:
        child.watch()
        return child.log.exists() and child.log.read_text().count("ERROR") > 1 and child.process is None

    wait_for(has_run_twice)

    said = capsys.readouterr().out
    assert "[a test] ended (exit code 3), starts again in" in said
    assert said.count("[a test] ERROR no broker") >= 1
    assert child.pause >= 0.4


def test_children_of_a_killed_supervisor_die_with_it(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from tests.house.test_tooling_supervisor import a_child, FAMILY\n"
        "child = a_child(Path(sys.argv[1]), 'import time; time.sleep(60)'); child.start()\n"
        "print(child.process.pid, flush=True); time.sleep(60)"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        assert lives(pid)

        supervisor.kill()

    wait_for(lambda: not lives(pid))


def test_a_port_in_use_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "-m", "deploy.supervise", "--home", str(tmp_path), "run", "--port-b", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 is not free" in done.stderr
    assert "make run PORT_B=9001" in done.stderr
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("ports", [(8101, 8101), (0, 8102), (8101, 70000)])
def test_ports_that_make_no_sense_are_refused(ports: tuple[int, int], tmp_path: Path) -> None:
    nodes = [Node(letter, port, tmp_path) for letter, port in zip("ab", ports, strict=True)]

    with pytest.raises(Refused, match="port"):
        require_free(nodes)


def test_two_supervisors_never_share_a_folder(tmp_path: Path) -> None:
    with the_only_one(tmp_path), pytest.raises(Refused, match="running already"), the_only_one(tmp_path):
        pass


def test_reset_removes_both_nodes_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a", "b", "mine"):
        (tmp_path / name).mkdir()

    subprocess.run([sys.executable, "-m", "deploy.supervise", "--home", str(tmp_path), "reset"], cwd=ROOT, check=True)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "mine"]


def test_a_node_is_told_nothing_of_another_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEZHVED_DATABASE_URL", "postgres://elsewhere/other")

    environment = Node("b", 8102, tmp_path).environment

    assert "MEZHVED_DATABASE_URL" not in environment
    assert environment["MEZHVED_DATA_DIR"] == str(tmp_path / "b")


def test_a_demo_takes_the_password_that_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For leaflets that are printed before the demo is started."""
    monkeypatch.setenv("MEZHVED_DEMO_PASSWORD", "правильная лошадь")

    assert Node("b", 8102, tmp_path).environment["MEZHVED_DEMO_PASSWORD"] == "правильная лошадь"
