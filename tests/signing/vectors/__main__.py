"""What is too long for the tests: ``python -m tests.signing.vectors --whole``, ``--mutations 10000``, ``--bounds``."""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from cryptography.hazmat.primitives.serialization import Encoding  # noqa: E402  # after Django's set-up, as the next

from signing.findings import Finding  # noqa: E402
from signing.keys import KeyKind  # noqa: E402
from signing.sources import BytesSource  # noqa: E402
from signing.verification import verify  # noqa: E402
from tests.signing import stamps  # noqa: E402
from tests.signing.people import NOW, ministry  # noqa: E402
from tests.signing.vectors.bounds import MEMORY, SECONDS, measured  # noqa: E402
from tests.signing.vectors.catalogue import VECTORS, carried  # noqa: E402
from tests.signing.vectors.mutations import mutation  # noqa: E402
from tests.signing.vectors.valid import KINDS, MEGABYTE, Kind, build, on_all_levels, whole  # noqa: E402

GIGABYTE = 1024 * MEGABYTE
PROGRESS = 500
MANY = 100  # signers of a container that is built once, not on all levels


def say(text: str) -> None:
    """A line for whoever waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run_mutations(number: int, begin: int) -> bool:
    """Try so many random changes; whether none was accepted, fell over or took longer than allowed."""
    trust = [root for kind in KeyKind for root in ministry(kind).trust]
    mutation(begin)  # keys and packages are made before memory is bounded
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    codes: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    bad, slowest = 0, 0.0
    for seed in range(begin, begin + number):
        tried = mutation(seed)
        begun = time.process_time()
        try:
            code = verify(BytesSource(tried.data), trust=trust, at=NOW).code
        except Exception as error:
            code = f"fell over: {error!r}"
        seconds = time.process_time() - begun
        if not code or code.startswith("fell") or seconds > SECONDS:
            bad += 1
            kept = Path(tempfile.mkstemp(prefix=f"seed-{seed}-", suffix=".asice")[1])
            kept.write_bytes(tried.data)
            say(f"seed {seed}: {tried.change} of {tried.base}: {code or 'ACCEPTED'} in {seconds:.2f} s, kept in {kept}")
        codes[code] += 1
        changes[tried.change] += 1
        slowest = max(slowest, seconds)
        if (seed + 1 - begin) % PROGRESS == 0:
            say(f"{seed + 1 - begin} of {number}: {bad} bad, {len(codes)} codes, slowest {slowest:.3f} s")
    say(f"by change: {dict(changes.most_common())}")
    say(f"by code: {dict(codes.most_common())}")
    return not bad


def run_whole() -> bool:
    """Build and verify the whole matrix of valid containers on all levels, and those with a gibibyte as signed."""
    bad = 0
    for kind in (*whole(), *_large()):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            container = build(kind, Path(folder))
            built = time.monotonic()
            findings = verify(container, trust=ministry(kind.keys).trust, at=NOW).findings
            if kind.size < GIGABYTE and kind.signers < MANY:
                findings += _of_levels(kind, Path(folder))
            bad += bool(findings)
            took = f"built in {built - begun:.1f} s, verified in {time.monotonic() - built:.1f} s"
            say(f"{kind}: {findings[:3] or 'valid'}, {took}")
    return not bad


def _of_levels(kind: Kind, folder: Path) -> tuple[Finding, ...]:
    """What is found in the same container with time-stamps, and with proofs for long."""
    trust = stamps.agency(kind.keys).trust
    raised = on_all_levels(kind, folder)[1:]
    return tuple(finding for one in raised for finding in verify(one, trust=trust, at=stamps.LATER).findings)


def _large() -> Iterator[Kind]:
    for keys in KINDS:
        for is_message in (False, True):
            yield Kind(keys, 2, GIGABYTE, 1, is_message)


def run_bounds() -> bool:
    """Verify all bad packages, bare and under a good seal, in little memory; the largest and the slowest are named."""
    vectors = [*VECTORS.values(), *carried()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "trust.pem").write_bytes(ministry().authority.certificate.public_bytes(Encoding.PEM))
        for number, vector in enumerate(vectors):
            (folder / f"{number:05}.asice").write_bytes(vector.build())
        found = [(vectors[int(one.name)], one) for one in measured(folder)]
    bad = [
        (vector, one)
        for vector, one in found
        if one.code != vector.code or one.seconds > SECONDS or one.memory > MEMORY
    ]
    for vector, one in bad:
        say(f"{vector.name}: {one.code} for {vector.code}, {one.seconds:.2f} s, {one.memory >> 20} MiB")
    slowest = max(found, key=lambda pair: pair[1].seconds)
    largest = max(found, key=lambda pair: pair[1].memory)
    say(f"{len(found)} packages, {len(bad)} bad; slowest {slowest[0].name}: {slowest[1].seconds:.3f} s")
    say(f"largest {largest[0].name}: {largest[1].memory >> 20} MiB")
    return not bad


def main() -> int:
    """Run what was asked for; 0 when all of it is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.signing.vectors", description=__doc__)
    parser.add_argument("--whole", action="store_true", help="the whole matrix of valid containers")
    parser.add_argument("--mutations", type=int, default=0, metavar="NUMBER", help="so many random changes")
    parser.add_argument(
        "--from", type=int, default=0, metavar="SEED", dest="begin", help="the first seed of the changes"
    )
    parser.add_argument("--bounds", action="store_true", help="all bad packages in bounded time and memory")
    asked = parser.parse_args()
    good = [
        *([run_bounds()] if asked.bounds else []),
        *([run_whole()] if asked.whole else []),
        *([run_mutations(asked.mutations, asked.begin)] if asked.mutations else []),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
