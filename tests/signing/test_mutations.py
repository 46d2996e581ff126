"""Random changes of valid packages: none is accepted, none makes the verifier fall over; what may differ is known."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from lxml import etree

from signing.keys import KeyKind
from signing.sources import BytesSource
from signing.verification import Report, verify
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, assembled, changed, data_of, one, taken_apart
from tests.signing.people import NOTES, NOW, ministry
from tests.signing.vectors.mutations import mutation
from tests.signing.vectors.signature_bytes import P256_ORDER

pytestmark = pytest.mark.feature("F02")

SEEDS = 300
TRUST = [root for kind in KeyKind for root in ministry(kind).trust]


def report_on(data: bytes) -> Report:
    """What a verifier says of these bytes."""
    return verify(BytesSource(data), trust=TRUST, at=NOW)


@pytest.mark.parametrize("begin", range(0, SEEDS, 50))
def test_no_random_change_is_accepted(begin: int) -> None:
    """``python -m tests.signing.vectors --mutations 10000`` tries more of them."""
    accepted = [seed for seed in range(begin, begin + 50) if report_on(mutation(seed).data).is_valid]

    assert accepted == []


def test_the_same_seed_makes_the_same_change() -> None:
    """So that a failing seed can be tried again within a run."""
    assert mutation(7).data == mutation(7).data


def test_an_entry_that_another_program_packed_says_what_was_signed(document: Path) -> None:
    """How tight an entry is packed depends on the program, so this much may differ; its content may not."""
    entries = taken_apart(document)
    honest = verify(document, trust=TRUST, at=NOW)

    packed = report_on(assembled(changed(entries, NOTES, method=forge.DEFLATED)))

    assert packed.is_valid
    assert (packed.digests, packed.signatures) == (honest.digests, honest.signatures)


def test_the_other_of_two_values_that_prove_the_same_says_what_was_signed(document: Path) -> None:
    """Whoever has (r, s) of an elliptic curve can write (r, -s), which every program takes; nothing else changes."""
    honest = verify(document, trust=TRUST, at=NOW)
    entries = taken_apart(document)

    def negate(root: etree._Element) -> None:
        value = one(root, "ds:SignatureValue")
        raw = b64decode(value.text or "")
        other = P256_ORDER - int.from_bytes(raw[32:], "big")
        value.text = b64encode(raw[:32] + other.to_bytes(32, "big")).decode()

    xml = forge.edited(data_of(entries, SIGNATURE_FILE), negate)
    report = report_on(assembled(changed(entries, SIGNATURE_FILE, data=xml)))

    assert report.is_valid
    assert (report.digests, report.signatures) == (honest.digests, honest.signatures)
