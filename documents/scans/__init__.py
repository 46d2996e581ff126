"""Looking into scans: pages, codes of separator sheets, cutting, the emptiest corner.

A scan comes from anybody, so it is opened only by `worker`: a process of its own, without the program's environment,
with bounds on its memory, processor time and what it writes, and ended when its time is up.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

_WORKER = Path(__file__).with_name("worker.py")
# What a stretch of pages may take; a page of a scanner takes a tenth of a second.
STRETCH = 40
STRETCH_SECONDS = 120
CUT_SECONDS = 120
GLANCE_SECONDS = 10
LOWER_RIGHT, UPPER_RIGHT, LOWER_LEFT, UPPER_LEFT = range(4)


class Unreadable(Exception):
    """The file is not read; the text is the code: ``broken``, ``encrypted``, ``too-hard``."""


@dataclass(frozen=True)
class SeenPage:
    """What was read of a page: the code of a separator sheet, how the sheet is turned, whether nothing stands there."""

    number: int
    code: str
    turn: int
    is_blank: bool


def count(path: Path) -> int:
    """How many pages a PDF has.

    Raises:
        Unreadable: it has none that could be read.
    """
    pages = int(_asked(GLANCE_SECONDS, "count", str(path))[0]["pages"])
    if not pages:
        raise Unreadable("broken")
    return pages


def read(path: Path, first: int, last: int) -> list[SeenPage]:
    """What stands on the pages from ``first`` to ``last``, both counted from 1.

    Raises:
        Unreadable: drawing them takes too long or too much.
    """
    told = _asked(STRETCH_SECONDS, "read", str(path), str(first), str(last))
    if [int(one["page"]) for one in told] != list(range(first, last + 1)):
        raise Unreadable("too-hard")
    return [SeenPage(int(one["page"]), str(one["code"]), int(one["turn"]), bool(one["blank"])) for one in told]


@contextmanager
def cut(path: Path, pages: Sequence[int], turn: int) -> Iterator[BinaryIO]:
    """These pages as a PDF of their own, open for reading inside the block.

    Raises:
        Unreadable: the file does not let itself be cut.
    """
    with tempfile.TemporaryDirectory(prefix="mezhved-scan-") as folder:
        target = Path(folder) / "part.pdf"
        _asked(CUT_SECONDS, "cut", str(path), str(target), ",".join(map(str, pages)), str(turn))
        with target.open("rb") as stream:
            yield stream


def emptiest_corner(path: Path, width: float, height: float, margin: float) -> int:
    """In which corner of the first page a box covers least; sizes are shares of the page's shorter side.

    The answer is `LOWER_RIGHT` or one of the others; a file that cannot be drawn has it at the lower right. Contents
    lie under their digest, so each is looked at once.
    """
    return _corner(str(path), path.stat().st_size, width, height, margin)


@lru_cache(maxsize=256)
def _corner(path: str, _size: int, width: float, height: float, margin: float) -> int:
    try:
        return int(_asked(GLANCE_SECONDS, "corner", path, str(width), str(height), str(margin))[0]["corner"])
    except Unreadable:
        return LOWER_RIGHT


def picture_of(source: Path, target: Path, page: int) -> int:
    """Draw a page of a PDF, or a picture, for recognition, into ``target``: not there if it is blank. The page count.

    Raises:
        Unreadable: it cannot be drawn.
    """
    return int(_asked(STRETCH_SECONDS, "picture", str(source), str(target), str(page))[0]["pages"])


def _asked(seconds: int, *words: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="mezhved-look-") as folder:
        try:
            done = subprocess.run(  # noqa: S603  # our own program; the file is read by it alone
                [sys.executable, "-I", str(_WORKER), str(seconds), *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds + 5,
                cwd=folder,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Unreadable("too-hard") from None
    try:
        told: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        raise Unreadable("too-hard") from None
    refused = next((one["refused"] for one in told if "refused" in one), "")
    if refused or done.returncode or not told:
        raise Unreadable(refused or "too-hard")
    return told
