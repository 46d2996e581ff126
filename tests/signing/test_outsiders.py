"""Other people's programs judge our signatures as we do: xmlsec1 (Debian), signxml, openssl."""

import os
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidInput
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from signing.keys import KeyKind, make_key, save_key
from tests.signing import forge
from tests.signing.people import MAIN, Ministry, ministry, write_document, write_message_with_document

pytestmark = pytest.mark.feature("X03")

# These programs look at the clock of the machine.
MADE_YESTERDAY = datetime.now(UTC) - timedelta(days=1)

XMLSEC_KINDS = [KeyKind.RSA_3072, KeyKind.P256, KeyKind.P384]  # Debian's knows no Ed25519


def agency(kind: KeyKind = KeyKind.P256) -> Ministry:
    """The ministry with certificates that are valid today."""
    return ministry(kind, made=MADE_YESTERDAY)


def program(name: str, package: str) -> str:
    """The path of a program; a run without it is worth nothing where everything must be proven."""
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed: apt-get install {package}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


def extracted(container: Path, kind: KeyKind) -> Path:
    """The container unpacked, with the authority beside it."""
    folder = container.with_suffix("")
    with zipfile.ZipFile(container) as whole:
        whole.extractall(folder)
    root = agency(kind).authority.certificate
    (folder.parent / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    return folder


def xmlsec(folder: Path) -> subprocess.CompletedProcess[str]:
    """What xmlsec1 says of the first signature of an unpacked container."""
    return subprocess.run(
        [
            program("xmlsec1", "xmlsec1"),
            "--verify",
            "--enabled-reference-uris", "empty,same-doc,local,remote",
            "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
            "--trusted-pem", "../root.pem",
            forge.SIGNATURE_FILE,
        ],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("kind", XMLSEC_KINDS)
def test_xmlsec1_verifies_a_document(kind: KeyKind, tmp_path: Path) -> None:
    """Every file, the signed properties, the value and the path to the authority."""
    document = write_document(tmp_path, agency(kind))

    answer = xmlsec(extracted(document, kind))

    assert answer.returncode == 0, answer.stderr
    assert "SignedInfo References (ok/all): 5/5" in answer.stdout + answer.stderr


def test_xmlsec1_verifies_the_seal_of_a_message(tmp_path: Path) -> None:
    """And with it the document as a whole."""
    message = write_message_with_document(tmp_path, agency())

    answer = xmlsec(extracted(message, KeyKind.P256))

    assert answer.returncode == 0, answer.stderr


def test_xmlsec1_refuses_a_document_that_was_changed(tmp_path: Path) -> None:
    """One byte of the letter."""
    folder = extracted(write_document(tmp_path, agency()), KeyKind.P256)
    letter = folder / MAIN
    letter.write_bytes(forge.flipped(letter.read_bytes(), 20))

    answer = xmlsec(folder)

    assert answer.returncode != 0


def test_xmlsec1_refuses_another_authority(tmp_path: Path) -> None:
    """The path to the authority counts for it as well."""
    folder = extracted(write_document(tmp_path, agency()), KeyKind.P256)
    other = agency(KeyKind.P384).authority.certificate
    (tmp_path / "root.pem").write_bytes(other.public_bytes(Encoding.PEM))

    answer = xmlsec(folder)

    assert answer.returncode != 0


def signxml_says(folder: Path) -> int:
    """How many references signxml proves in an unpacked container, under our authority."""
    root = etree.fromstring((folder / forge.SIGNATURE_FILE).read_bytes())
    proven = XAdESVerifier().verify(
        etree.tostring(forge.one(root, "ds:Signature")),
        ca_pem_file=str(folder.parent / "root.pem"),
        uri_resolver=lambda uri: (folder / uri).read_bytes(),
        expect_config=XAdESSignatureConfiguration(
            expect_references=5,
            signature_methods=frozenset({SignatureMethod.ECDSA_SHA256, SignatureMethod.RSA_SHA256}),
            digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
        ),
    )
    return len(proven)


@pytest.mark.parametrize("kind", [KeyKind.RSA_3072, KeyKind.P256])
def test_signxml_verifies_a_document(kind: KeyKind, tmp_path: Path) -> None:
    """Its XAdES verifier, over detached files."""
    folder = extracted(write_document(tmp_path, agency(kind)), kind)

    assert signxml_says(folder) == 5


def test_signxml_refuses_a_document_that_was_changed(tmp_path: Path) -> None:
    """One byte of the letter."""
    folder = extracted(write_document(tmp_path, agency()), KeyKind.P256)
    letter = folder / MAIN
    letter.write_bytes(forge.flipped(letter.read_bytes(), 20))

    with pytest.raises((InvalidDigest, InvalidInput)):
        signxml_says(folder)


@pytest.mark.parametrize("kind", KeyKind)
def test_openssl_verifies_certificates_and_opens_keys(kind: KeyKind, tmp_path: Path) -> None:
    """Both are plain X.509 and PKCS#8, not a format of our own."""
    signer = agency(kind)
    (tmp_path / "root.pem").write_bytes(signer.authority.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "person.pem").write_bytes(signer.official.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "seal.pem").write_bytes(signer.seal.certificate.public_bytes(Encoding.PEM))
    save_key(
        make_key(kind) if kind is not KeyKind.RSA_3072 else signer.authority.key, tmp_path / "key.pem", "correct horse"
    )
    openssl = program("openssl", "openssl")

    verified = subprocess.run(
        [openssl, "verify", "-x509_strict", "-CAfile", "root.pem", "person.pem", "seal.pem"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    opened = subprocess.run(
        [openssl, "pkey", "-in", "key.pem", "-passin", "pass:correct horse", "-noout"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (verified.returncode, opened.returncode) == (0, 0), verified.stderr + opened.stderr
