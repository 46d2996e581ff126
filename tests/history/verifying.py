"""Runs the verifier of an export as a stranger does: the system's Python, nothing of ours, an empty environment."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Verdict:
    """How it ended, and what it found."""

    code: int
    findings: list[dict[str, str]]
    error: str

    @property
    def codes(self) -> set[str]:
        """The kinds of what it found."""
        return {finding["code"] for finding in self.findings}


def verify(folder: Path, *arguments: str | Path) -> Verdict:
    """Run the program that lies in the folder."""
    command = [sys.executable, "-I", "-S", folder / "verify_log.py", folder, "--json", *arguments]
    done = subprocess.run(command, env={}, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)
    return Verdict(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)
