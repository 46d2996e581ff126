"""The points at which tests of whole processes end the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from history import kill_points

ROOT = Path(__file__).resolve().parent.parent.parent


def run(point: str, folder: Path) -> int:
    """The exit status of a process that reaches this point while ``after-lease`` is named."""
    script = f"import django; django.setup(); from history import kill_points; kill_points.reached({point!r})"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MEZHVED_DATA_DIR": str(folder),
        kill_points.VARIABLE: "after-lease",
    }
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=False).returncode


def test_a_process_ends_at_its_point_once_in_the_life_of_a_node(tmp_path: Path) -> None:
    """Started again with the same environment it goes on, as a supervisor would have it."""
    statuses = [run("before-post", tmp_path), run("after-lease", tmp_path), run("after-lease", tmp_path)]

    assert statuses == [0, kill_points.EXIT_STATUS, 0]


def test_an_unknown_point_is_an_error() -> None:
    """A misspelt point would prove nothing."""
    with pytest.raises(LookupError):
        kill_points.reached("somewhere")


def test_every_point_stands_in_the_program() -> None:
    """A point that nothing reaches would prove nothing either."""
    rooms = ("history", "signing", "documents", "exchange")
    text = "".join(path.read_text() for room in rooms for path in (ROOT / room).rglob("*.py"))

    assert [point for point in kill_points.POINTS if f'reached("{point}")' not in text] == []
