"""Text of scans, by Tesseract where it is installed: page by page, in processes that may do little and not for long.

A page is drawn by `documents.scans`, so that Tesseract gets a grey picture that we made, and never the file itself.
"""

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

from documents import files, scans

PICTURES = frozenset({files.PDF, *files.PICTURES})
MOST_LETTERS = 600_000
MEMORY = 1024 * 1024 * 1024


class NotRecognised(Exception):
    """Nothing was recognised; the text says why."""


def program() -> str:
    """Where Tesseract is; empty where there is none."""
    if settings.TESSERACT:
        return settings.TESSERACT if os.access(settings.TESSERACT, os.X_OK) else ""
    return shutil.which("tesseract") or ""


def is_available() -> bool:
    """Whether texts of scans are recognised here."""
    return bool(program())


def text_of(source: Path) -> str:
    """The text of a scan, its pages one after another; of a long one the first `TESSERACT_PAGES` pages.

    Raises:
        NotRecognised: it cannot be drawn, or takes too long.
    """
    texts: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mezhved-words-") as name:
        page, pages = 1, 1
        while page <= min(pages, settings.TESSERACT_PAGES) and sum(map(len, texts)) < MOST_LETTERS:
            drawn = Path(name) / f"{page}.png"
            try:
                pages = scans.picture_of(source, drawn, page)
            except scans.Unreadable as error:
                raise NotRecognised(str(error)) from error
            if drawn.exists():
                texts.append(_recognised(drawn))
                drawn.unlink()
            page += 1
    return "\n".join(texts)[:MOST_LETTERS]


def _recognised(picture: Path) -> str:
    command = [program(), str(picture), "stdout", "-l", settings.TESSERACT_LANGUAGES, "--psm", "3"]
    surroundings = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1", "TMPDIR": str(picture.parent)}
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command; only the path of our own picture varies
            command,
            cwd=picture.parent,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=settings.TESSERACT_SECONDS,
            preexec_fn=_limit,  # the worker runs one thread
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotRecognised("took too long") from late
    if done.returncode:
        raise NotRecognised(f"Tesseract ended with {done.returncode}")
    return done.stdout.decode("utf-8", "replace").replace("\0", " ").replace("\f", "\n").strip()


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, settings.TESSERACT_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 16 * 1024 * 1024),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
