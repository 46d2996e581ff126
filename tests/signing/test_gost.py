"""Signatures of GOST through the engine of OpenSSL, where it is installed; off unless an installation turns it on."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from pytest_django import Settings

from history import clock
from signing import cms, gost
from signing.findings import Refused
from signing.sources import BytesSource

OPENSSL = shutil.which("openssl")


def has_engine() -> bool:
    """Whether Debian's libengine-gost-openssl is there."""
    try:
        gost.require_engine(OPENSSL or "openssl")
    except gost.EngineMissing:
        return False
    return True


needs_engine = pytest.mark.skipif(not has_engine(), reason="libengine-gost-openssl is not installed")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key of GOST R 34.10-2012 and its self-signed certificate."""
    folder = tmp_path_factory.mktemp("gost")
    subprocess.run(
        [
            *(OPENSSL or "openssl", "req", "-engine", "gost", "-x509", "-newkey", "gost2012_256", "-nodes"),
            *("-pkeyopt", "paramset:A", "-subj", "/CN=Test/SN=Test", "-days", "30"),
            *("-keyout", "key.pem", "-out", "certificate.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@needs_engine
def test_what_the_engine_signed_it_checks(signer: Path, settings: Settings) -> None:
    """One changed byte is found; an authority that is not trusted proves nothing."""
    settings.GOST_ENGINE = OPENSSL
    content = BytesSource(b"a letter")
    certificate = x509.load_pem_x509_certificate((signer / "certificate.pem").read_bytes())

    signature = gost.sign(content, signer / "certificate.pem", signer / "key.pem", program=OPENSSL or "openssl")
    gost.check(signature, content, [certificate], clock.now(), "a")

    for bent, trust in ((BytesSource(b"b letter"), [certificate]), (content, [])):
        with pytest.raises(Refused) as refused:
            gost.check(signature, bent, trust, clock.now(), "a")
        assert refused.value.code == "SIGNATURE_INVALID"


@needs_engine
def test_a_signature_of_gost_is_recognised_and_not_believed_while_the_engine_is_off(
    signer: Path, settings: Settings
) -> None:
    """It is told apart from a wrong one: it was not checked."""
    settings.GOST_ENGINE = ""
    content = BytesSource(b"a letter")
    signature = gost.sign(content, signer / "certificate.pem", signer / "key.pem", program=OPENSSL or "openssl")

    read = cms.read(signature, "a")
    with pytest.raises(Refused) as refused:
        gost.check(signature, content, [read.certificate], clock.now(), "a")

    assert read.is_gost
    assert refused.value.code == "GOST_NOT_CHECKED"


def test_an_installation_whose_engine_is_missing_believes_nothing(settings: Settings) -> None:
    """A program that is not there is no proof."""
    settings.GOST_ENGINE = "/nonexistent/openssl"

    with pytest.raises(Refused) as refused:
        gost.check(b"", BytesSource(b""), [], clock.now(), "a")

    assert refused.value.code == "GOST_NOT_CHECKED"
