"""Certificates: what the authority issues, and which certificates a signature may rest on."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from signing.authority import TEST_MARK, Authority, attribute
from signing.keys import KeyKind, LocalSigner
from signing.packages import DocumentPackage
from signing.verification import Report, verify
from tests.signing import forge
from tests.signing.people import (
    MADE,
    MINISTRY,
    NOW,
    Ministry,
    key_of,
    ministry,
    passport_of,
    signer,
    subject,
    write_document,
    write_files,
)
from tests.signing.vectors.certificates import OFFICIAL_KEY, SIGNING, issued

pytestmark = pytest.mark.feature("F02")

DAY = timedelta(days=1)


def signed_with(folder: Path, certificate: x509.Certificate) -> Report:
    """The report on a document that the official's key signed under this certificate."""
    by = replace(ministry(), official=LocalSigner(certificate, OFFICIAL_KEY))
    return verify(write_document(folder, by), trust=ministry().trust, at=NOW)


def test_a_certificate_for_signing_documents_is_accepted(tmp_path: Path) -> None:
    """The purposes of RFC 9336 and of e-mail are those of signatures."""
    purpose = x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")])

    report = signed_with(tmp_path, issued([SIGNING, (purpose, False)]))

    assert report.is_valid


def test_an_unknown_authority_is_refused(document: Path) -> None:
    """Even one that gave itself the same name."""
    impostor = Authority.make(key_of(KeyKind.P256, "impostor"), MINISTRY, MADE, is_test=True)

    report = verify(document, trust=[impostor.certificate], at=NOW)

    assert [finding.code for finding in report.findings] == ["UNKNOWN_AUTHORITY"]


def test_nobody_is_trusted_by_default(document: Path) -> None:
    """No anchors, no trust."""
    assert verify(document, trust=[], at=NOW).code == "UNKNOWN_AUTHORITY"


def test_a_person_s_certificate_cannot_issue_another(tmp_path: Path) -> None:
    """A path through an official, or through an authority that may issue end certificates only."""
    official = ministry().official
    below = Authority(official.certificate, OFFICIAL_KEY)
    key = key_of(KeyKind.P256, "Ершов")
    certificate = below_issue(below, key)
    container = chained(tmp_path, certificate, key, [official.certificate])

    report = verify(container, trust=ministry().trust, at=NOW)

    assert "NOT_AN_AUTHORITY" in {finding.code for finding in report.findings}


def below_issue(below: Authority, key: object) -> x509.Certificate:
    """A certificate issued by something that is no authority."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return issued([SIGNING], by=below, key=key.public_key())


def chained(folder: Path, certificate: x509.Certificate, key: object, helpers: list[x509.Certificate]) -> Path:
    """A document whose signature file brings further certificates along."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    by = replace(ministry(), official=LocalSigner(certificate, key))
    container = write_document(folder, by)
    entries = forge.taken_apart(container)

    def bring(root: etree._Element) -> None:
        first = forge.one(root, "ds:X509Certificate")
        for helper in helpers:
            element = etree.SubElement(forge.one(root, "ds:X509Data"), first.tag)
            element.text = b64encode(helper.public_bytes(Encoding.DER)).decode()

    xml = forge.edited(forge.data_of(entries, forge.SIGNATURE_FILE), bring)
    container.write_bytes(forge.assembled(forge.changed(entries, forge.SIGNATURE_FILE, data=xml)))
    return container


def test_an_expired_authority_is_refused(document: Path) -> None:
    """All that it issued fell with it."""
    report = verify(document, trust=ministry().trust, at=NOW + 16 * 365 * DAY)

    assert [finding.code for finding in report.findings] == ["CERT_EXPIRED", "CERT_EXPIRED"]


def test_a_certificate_that_was_valid_at_signing_and_expired_since_is_refused_today(document: Path) -> None:
    """The stated time proves nothing without a time-stamp."""
    assert verify(document, trust=ministry().trust, at=NOW).is_valid

    report = verify(document, trust=ministry().trust, at=NOW + 500 * DAY)

    assert report.code == "CERT_EXPIRED"


@pytest.mark.parametrize("kind", KeyKind)
def test_an_authority_issues_what_it_says(kind: KeyKind) -> None:
    """Names, purposes, identifiers of keys and the mark of a trial, as X.509 has them."""
    root = ministry(kind).authority.certificate
    person = ministry(kind).official.certificate
    seal = ministry(kind).seal.certificate

    for certificate in (person, seal):
        certificate.verify_directly_issued_by(root)
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        assert (constraints.critical, constraints.value.ca) == (True, False)
        key_usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        assert (key_usage.digital_signature, key_usage.content_commitment) == (True, True)
        own = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        assert own == root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        assert TEST_MARK in {
            unit.value for unit in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        }
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).critical
    assert attribute(person, NameOID.COMMON_NAME) == "Сомова Ирина Павловна"
    assert attribute(person, NameOID.TITLE) == "заместитель министра"
    assert attribute(seal, NameOID.ORGANIZATION_NAME) == MINISTRY
    assert person.serial_number != seal.serial_number


def test_a_name_too_long_for_a_common_name_is_whole_in_its_parts() -> None:
    """X.509 allows a common name 64 bytes, which is little in Cyrillic."""
    long = subject("Задунайская-Белосельская", "Александра Константиновна")

    certificate = signer(ministry().authority, whose=long).certificate

    assert attribute(certificate, NameOID.COMMON_NAME).endswith("…")
    assert attribute(certificate, NameOID.SURNAME) == "Задунайская-Белосельская"
    assert attribute(certificate, NameOID.GIVEN_NAME) == "Александра Константиновна"


def test_a_person_with_a_long_name_signs(tmp_path: Path) -> None:
    """And the passport finds them by all of it."""
    long = subject("Задунайская-Белосельская", "Александра Константиновна")
    files = write_files(tmp_path)
    package = DocumentPackage(passport_of(files, [long.full_name]), files)
    package.sign(signer(ministry().authority, whose=long), claimed_role="советник", at=NOW)
    with (tmp_path / "document.asice").open("w+b") as target:
        package.write(target)

    report = verify(tmp_path / "document.asice", trust=ministry().trust, at=NOW)

    assert report.is_valid


def test_what_is_made_for_work_bears_no_mark_of_a_trial() -> None:
    """Only a test authority marks what it issues."""
    authority = Authority.make(key_of(KeyKind.P256, "working"), MINISTRY, MADE, is_test=False)

    made = Ministry(authority, signer(authority), signer(authority))

    assert TEST_MARK not in made.official.certificate.subject.rfc4514_string()
    assert not authority.is_test
