"""A process that verifies packages with little memory and tells what each took.

``python -m tests.signing.vectors.bounds FOLDER``: a line of JSON for each file of the folder, in the order of their
names. The process may not take more than `MEMORY` over what it needs to begin, whatever a package asks of it.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

MEMORY = 256 * 1024 * 1024
SECONDS = 1.0
_STATUS = Path("/proc/self/status")
_FORGET_THE_PEAK = "5"  # man 5 proc, clear_refs


@dataclass(frozen=True)
class Measured:
    """What a verification said, in how many seconds of work, at how many bytes more than before."""

    name: str
    code: str
    seconds: float
    memory: int


def measured(folder: Path) -> Iterator[Measured]:
    """Verify all packages of a folder in a process of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.signing.vectors.bounds", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        raise AssertionError(done.stderr[-4000:])
    for line in done.stdout.splitlines():
        yield Measured(**json.loads(line))


def main(folder: Path) -> None:
    """Verify and tell."""
    import django

    django.setup()
    from signing.anchors import read_bundle
    from signing.verification import verify
    from tests.signing.people import NOW

    trust = read_bundle(folder / "trust.pem")
    packages = sorted(folder.glob("*.asice"))
    verify(packages[0], trust=trust, at=NOW)  # what is loaded once is not counted
    at_most = _kilobytes("VmSize") * 1024 + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (at_most, at_most))
    for package in packages:
        Path("/proc/self/clear_refs").write_text(_FORGET_THE_PEAK)
        before, begun = _kilobytes("VmRSS"), time.process_time()
        code = verify(package, trust=trust, at=NOW).code
        seconds, peak = time.process_time() - begun, _kilobytes("VmHWM") - before
        sys.stdout.write(json.dumps(asdict(Measured(package.stem, code, seconds, peak * 1024))) + "\n")


def _kilobytes(field: str) -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
