"""Every bad package is refused with its own code, in bounded time and memory; every code has a package of its own."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.findings import Code, Stage
from signing.sources import BytesSource
from signing.verification import verify
from tests.signing.people import NOW, ministry
from tests.signing.vectors.bounds import MEMORY, SECONDS, Measured, measured
from tests.signing.vectors.catalogue import VECTORS, carried

pytestmark = pytest.mark.feature("F02")

AT_LEAST = 250
LOADED = 10  # a machine that tests keeps busy is slower by so many times
BY_LEVELS = {Stage.TIME_STAMP, Stage.REVOCATION}  # theirs are in test_levels.py and test_revocation.py
# theirs are in tests/exchange/medo/ and test_gost.py
OF_DETACHED = {"EMPTY_ELEMENT", "DETACHED_UNREADABLE", "DETACHED_COUNT", "GOST_NOT_CHECKED"}
ONLY_ON_DISK = {"UNREADABLE"}  # met where the file cannot be opened, below


def verdicts(folder: Path) -> dict[str, Measured]:
    """What a process with little memory said of each bad package, by the package's name."""
    root = ministry().authority.certificate
    (folder / "trust.pem").write_bytes(root.public_bytes(Encoding.PEM))
    names = list(VECTORS)
    for number, name in enumerate(names):
        (folder / f"{number:04}.asice").write_bytes(VECTORS[name].build())
    return {names[int(one.name)]: one for one in measured(folder)}


def test_each_bad_package_is_refused_with_its_code_and_within_its_bounds(tmp_path: Path) -> None:
    """The first thing that is said of it, which a receipt tells its sender; one second of work and 256 MiB each.

    A machine that tests keep busy gets more seconds; ``python -m tests.signing.vectors --bounds`` gives none.
    """
    found = verdicts(tmp_path)

    wrong = {name: one.code for name, one in found.items() if one.code != VECTORS[name].code}
    slow = {name: one.seconds for name, one in found.items() if one.seconds > SECONDS * LOADED}
    large = {name: one.memory for name, one in found.items() if one.memory > MEMORY}
    assert (wrong, slow, large) == ({}, {}, {})
    assert found.keys() == VECTORS.keys()


def test_bad_packages_are_many_and_all_different() -> None:
    """By construction."""
    assert len({vector.build() for vector in VECTORS.values()}) == len(VECTORS) >= AT_LEAST


def test_every_code_is_met_by_a_package() -> None:
    """A code that nothing meets would be a promise that nobody keeps."""
    met = {vector.code for vector in VECTORS.values()} | {code.name for code in Code if code.stage in BY_LEVELS}

    assert set(Code.__members__) - met == ONLY_ON_DISK | OF_DETACHED


def test_a_file_that_cannot_be_read_has_its_code(tmp_path: Path) -> None:
    """It is not there."""
    assert verify(tmp_path / "missing.asice", trust=ministry().trust, at=NOW).code == "UNREADABLE"


def test_a_bad_document_under_a_good_seal_is_refused_with_the_same_code() -> None:
    """The seal of an agency heals nothing: the message is proven, and its document is not let out. One of each code."""
    one_of_each = {vector.code: vector for vector in carried()}
    said = {}

    for code, vector in one_of_each.items():
        report = verify(BytesSource(vector.build()), trust=ministry().trust, at=NOW)
        said[vector.name] = (code, report.code, report.message is not None, report.findings[0].where[:14])

    assert {name: one for name, one in said.items() if one != (one[0], one[0], True, "document.asice")} == {}
    assert len(one_of_each) > AT_LEAST / 5
