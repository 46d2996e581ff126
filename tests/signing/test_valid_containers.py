"""Valid containers of every kind are valid: keys, numbers and sizes of files, Cyrillic names, several signers."""

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest

from signing.packages import DocumentPackage
from signing.verification import Level, verify
from tests.signing import forge, stamps
from tests.signing.people import NOW, ministry, signer, subject
from tests.signing.vectors.valid import CHOSEN, KINDS, NAMES, NUMBERS, SIZES, Kind, build, on_all_levels

pytestmark = [pytest.mark.feature("F02"), pytest.mark.feature("X03")]


@pytest.mark.parametrize("kind", CHOSEN, ids=str)
def test_a_container_of_each_kind_is_valid(kind: Kind, tmp_path: Path) -> None:
    """Every official's signature over every file; the whole matrix is ``python -m tests.signing.vectors --whole``."""
    container = build(kind, tmp_path)

    report = verify(container, trust=ministry(kind.keys).trust, at=NOW)

    assert report.findings == ()
    document = report.document or report
    assert len(document.signatures) == kind.signers
    passport = document.passport
    assert passport is not None
    assert len(passport.files) == kind.files
    assert {file.original_name.split(" ", 1)[1] for file in passport.files} <= set(NAMES)
    assert passport.files[0].size == kind.size


@pytest.mark.parametrize("kind", CHOSEN[:7], ids=str)
def test_a_container_of_each_kind_is_valid_on_each_level(kind: Kind, tmp_path: Path) -> None:
    """As it was signed or sealed, with time-stamps, and with what authorities said after them."""
    containers = on_all_levels(kind, tmp_path)

    reports = [verify(one, trust=stamps.agency(kind.keys).trust, at=stamps.LATER) for one in containers]

    assert [report.findings for report in reports] == [()] * 3
    levels = [{one.level for one in report.signatures} for report in reports]
    assert levels == [{Level.BASIC}, {Level.STAMPED}, {Level.LONG_TERM}]


def test_the_kinds_chosen_meet_in_pairs() -> None:
    """Kinds of keys with numbers of files, and numbers with sizes: nearly each value with each other."""
    columns = [(kind.keys, kind.files, kind.size) for kind in CHOSEN]

    met = {(a, b, one[a], one[b]) for one in columns for a, b in combinations(range(3), 2)}

    few = NUMBERS[:3]  # a thousand files are built once
    wanted = {(0, 1, *pair) for pair in product(KINDS, few)} | {(0, 2, *pair) for pair in product(KINDS, SIZES[:2])}
    assert wanted <= met


def test_many_officials_sign_one_container_and_each_covers_every_file(tmp_path: Path) -> None:
    """A file of its own for each; one signature taken out is missed, and one of a stranger put in is found."""
    document = build(Kind(KINDS[1], 3, 10, 30, is_message=False), tmp_path)
    entries = forge.taken_apart(document)
    assert verify(document, trust=ministry().trust, at=NOW).findings == ()

    document.write_bytes(forge.assembled(entries[:-1]))
    without_one = verify(document, trust=ministry().trust, at=NOW)
    changed = forge.changed(entries, "file1.pdf", data=b"%PDF other")
    document.write_bytes(forge.assembled(changed))
    with_another_file = verify(document, trust=ministry().trust, at=NOW)

    assert [finding.code for finding in without_one.findings] == ["SIGNER_MISSING"]
    found = [finding.where for finding in with_another_file.findings if finding.code == "DIGEST_MISMATCH"]
    assert sorted(found) == sorted(f"META-INF/signatures{number}.xml" for number in range(30))


def test_a_signer_added_by_somebody_else_is_found(tmp_path: Path) -> None:
    """Whoever signs a container that others signed must be named in its passport."""
    document = build(Kind(KINDS[1], 1, 10, 2, is_message=False), tmp_path)
    package = DocumentPackage.reopen(verify(document, trust=ministry().trust, at=NOW).container)
    package.sign(signer(ministry().authority, whose=replace(subject(), surname="Чужих")), claimed_role="", at=NOW)
    with (tmp_path / "signed.asice").open("w+b") as target:
        package.write(target)

    report = verify(tmp_path / "signed.asice", trust=ministry().trust, at=NOW)

    assert [(finding.code, finding.where) for finding in report.findings] == [
        ("SIGNER_NOT_IN_PASSPORT", "META-INF/signatures2.xml")
    ]
