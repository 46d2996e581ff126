"""Certificates of other agencies as files from outside: read, told in words before they are kept, counted down."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from history import clock
from signing.authority import attribute, is_seal, is_test, serial_of
from signing.unreadable import UNREADABLE

# A certificate is one or two kilobytes; nobody needs more of them in one file.
LONGEST = 64 * 1024
AT_MOST = 10
PEM = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says of itself, for a person to read."""

    pem: str
    fingerprint: str
    subject: str
    organisation_id: str
    issuer: str
    serial: str
    key: str
    valid_from: datetime
    valid_to: datetime
    is_authority: bool
    is_seal: bool
    is_test: bool

    @property
    def days_left(self) -> int:
        """Whole days until it ends, negative when it has ended."""
        return (self.valid_to - clock.now()).days

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.valid_to <= clock.now()

    @property
    def is_valid(self) -> bool:
        """Whether it is in force now."""
        return self.valid_from <= clock.now() < self.valid_to


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """What a certificate says."""
    return CertificateFacts(
        pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=attribute(certificate, NameOID.COMMON_NAME) or certificate.subject.rfc4514_string()[:200],
        organisation_id=attribute(certificate, NameOID.ORGANIZATION_IDENTIFIER),
        issuer=attribute_of_issuer(certificate),
        serial=serial_of(certificate),
        key=_key_in_words(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        is_authority=_may_issue(certificate),
        is_seal=is_seal(certificate),
        is_test=is_test(certificate),
    )


def attribute_of_issuer(certificate: x509.Certificate) -> str:
    """The name of who issued it."""
    found = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.issuer.rfc4514_string()[:200]


def certificates_of_file(data: bytes) -> list[CertificateFacts]:
    """The certificates in a file, PEM (one or several) or DER (one).

    Raises:
        ValidationError: ``certificate-unreadable``, ``certificate-too-many``.
    """
    unreadable = ValidationError(_("This is no certificate in PEM or DER."), code="certificate-unreadable")
    if not data or len(data) > LONGEST:
        raise unreadable
    try:
        found = x509.load_pem_x509_certificates(data) if PEM in data else [x509.load_der_x509_certificate(data)]
        facts = [facts_of(one) for one in found]
    except UNREADABLE as error:
        raise unreadable from error
    if len(facts) > AT_MOST:
        raise ValidationError(_("The file holds too many certificates."), code="certificate-too-many")
    return facts


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _key_in_words(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except ValueError:
        return "?"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECDSA {key.curve.name}"
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "?"
