"""What an authority says of its certificates: the list of those revoked (CRL, RFC 5280) and single answers (OCSP)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from signing.authority import Authority, digest_for

LIST_LIVES = timedelta(days=7)
ANSWER_LIVES = timedelta(hours=12)


@dataclass(frozen=True)
class Revoked:
    """A certificate that counts no more: its number, since when, and why."""

    serial: int
    at: datetime
    reason: x509.ReasonFlags


def list_of_revoked(authority: Authority, revoked: Sequence[Revoked], at: datetime) -> bytes:
    """The list in DER, in force for a week; its number grows with time."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(at)
        .next_update(at + LIST_LIVES)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.certificate.public_key()),  # type: ignore[arg-type]  # authorities have keys that sign
            critical=False,
        )
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.serial)
            .revocation_date(one.at)
            .add_extension(x509.CRLReason(one.reason), critical=False)
            .build()
        )
    return builder.sign(authority.key, digest_for(authority.key)).public_bytes(Encoding.DER)


def answer_about(
    authority: Authority,
    certificate: x509.Certificate,
    revoked: Revoked | None,
    at: datetime,
    *,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:
    """The OCSP answer in DER about a certificate of the authority, signed by the authority itself."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=certificate,
        issuer=authority.certificate,
        algorithm=algorithm or hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=at,
        next_update=at + ANSWER_LIVES,
        revocation_time=revoked.at if revoked else None,
        revocation_reason=revoked.reason if revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, authority.certificate)
    return builder.sign(authority.key, digest_for(authority.key)).public_bytes(Encoding.DER)


def refusal(status: ocsp.OCSPResponseStatus) -> bytes:
    """The unsigned answer that there is none."""
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
