"""Other people's programs judge all levels as we do: xmlsec1, Java's XML signatures, signxml, libdigidocpp, openssl."""

import asyncio
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from asn1crypto.crl import CertificateList
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathValidationError

from signing import xades
from signing.containers import Container
from signing.keys import KeyKind
from signing.limits import Limits
from signing.sources import PathSource
from signing.status_answers import Revoked, answer_about, list_of_revoked
from signing.timestamps import read_token
from signing.verification import verify
from tests.signing import forge
from tests.signing.people import MAIN, write_document
from tests.signing.stamps import (
    ANSWERED,
    LATER,
    SIGNED,
    STAMPED,
    Registrar,
    Stamper,
    agency,
    proven_for_long,
    signed_document,
    stamped,
    stamper,
)
from tests.signing.test_outsiders import program, signxml_says, xmlsec
from tests.signing.trusted_list import Responder, list_signer, qualified, trusted_list

pytestmark = pytest.mark.feature("X03")

HERE = Path(__file__).parent
KINDS = [KeyKind.RSA_3072, KeyKind.P256, KeyKind.P384]


def every_level(folder: Path, kind: KeyKind = KeyKind.P256) -> list[Path]:
    """A document as it was signed, with a time-stamp, and with what proves it for long."""
    plain = signed_document(folder, kind)
    with_stamp = stamped(plain, Stamper(stamper(kind)), agency(kind))
    return [plain, with_stamp, proven_for_long(with_stamp, Registrar(agency(kind)), agency(kind))]


def tampered(container: Path) -> Path:
    """A copy in which one byte of the letter is another."""
    entries = forge.taken_apart(container)
    letter = forge.flipped(forge.data_of(entries, MAIN), 20)
    copy = container.with_name(f"tampered-{container.name}")
    copy.write_bytes(forge.assembled(forge.changed(entries, MAIN, data=letter)))
    return copy


def usable(validator: CertificateValidator) -> None:
    """The validator's own judgement, in a thread of its own: a loop runs in this one where pages were opened."""
    with ThreadPoolExecutor(1) as thread:
        told = thread.submit(lambda: asyncio.run(validator.async_validate_usage({"non_repudiation"})))  # type: ignore[no-untyped-call]  # it has no types
        told.result()


def pem(certificate: x509.Certificate, path: Path) -> Path:
    """The certificate in a file."""
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return path


def unpacked(container: Path, kind: KeyKind = KeyKind.P256) -> Path:
    """The container as a folder, with the authority beside it."""
    folder = container.with_suffix("")
    with zipfile.ZipFile(container) as whole:
        whole.extractall(folder)
    pem(agency(kind).authority.certificate, folder.parent / "root.pem")
    return folder


def signature_in(container: Path) -> xades.ReadSignature:
    """The first signature of a container, read."""
    entry = Container.read(PathSource(container), Limits()).signatures[0]
    return xades.read(entry.read(2**23), entry.name, Limits())


@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_verifies_every_level_and_refuses_each_when_it_was_changed(kind: KeyKind, tmp_path: Path) -> None:
    """What is added later is in nobody's way."""
    for container in every_level(tmp_path, kind):
        assert xmlsec(unpacked(container, kind)).returncode == 0, container.name
        assert xmlsec(unpacked(tampered(container), kind)).returncode != 0, container.name


def test_signxml_verifies_every_level_and_refuses_each_when_it_was_changed(tmp_path: Path) -> None:
    """Its XAdES verifier, over detached files."""
    for container in every_level(tmp_path):
        assert signxml_says(unpacked(container)) == 5
        with pytest.raises(Exception, match="igest"):
            signxml_says(unpacked(tampered(container)))


@pytest.fixture(scope="session")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier in Java, compiled once."""
    folder = tmp_path_factory.mktemp("classes")
    source = HERE / "VerifyContainers.java"
    compiler = program("javac", "openjdk-17-jdk-headless")
    done = subprocess.run([compiler, "-d", folder, source], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_java_verifies_every_level_and_refuses_each_when_it_was_changed(
    kind: KeyKind, classes: Path, tmp_path: Path
) -> None:
    """With secure validation on, and files from the container only."""
    containers = every_level(tmp_path, kind)
    bad = [tampered(container) for container in containers]
    root = pem(agency(kind).authority.certificate, tmp_path / "root.pem")

    answered = subprocess.run(
        [program("java", "openjdk-17-jdk-headless"), "-cp", classes, "VerifyContainers", root, *containers, *bad],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    lines = answered.stdout.splitlines()
    assert lines[:3] == ["VALID 5"] * 3, answered.stdout + answered.stderr
    assert [line.split()[0] for line in lines[3:]] == ["NOT"] * 3


def test_libdigidocpp_finds_the_last_level_valid_and_refuses_it_when_it_was_changed(tmp_path: Path) -> None:
    """The library of Estonia's state, under a trusted list of our own; it wants the whole of LT."""
    plain = write_document(tmp_path, qualified(), at=SIGNED)
    # it allows a quarter of an hour between time-stamp and answer
    raised = proven_for_long(stamped(plain, Stamper(at=datetime.now(UTC).replace(microsecond=0))), Responder())
    (tmp_path / "tl.xml").write_bytes(trusted_list())
    (tmp_path / "list.der").write_bytes(list_signer().certificate.public_bytes(Encoding.DER))

    answered = subprocess.run(
        [sys.executable, HERE / "ask_digidoc.py", tmp_path, raised, tampered(raised), plain],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert verify(raised, trust=agency().trust, at=LATER).findings == ()
    first, changed, without = answered.stdout.splitlines()
    assert first == "VALID", answered.stdout + answered.stderr
    assert changed.startswith("NOT VALID")
    assert without.startswith("NOT VALID")


def openssl(*arguments: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    """What openssl answers in a folder."""
    command = [program("openssl", "openssl"), *map(str, arguments)]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_verifies_our_time_stamps_and_refuses_them_over_other_bytes(kind: KeyKind, tmp_path: Path) -> None:
    """Under the authority, as RFC 3161 has it."""
    signature = signature_in(every_level(tmp_path, kind)[1])
    assert signature.token is not None
    (tmp_path / "token.der").write_bytes(signature.token)
    (tmp_path / "stamped").write_bytes(signature.stamped)
    (tmp_path / "other").write_bytes(signature.stamped + b" ")
    pem(agency(kind).authority.certificate, tmp_path / "root.pem")
    asked = ("ts", "-verify", "-token_in", "-in", "token.der", "-CAfile", "root.pem", "-data")

    right, wrong = (openssl(*asked, data, at=tmp_path) for data in ("stamped", "other"))

    assert right.returncode == 0, right.stderr
    assert wrong.returncode != 0


def test_openssl_reads_what_our_authority_says_of_its_certificates(tmp_path: Path) -> None:
    """The list of those revoked and single answers, under the authority."""
    by, seal = agency(), agency().seal.certificate
    gone = Revoked(seal.serial_number, STAMPED, x509.ReasonFlags.superseded)
    (tmp_path / "list.der").write_bytes(list_of_revoked(by.authority, [gone], ANSWERED))
    (tmp_path / "answer.der").write_bytes(answer_about(by.authority, seal, gone, ANSWERED))
    pem(by.authority.certificate, tmp_path / "root.pem")
    pem(seal, tmp_path / "seal.pem")

    listed = openssl("crl", "-inform", "DER", "-in", "list.der", "-CAfile", "root.pem", "-noout", at=tmp_path)
    told = openssl(
        *("ocsp", "-respin", "answer.der", "-CAfile", "root.pem"),
        *("-issuer", "root.pem", "-sha256", "-cert", "seal.pem", "-no_nonce"),
        at=tmp_path,
    )

    assert (listed.returncode, listed.stderr.strip()) == (0, "verify OK")
    assert "Response verify OK" in told.stderr
    assert "seal.pem: revoked" in told.stdout
    assert "superseded" in told.stdout


@pytest.mark.parametrize("is_revoked", [False, True])
def test_another_validator_agrees_on_revocation_as_of_the_time_stamp(is_revoked: bool) -> None:
    """`pyhanko-certvalidator` goes by our authority's list, and asks nobody else."""
    by = agency()
    gone = Revoked(by.official.certificate.serial_number, STAMPED, x509.ReasonFlags.key_compromise)
    crl = list_of_revoked(by.authority, [gone] if is_revoked else [], ANSWERED)
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(by.authority.certificate.public_bytes(Encoding.DER))],
        crls=[CertificateList.load(crl)],
        moment=ANSWERED,
        revocation_mode="require",
        allow_fetching=False,
    )
    signer = asn1.Certificate.load(by.official.certificate.public_bytes(Encoding.DER))
    validator = CertificateValidator(signer, validation_context=context)

    if is_revoked:
        with pytest.raises(PathValidationError, match="revoked"):
            usable(validator)
    else:
        usable(validator)


def test_our_check_takes_time_stamps_of_openssl(tmp_path: Path) -> None:
    """An authority that is another program."""
    plain = signed_document(tmp_path)
    xml = forge.data_of(forge.taken_apart(plain), forge.SIGNATURE_FILE)
    (tmp_path / "stamped").write_bytes(xades.stamped_bytes(xml))
    (tmp_path / "serial").write_text("01\n")
    pem(stamper().certificate, tmp_path / "tsa.pem")
    (tmp_path / "tsa.key").write_bytes(stamper().key.private_bytes(Encoding.PEM, *forge.plain_pkcs8()))
    (tmp_path / "tsa.conf").write_text(
        "[tsa]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\nsigner_digest = sha256\n"
        "default_policy = 1.2.3.4\ndigests = sha256\naccuracy = secs:1\nordering = no\ness_cert_id_alg = sha256\n"
    )
    asked = openssl("ts", "-query", "-data", "stamped", "-sha256", "-cert", "-out", "q.tsq", at=tmp_path)
    given = openssl(
        *("ts", "-reply", "-config", "tsa.conf", "-section", "tsa", "-queryfile", "q.tsq"),
        *("-token_out", "-out", "token.der"),
        at=tmp_path,
    )
    assert (asked.returncode, given.returncode) == (0, 0), asked.stderr + given.stderr
    token = (tmp_path / "token.der").read_bytes()
    changed = forge.changed(forge.taken_apart(plain), forge.SIGNATURE_FILE, data=xades.with_time_stamp(xml, token))
    plain.write_bytes(forge.assembled(changed))

    report = verify(plain, trust=agency().trust, at=LATER)

    assert report.findings == ()
    assert report.signatures[0].stamped_at == read_token(token, "").at
