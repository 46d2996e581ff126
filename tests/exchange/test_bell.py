"""The broker is a bell: what rings it must not suffer when it is broken."""

import contextlib
import os
import subprocess
import sys
import time
from multiprocessing import Process
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from tests.undertaker import undertaker

ROOT = Path(__file__).resolve().parent.parent.parent
RINGS = 3000
SCRIPT = """
import time, django
django.setup()
from exchange.services.sending import ring
began = time.monotonic()
ring()
print(time.monotonic() - began)
"""


@pytest.mark.feature("X04")
@pytest.mark.parametrize("broker", ["amqp://127.0.0.1:9//", "embedded://"])
def test_a_dead_broker_neither_breaks_nor_holds_up_an_act(tmp_path: Path, broker: str) -> None:
    """The act is committed before the bell is rung, and the sweep finds the message."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MEZHVED_DATA_DIR": str(tmp_path),
        "MEZHVED_BROKER_URL": broker,
    }

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    rung = list((tmp_path / "bell").glob("*.msg")) if broker.startswith("embedded") else []
    assert float(done.stdout) < 3
    assert bool(rung) == broker.startswith("embedded")


@pytest.mark.feature("X04")
def test_a_message_of_the_embedded_bell_is_never_read_by_halves(tmp_path: Path) -> None:
    """Nor does half of one, left by a killed process, stop the reader."""
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    (tmp_path / "0.mezhved.msg").write_text("")
    (tmp_path / "1.mezhved.msg").write_text('{"body": "abc')
    ringer = Process(target=_ring_often, args=(options,), daemon=True)
    ringer.start()

    with Connection("embedded://", transport_options=options) as bell, bell.channel() as channel:
        heard = [_next(channel) for _number in range(RINGS)]
    ringer.join(timeout=20)

    assert sorted(message["number"] for message in heard) == list(range(RINGS))
    assert list(tmp_path.iterdir()) == []


def _ring_often(options: dict[str, str]) -> None:
    with Connection("embedded://", transport_options=options) as bell:
        channel: Any = bell.channel()
        for number in range(RINGS):
            channel._put("mezhved", {"number": number})


def _next(channel: Any) -> dict[str, Any]:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(Empty):
            found: dict[str, Any] = channel._get("mezhved")
            return found
    raise AssertionError("the bell is silent")


@pytest.mark.services
@pytest.mark.process
@pytest.mark.feature("X04")
def test_two_workers_of_one_host_share_a_broker(tmp_path: Path) -> None:
    """Neither locks the other out, nor does one that was killed lock out its successor."""
    workers = []
    for number in range(2):
        folder = tmp_path / str(number)
        environment = os.environ | {"MEZHVED_DATA_DIR": str(folder), "MEZHVED_QUEUE": f"mezhved_test_bell_{number}"}
        log = (tmp_path / f"{number}.log").open("wb")
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo", "--loglevel", "INFO"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        undertaker().entrust(process.pid)
        workers.append((process, log))

    try:
        until = time.monotonic() + 60
        while not all(b"ready." in Path(log.name).read_bytes() for _process, log in workers):
            assert time.monotonic() < until, [Path(log.name).read_text()[-2000:] for _process, log in workers]
            time.sleep(0.2)
        assert [process.poll() for process, _log in workers] == [None, None]
    finally:
        for process, log in workers:
            process.kill()
            process.wait()
            undertaker().release(process.pid)
            log.close()
