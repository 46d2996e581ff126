"""The written form of the log is a part that other programs could take: no Django, no settings, no other room."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import history.log

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = sorted(f"history.log.{found.name}" for found in pkgutil.iter_modules(history.log.__path__))
ROOMS = (
    "agencies",
    "citizens",
    "config",
    "demo",
    "django",
    "documents",
    "exchange",
    "oversight",
    "signing",
    "workflows",
)


def test_no_module_of_it_loads_django_or_another_room() -> None:
    """In a fresh process that imports all of them."""
    program = f"import {', '.join(MODULES)}, sys; print(*sorted(name for name in sys.modules if name in {ROOMS}))"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "history.log.exporting" in MODULES
    assert done.stdout.split() == []
