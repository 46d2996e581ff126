"""The mutation run itself: it finds every call of ``visible_to``, and a test that asks of rights kills its mutant."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutations import EQUIVALENT, ROOT, sites

# The run has databases and processes of its own.
pytestmark = [pytest.mark.embedded_only, pytest.mark.feature("F32")]

SEARCH = "tests/house/test_role_matrix.py::test_search_finds_nothing_that_is_not_open"


def mutated(place: str, kept: Path) -> subprocess.CompletedProcess[str]:
    """The run over the calls of one place, judged by the search of the role matrix alone."""
    command = [sys.executable, "-m", "tests.mutations", "--only", place, "--kept", str(kept), "--tests", SEARCH]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def test_every_call_is_found_and_has_a_name_of_its_own() -> None:
    """As many as the text of the program has."""
    found = sites()
    files = {site.path for site in found}
    text = "".join((ROOT / path).read_text() for path in files)

    assert len(found) == text.count(".visible_to(")
    assert len({site.name for site in found}) == len(found)


def test_what_is_told_of_calls_that_cannot_matter_is_told_of_calls_that_there_are() -> None:
    """A reason whose call went elsewhere would be lost, and the call would count as a hole."""
    assert EQUIVALENT.keys() <= {site.name for site in sites()}


@pytest.mark.slow
def test_a_call_that_is_left_out_is_noticed_and_one_that_no_test_reaches_is_told(tmp_path: Path) -> None:
    """The list of cases is asked by the search; the rights report is not."""
    killed = mutated("workflows/selectors.py::cases#1", tmp_path / "killed.json")
    missed = mutated("oversight/views/rights.py", tmp_path / "missed.json")

    assert (killed.returncode, killed.stdout.splitlines()[-1]) == (0, "1 of 1 killed"), killed.stdout + killed.stderr
    assert missed.returncode == 1
    assert "not reached: oversight/views/rights.py::rights#1" in missed.stdout
