"""A signature that we take, other people's programs take: whatever changes in it, none of them is stricter than we."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from signing import xades
from signing.containers import Container
from signing.findings import Refused
from signing.keys import KeyKind
from signing.limits import Limits
from signing.sources import PathSource
from signing.verification import verify
from signing.xades.vocabulary import XADES
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, Raw, assembled, changed, data_of, one, taken_apart
from tests.signing.people import write_document
from tests.signing.test_outsiders import agency, extracted, signxml_says, xmlsec
from tests.signing.vectors import mutations
from tests.signing.vectors.vector import Change, all_of, set_text

pytestmark = [pytest.mark.feature("F02"), pytest.mark.feature("X03")]

SEEDS = 400
CHANGES: tuple[Callable[[random.Random, list[Raw]], bytes], ...] = (
    mutations.node, mutations.written, mutations.base64, mutations.value, mutations.content,
)  # fmt: skip


def issuer(root: etree._Element) -> None:
    """The number of the certificate, which we leave out."""
    etree.SubElement(one(root, "xades:Cert"), f"{{{XADES}}}IssuerSerialV2").text = "AAAA"


# What only the holder of the key can write, and may: inside of what is signed.
SIGNED_OTHERWISE: dict[str, Change] = {
    "white space in what is signed": set_text("ds:SignedInfo", "\n  "),
    "white space in the properties": set_text("xades:SignedProperties", "\n\t "),
    "an identifier of what is signed": forge.given("ds:SignedInfo", Id="S0-info"),
    "an identifier of the properties' part": forge.given("xades:SignedSignatureProperties", Id="S0-part"),
    "a digest in lines": lambda root: set_text("ds:DigestValue", f"\n{one(root, 'ds:DigestValue').text}\n")(root),
    "signs that XML keeps for itself": set_text("xades:ClaimedRole", "и.о. «министра» <&> \"'\r\n\t"),
    "no role": forge.removed("xades:SignerRoleV2"),
    "the number of the certificate": issuer,
    "several at once": all_of(issuer, set_text("ds:Transforms", " ")),
}


@pytest.mark.parametrize("what", SIGNED_OTHERWISE)
def test_what_the_signer_writes_otherwise_others_take_as_we_do(what: str, tmp_path: Path) -> None:
    """Canonical forms agree to the byte, or one of us would refuse."""
    document = write_document(tmp_path, agency())
    entries = taken_apart(document)
    xml = forge.signed_anew(data_of(entries, SIGNATURE_FILE), SIGNED_OTHERWISE[what], agency().official)
    document.write_bytes(assembled(changed(entries, SIGNATURE_FILE, data=xml)))

    findings = verify(document, trust=agency().trust, at=None).findings
    folder = extracted(document, KeyKind.P256)

    assert [finding.code for finding in findings if finding.code not in CLOCK] == []
    assert xmlsec(folder).returncode == 0
    assert signxml_says(folder) == 5


CLOCK = {"SIGNING_TIME_OUTSIDE"}  # these certificates are of yesterday, and the documents of the tests are older


def test_no_change_of_a_signature_is_taken_by_us_and_refused_by_others(tmp_path: Path) -> None:
    """At the level of meaning, however it is written: what we can still read and prove, xmlsec1 proves."""
    document = write_document(tmp_path, agency())
    entries = taken_apart(document)
    folder = extracted(document, KeyKind.P256)
    container = Container.read(PathSource(document), Limits())
    digests = {name: entry.sha256 for name, entry in container.files.items()}
    honest = data_of(entries, SIGNATURE_FILE)
    taken = []

    for seed in range(SEEDS):
        chance = random.Random(seed)
        data = CHANGES[seed % len(CHANGES)](chance, [Raw(SIGNATURE_FILE.encode(), honest)])
        (tmp_path / "changed.zip").write_bytes(data)
        xml = data_of(taken_apart(tmp_path / "changed.zip"), SIGNATURE_FILE)
        try:
            findings = xades.check(xades.read(xml, SIGNATURE_FILE, Limits()), digests, container.manifest)
        except Refused:
            continue
        if xml != honest and not findings:
            (folder / SIGNATURE_FILE).write_bytes(xml)
            taken.append((seed, xmlsec(folder).returncode))

    assert [seed for seed, answer in taken if answer != 0] == []
    assert len(taken) > 10
