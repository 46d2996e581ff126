"""The broker is a bell: what rings it must not suffer when it is broken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = """
import time, django
django.setup()
from exchange.services.sending import ring
began = time.monotonic()
ring()
print(time.monotonic() - began)
"""


@pytest.mark.feature("X04")
@pytest.mark.parametrize("broker", ["amqp://127.0.0.1:9//", "filesystem://"])
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

    rung = list((tmp_path / "bell").glob("*.msg")) if broker.startswith("filesystem") else []
    assert float(done.stdout) < 3
    assert bool(rung) == broker.startswith("filesystem")
