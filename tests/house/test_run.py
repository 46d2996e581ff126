"""``make run`` as a person meets it: two agencies come up, say who can sign in, stop at Ctrl-C, and keep their data."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from deploy.node import ROOT
from deploy.ports import free_port
from tests.browsing import Person
from tests.nodes import wait_for
from tests.undertaker import undertaker

# The nodes of ``make run`` are told nothing of other databases and brokers.
pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.embedded_only]

# A demo login as it is printed: login, password, person and post, role.
LOGIN = re.compile(r"^  (\w+) +([a-z0-9-]+)  (.+) \((.+)\)$", re.MULTILINE)
ROLES = {
    "руководитель органа",
    "контролёр",
    "делопроизводитель",
    "начальник подразделения",
    "исполнитель",
    "аудитор",
    "администратор",
}


def living(home: Path) -> list[str]:
    """Commands of the processes that were told that their data lie in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(home).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@contextmanager
def running(home: Path, ports: tuple[int, int]) -> Iterator[str]:
    """Both nodes until Ctrl-C; gives what was printed until they were ready."""
    command = [sys.executable, "-m", "deploy.supervise", "--home", str(home), "run"]
    command += ["--port-a", str(ports[0]), "--port-b", str(ports[1])]
    output = home.with_suffix(".txt")
    with output.open("wb") as target:
        supervisor = subprocess.Popen(command, cwd=ROOT, stdout=target, stderr=target, start_new_session=True)
    undertaker().entrust(supervisor.pid)
    try:
        wait_for(lambda: "Ctrl-C stops everything" in output.read_text() or supervisor.poll() is not None, "ready", 300)
        assert supervisor.poll() is None, output.read_text()
        yield output.read_text()
        os.killpg(supervisor.pid, signal.SIGINT)
        assert supervisor.wait(timeout=60) == 0, output.read_text()
    finally:
        supervisor.terminate()
        supervisor.wait(timeout=60)
        undertaker().release(supervisor.pid)


def cases_of(port: int, login: str, password: str) -> list[str]:
    """The cases on the first page of the list, as this person sees them."""
    with closing(Person(f"http://127.0.0.1:{port}", login, password)) as person:
        return person.get("/cases/").links("/cases/")


def test_two_agencies_come_up_and_stop_and_keep_their_data(tmp_path: Path) -> None:
    """Their addresses answer, the printed logins fit, Ctrl-C leaves no process, a second start finds all again."""
    home, ports = tmp_path / "home", (free_port(), free_port())

    with running(home, ports) as said:
        logins = LOGIN.findall(said)
        login, password = next(login[:2] for login in logins if login[0] == "melnik")
        cases = cases_of(ports[0], login, password)
        started = living(home)
    left = living(home)
    with running(home, ports) as said_again:
        again = cases_of(ports[0], login, password)

    assert all(f"http://127.0.0.1:{port}\n" in said for port in ports)
    assert {role for _login, _password, _person, role in logins} == ROLES
    assert all(any(part in command for command in started) for part in ("granian", "celery", "run_signer"))
    assert (left, living(home)) == ([], [])
    assert LOGIN.findall(said_again) == logins
    assert len(cases) > 40
    assert again == cases
