"""The verifier as a program: short, alone, for old Pythons, and not to be brought down by what it reads."""

import ast
import random
import shutil
import sys
from pathlib import Path

import pytest

from history.log.exporting import VERIFIER
from tests.history.building import Draft, Office
from tests.history.verifying import verify

pytestmark = pytest.mark.feature("X01")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export."""
    return Draft([270, 10], keep_every=90).build(Office()).export(tmp_path_factory.mktemp("log") / "export")


def test_it_is_short_and_needs_nothing_but_the_standard_library() -> None:
    """At most 400 lines, in the grammar of Python 3.9."""
    text = VERIFIER.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    nodes = list(ast.walk(tree))
    imported = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}

    assert len(text.splitlines()) <= 400
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_what_is_exported_is_the_verifier_and_how_to_use_it(folder: Path) -> None:
    """Byte for byte."""
    assert (folder / "verify_log.py").read_bytes() == VERIFIER.read_bytes()
    assert "--against" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_nothing_that_it_reads_ends_it_without_a_verdict(seed: int, folder: Path, tmp_path: Path) -> None:
    """Files emptied, cut, filled with chance or with another file, made folders or links, or gone."""
    chance, target = random.Random(seed), tmp_path / "export"
    shutil.copytree(folder, target)
    paths = [
        path for path in sorted(target.rglob("*")) if path.is_file() and path.name not in {"verify_log.py", "README.md"}
    ]

    for path in chance.sample(paths, 4):
        content = path.read_bytes()
        path.unlink()
        deed = chance.randrange(7)
        if deed == 0:
            path.write_bytes(b"")
        elif deed == 1:
            path.write_bytes(content[: chance.randrange(len(content))])
        elif deed == 2:
            path.write_bytes(chance.randbytes(chance.randrange(1, 9_000)))
        elif deed == 3:
            path.write_bytes(chance.choice([one for one in paths if one.is_file()]).read_bytes() + b"x")
        elif deed == 4:
            path.mkdir()
        elif deed == 5:
            path.symlink_to(folder / path.relative_to(target))
    verdict = verify(target)

    assert (verdict.code, verdict.error) == (1, "")
    assert "unreadable" not in verdict.codes


@pytest.mark.parametrize(
    "line", ["0\t[]", "0\tnull", '0\t{"v":1}', "0\t" + "[" * 200_000, "-1\t{}", "9" * 99 + "\t{}", "0", "", "\t",
             "0\t\ud800", '0\t{"a":1,"a":1}', "0\t1e999", "0\tNaN", "0\t" + "1" * 10_000],
)  # fmt: skip
def test_a_line_of_any_kind_is_a_finding(line: str, folder: Path, tmp_path: Path) -> None:
    """In the place of the first entry."""
    target = tmp_path / "export"
    shutil.copytree(folder, target)
    path = target / "epochs/1/entries/000000.txt"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([line.encode("utf-8", "surrogatepass"), *lines[1:]]))

    verdict = verify(target)

    assert (verdict.code, verdict.error) == (1, "")
    assert "unreadable" not in verdict.codes
    assert verdict.codes & {"entry-line", "entry-hash", "entry-canonical"}


def test_what_a_file_says_does_not_command_the_terminal(folder: Path, tmp_path: Path) -> None:
    """Names of files are shown as ASCII."""
    target = tmp_path / "export"
    shutil.copytree(folder, target)
    (target / "epochs/1/entries/\x1b[2J").write_bytes(b"")

    verdict = verify(target)

    assert verdict.codes == {"extra"}
    assert "\x1b" in verdict.findings[0]["place"]
