"""The migrations of kept releases, which are never changed: what they made of older databases then, they make today."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FROZEN = Path(__file__).parent / "frozen.json"


def digests() -> dict[str, str]:
    """The SHA-256 of every migration that there is, by its place in the project."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return {file.relative_to(ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def kept() -> dict[str, str]:
    """Those that the newest kept release came with."""
    known: dict[str, str] = json.loads(FROZEN.read_text())
    return known


def keep() -> None:
    """Write down those of this release."""
    FROZEN.write_text(json.dumps(digests(), indent=1) + "\n")
