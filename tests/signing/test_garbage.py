"""Whatever comes, a verification ends with a report: no input makes it fall over."""

import random
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError

from signing import xades
from signing.authority import attribute
from signing.certificates import attribute_of_issuer, certificates_of_file
from signing.findings import Refused
from signing.sources import BytesSource
from signing.timestamps import read_answer, read_token
from signing.verification import verify
from tests.codes import codes
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, assembled, changed, taken_apart
from tests.signing.people import NOW, ministry
from tests.signing.stamps import Stamper

pytestmark = pytest.mark.feature("F02")


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The data with a piece of it flipped, cut out, doubled or overwritten."""
    begin = chance.randrange(len(data))
    end = min(len(data), begin + chance.choice((1, 2, 8, 64)))
    piece = data[begin:end]
    other = chance.choice((b"", piece * 2, chance.randbytes(len(piece)), piece.swapcase(), b"\xff" * len(piece)))
    return data[:begin] + other + data[end:]


@pytest.mark.parametrize("seed", range(12))
def test_spoiled_content_proves_nothing_but_what_was_signed(seed: int, message: Path) -> None:
    """Each entry spoiled in turn within a zip that is right, so that the inner checks meet the garbage too.

    The manifest and the signature file may be written otherwise and say the same.
    """
    chance = random.Random(seed)
    entries = taken_apart(message)
    honest = verify(message, trust=ministry().trust, at=NOW)

    for entry in entries:
        for _time in range(5):
            data = spoiled(entry.data, chance)
            forged = assembled(changed(entries, entry.name.decode(), data=data))
            report = verify(BytesSource(forged), trust=ministry().trust, at=NOW)
            assert report.as_json()
            if report.is_valid:
                assert (report.digests, report.signatures) == (honest.digests, honest.signatures)


@pytest.mark.parametrize("seed", range(12))
def test_spoiled_zips_are_reported_and_never_accepted(seed: int, message: Path) -> None:
    """The bytes of the whole spoiled anywhere."""
    chance = random.Random(seed)
    whole = message.read_bytes()

    for _time in range(30):
        data = spoiled(whole, chance)
        assert verify(BytesSource(data), trust=ministry().trust, at=NOW).is_valid == (data == whole)


@pytest.mark.parametrize("seed", range(12))
def test_spoiled_certificates_are_reported_and_never_accepted(seed: int, document: Path) -> None:
    """Libraries read the parts of a certificate late, and every part may be nonsense."""
    chance = random.Random(seed)
    entries = taken_apart(document)
    xml = forge.data_of(entries, SIGNATURE_FILE)
    der = ministry().official.certificate.public_bytes(Encoding.DER)

    for _time in range(40):
        data = spoiled(der, chance)
        forged = xml.replace(b64encode(der), b64encode(data))
        container = assembled(changed(entries, SIGNATURE_FILE, data=forged))
        assert verify(BytesSource(container), trust=ministry().trust, at=NOW).is_valid == (data == der)


def test_a_certificate_with_a_key_on_an_unknown_curve_is_unreadable(document: Path) -> None:
    """It has a code like everything else."""
    entries = taken_apart(document)
    der = ministry().official.certificate.public_bytes(Encoding.DER)
    unknown = der.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030177"))
    forged = forge.data_of(entries, SIGNATURE_FILE).replace(b64encode(der), b64encode(unknown))
    document.write_bytes(assembled(changed(entries, SIGNATURE_FILE, data=forged)))

    report = verify(document, trust=ministry().trust, at=NOW)

    assert report.code == "CERT_UNREADABLE"


def test_a_certificate_with_an_unknown_kind_of_text_in_a_name_is_unreadable(document: Path) -> None:
    """In a container, and as the file that an administrator enters."""
    entries = taken_apart(document)
    der = ministry().official.certificate.public_bytes(Encoding.DER)
    name = attribute(ministry().official.certificate, NameOID.COMMON_NAME).encode()
    unknown = der.replace(b"\x0c" + bytes([len(name)]) + name, b"\x0d" + bytes([len(name)]) + name)
    forged = forge.data_of(entries, SIGNATURE_FILE).replace(b64encode(der), b64encode(unknown))
    document.write_bytes(assembled(changed(entries, SIGNATURE_FILE, data=forged)))

    report = verify(document, trust=ministry().trust, at=NOW)
    with pytest.raises(ValidationError) as refused:
        certificates_of_file(unknown)

    assert unknown != der
    assert report.code == "CERT_UNREADABLE"
    assert codes(refused) == ["certificate-unreadable"]


def test_a_token_whose_giver_has_an_unknown_kind_of_text_in_the_name_is_unreadable(document: Path) -> None:
    """The library knows no such kind, and says so in a way of its own."""
    xml = forge.data_of(taken_apart(document), SIGNATURE_FILE)
    token = read_answer(Stamper().stamp(xades.stamped_bytes(xml)), "")
    name = attribute_of_issuer(token.certificate).encode()
    before, text, after = token.der.rpartition(b"\x0c" + bytes([len(name)]) + name)

    with pytest.raises(Refused) as refused:
        read_token(before + b"\x0d" + text[1:] + after, "")

    assert text
    assert refused.value.code == "TIME_STAMP_UNREADABLE"
