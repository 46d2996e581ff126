"""Whether a certificate may be relied on: a path to a trusted authority, validity, and what the key is meant for.

`cryptography.x509.verification` follows the rules of web servers (no Ed25519, host names, purposes), so the short path
of a records office is checked here. Whether a certificate was revoked is asked in `signing.revocation`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from signing.findings import Code
from signing.xades.checking import RSA_AT_LEAST

Extension = TypeVar("Extension", bound=x509.ExtensionType)

_PATH_AT_MOST = 4
_UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    ExtensionOID.CERTIFICATE_POLICIES,
}
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_PURPOSES = {_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


def check_trust(
    certificates: Sequence[x509.Certificate], trust: Sequence[x509.Certificate], at: datetime
) -> Iterator[tuple[Code, str]]:
    """Everything that speaks against the first certificate at that moment; the others may lead to its authority.

    All of them are readable: `signing.xades.read` lets no other pass.
    """
    end = certificates[0]
    yield from _meant_for_signing(end)
    yield from check_path(end, certificates[1:], trust, at)


def check_brought(
    certificates: Sequence[x509.Certificate], trust: Sequence[x509.Certificate]
) -> Iterator[tuple[Code, str]]:
    """Certificates after the first that do not each lead one step nearer to the authority: anybody can add them."""
    for certificate, issuer in pairwise(certificates):
        if issuer in trust or issuer_of(certificate, [issuer]) is None:
            yield Code.CERT_EXTRA, issuer.subject.rfc4514_string()


def check_path(
    end: x509.Certificate, helpers: Sequence[x509.Certificate], trust: Sequence[x509.Certificate], at: datetime
) -> Iterator[tuple[Code, str]]:
    """What speaks against the way from a certificate to a trusted authority, and against its own validity then."""
    yield from _validity(end, at)
    current, below = end, 0
    for _step in range(_PATH_AT_MOST):
        yield from _plain(current)
        anchor = issuer_of(current, trust)
        issuer = anchor or issuer_of(current, helpers)
        if issuer is None:
            break
        yield from _validity(issuer, at)
        yield from _may_issue(issuer, below)
        if anchor is not None:
            yield from _plain(anchor)
            return
        current, below = issuer, below + 1
    yield Code.UNKNOWN_AUTHORITY, current.issuer.rfc4514_string()


def issuer_of(certificate: x509.Certificate, candidates: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The one among the candidates whose key signed the certificate."""
    return next((candidate for candidate in candidates if _is_issued_by(certificate, candidate)), None)


@lru_cache(maxsize=1024)
def _is_issued_by(certificate: x509.Certificate, candidate: x509.Certificate) -> bool:
    """Whether the one's key signed the other: of the bytes alone, so that it is the same for ever."""
    if candidate.subject != certificate.issuer or candidate == certificate:
        return False
    try:
        certificate.verify_directly_issued_by(candidate)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _validity(certificate: x509.Certificate, at: datetime) -> Iterator[tuple[Code, str]]:
    if at > certificate.not_valid_after_utc:
        yield Code.CERT_EXPIRED, _dated(certificate.not_valid_after_utc, certificate)
    if at < certificate.not_valid_before_utc:
        yield Code.CERT_NOT_YET_VALID, _dated(certificate.not_valid_before_utc, certificate)


def _dated(day: datetime, certificate: x509.Certificate) -> str:
    return f"{day:%d.%m.%Y} {certificate.subject.rfc4514_string()}"


def _meant_for_signing(certificate: x509.Certificate) -> Iterator[tuple[Code, str]]:
    usage = _extension(certificate, x509.KeyUsage)
    if usage is None or not usage.content_commitment or usage.key_cert_sign:
        yield Code.WRONG_KEY_USAGE, "keyUsage"
    purposes = _extension(certificate, x509.ExtendedKeyUsage)
    if purposes is not None and not _PURPOSES.intersection(purposes):
        yield Code.WRONG_KEY_USAGE, "extendedKeyUsage"
    constraints = _extension(certificate, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        yield Code.WRONG_KEY_USAGE, "basicConstraints"


def _may_issue(authority: x509.Certificate, below: int) -> Iterator[tuple[Code, str]]:
    """Whether it is an authority, for a path with so many authorities below it."""
    constraints = _extension(authority, x509.BasicConstraints)
    usage = _extension(authority, x509.KeyUsage)
    is_authority = constraints is not None and constraints.ca and usage is not None and usage.key_cert_sign
    is_too_far = constraints is not None and constraints.path_length is not None and below > constraints.path_length
    if not is_authority or is_too_far:
        yield Code.NOT_AN_AUTHORITY, authority.subject.rfc4514_string()


def _plain(certificate: x509.Certificate) -> Iterator[tuple[Code, str]]:
    """Algorithms on the list, and no critical demand that would go unheard."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < RSA_AT_LEAST:
            yield Code.KEY_TOO_SHORT, certificate.subject.rfc4514_string()
    elif not isinstance(key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        yield Code.KEY_TYPE, certificate.subject.rfc4514_string()
    digest = certificate.signature_hash_algorithm
    if digest is not None and not isinstance(digest, SHA256 | SHA384 | SHA512):
        yield Code.CERT_ALGORITHM, digest.name
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            yield Code.CERT_EXTENSION, extension.oid.dotted_string


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
