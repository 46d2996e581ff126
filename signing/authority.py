"""A small certificate authority of an agency's own: a root, certificates of officials, certificates of the seal.

What it issues makes an advanced signature (НЭП) at most, valid between agencies that agreed on it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from signing.keys import PrivateKey, PublicKey

ROOT_LIVES = timedelta(days=365 * 15)
SEAL_LIVES = timedelta(days=365 * 3)
STAMPER_LIVES = timedelta(days=365 * 5)
PERSON_LIVES = timedelta(days=456)  # fifteen months, as officials' certificates are usually issued
TEST_MARK = "ТЕСТ / TEST"
COMMON_NAME_AT_MOST = 64  # X.520 counts letters, programs count bytes of UTF-8


@dataclass(frozen=True)
class PersonSubject:
    """An official as the certificate names them; ``post`` and ``unit`` may be empty."""

    surname: str
    given_names: str
    post: str
    organisation: str
    organisation_id: str
    unit: str = ""

    @property
    def full_name(self) -> str:
        """All names in full, surname first."""
        return f"{self.surname} {self.given_names}".strip()


@dataclass(frozen=True)
class Authority:
    """A root certificate with its opened key."""

    certificate: x509.Certificate
    key: PrivateKey
    # where the list of revoked certificates lies, and where one asks about a single one
    addresses: tuple[str, str] | None = None

    @property
    def is_test(self) -> bool:
        """Whether everything that it issues is for trying out only."""
        return is_test(self.certificate)

    @classmethod
    def make(cls, key: PrivateKey, organisation: str, at: datetime, *, is_test: bool) -> "Authority":
        """A new self-signed root that may issue end certificates only."""
        name = _name(
            {
                NameOID.COMMON_NAME: _clipped(f"УЦ {organisation}"),
                NameOID.ORGANIZATION_NAME: organisation,
                NameOID.ORGANIZATIONAL_UNIT_NAME: TEST_MARK if is_test else "",
            }
        )
        builder = (
            _builder(name, key.public_key(), at, ROOT_LIVES)
            .issuer_name(name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        )
        return cls(builder.sign(key, digest_for(key)), key)

    def issue_person(self, key: PublicKey, subject: PersonSubject, at: datetime) -> x509.Certificate:
        """A certificate of an official."""
        name = _name(
            {
                NameOID.COMMON_NAME: _clipped(subject.full_name),
                NameOID.SURNAME: subject.surname,
                NameOID.GIVEN_NAME: subject.given_names,
                NameOID.TITLE: subject.post,
                NameOID.ORGANIZATION_NAME: subject.organisation,
                NameOID.ORGANIZATION_IDENTIFIER: subject.organisation_id,
                NameOID.ORGANIZATIONAL_UNIT_NAME: (subject.unit, self._mark),
            }
        )
        return self._issue(key, name, at, PERSON_LIVES)

    def issue_seal(self, key: PublicKey, *, organisation: str, organisation_id: str, at: datetime) -> x509.Certificate:
        """A certificate of an agency's seal, bound to its exchange code."""
        name = _name(
            {
                NameOID.COMMON_NAME: _clipped(organisation),
                NameOID.ORGANIZATION_NAME: organisation,
                NameOID.ORGANIZATION_IDENTIFIER: organisation_id,
                NameOID.ORGANIZATIONAL_UNIT_NAME: self._mark,
            }
        )
        return self._issue(key, name, at, SEAL_LIVES)

    def issue_stamper(self, key: PublicKey, *, organisation: str, at: datetime) -> x509.Certificate:
        """A certificate of a time-stamp authority: for that alone, said as critical (RFC 3161, 2.3)."""
        name = _name(
            {
                NameOID.COMMON_NAME: _clipped(f"TSA {organisation}"),
                NameOID.ORGANIZATION_NAME: organisation,
                NameOID.ORGANIZATIONAL_UNIT_NAME: self._mark,
            }
        )
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = self._end(key, name, at, STAMPER_LIVES).add_extension(_usage(digital_signature=True), critical=True)
        return builder.add_extension(purpose, critical=True).sign(self.key, digest_for(self.key))

    @property
    def _mark(self) -> str:
        return TEST_MARK if self.is_test else ""

    def _issue(self, key: PublicKey, name: x509.Name, at: datetime, lives: timedelta) -> x509.Certificate:
        usage = _usage(digital_signature=True, content_commitment=True)
        builder = self._end(key, name, at, lives).add_extension(usage, critical=True)
        return builder.sign(self.key, digest_for(self.key))

    def _end(self, key: PublicKey, name: x509.Name, at: datetime, lives: timedelta) -> x509.CertificateBuilder:
        """What all end certificates have in common, with the addresses of the authority's answers if it has some."""
        authority = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        builder = (
            _builder(name, key, at, lives)
            .issuer_name(self.certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority), critical=False)
        )
        if self.addresses is None:
            return builder
        list_at, answers_at = (x509.UniformResourceIdentifier(one) for one in self.addresses)
        point = x509.DistributionPoint([list_at], relative_name=None, reasons=None, crl_issuer=None)
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, answers_at)
        return builder.add_extension(x509.CRLDistributionPoints([point]), critical=False).add_extension(
            x509.AuthorityInformationAccess([access]), critical=False
        )


def is_seal(certificate: x509.Certificate) -> bool:
    """Whether it is the seal of an organisation: it names the organisation's code and no person."""
    return bool(attribute(certificate, NameOID.ORGANIZATION_IDENTIFIER)) and not attribute(certificate, NameOID.SURNAME)


def is_test(certificate: x509.Certificate) -> bool:
    """Whether it is marked as one for trying out."""
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == TEST_MARK for unit in units)


def serial_of(certificate: x509.Certificate) -> str:
    """A certificate's number as it is printed."""
    return f"{certificate.serial_number:X}"


def attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """The first value of an attribute of the subject, or an empty text."""
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _builder(name: x509.Name, key: PublicKey, at: datetime, lives: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + lives)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(attributes: dict[x509.ObjectIdentifier, str | tuple[str, ...]]) -> x509.Name:
    pairs = [
        (oid, value) for oid, given in attributes.items() for value in ((given,) if isinstance(given, str) else given)
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs if value])


def _usage(**allowed: bool) -> x509.KeyUsage:
    usages: dict[str, Any] = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**(usages | allowed))


def digest_for(key: PrivateKey) -> hashes.SHA256 | None:
    """The digest that a key signs with; Ed25519 brings its own."""
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


def _clipped(text: str) -> str:
    """The text as a common name. Full names stand in the other attributes."""
    if len(text.encode()) <= COMMON_NAME_AT_MOST:
        return text
    kept = text.encode()[: COMMON_NAME_AT_MOST - len("…".encode())]
    return kept.decode(errors="ignore").rstrip() + "…"
