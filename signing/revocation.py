"""Whether a certificate was revoked: what lists (CRL) and answers (OCSP) say of it, and whether they may be believed.

`pyhanko-certvalidator` would say that a path is bad where our reports must say which rule an answer broke, see
docs/decisions/0037.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.findings import Code
from signing.unreadable import UNREADABLE

CLOCKS_DIFFER = timedelta(minutes=5)
_DIGESTS = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True)
class Answers:
    """What authorities said of their certificates, in DER, from a signature or from elsewhere.

    With ``is_required`` a certificate of which nothing is known is refused; otherwise the report says so.
    """

    crls: Sequence[bytes] = ()
    ocsp: Sequence[bytes] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Question:
    """Which certificate is meant, who issued it, and when the answer must hold.

    ``proven_at`` is the moment at which its signature is proven to have been there, None without a time-stamp: then
    any revocation before ``at`` counts. An answer kept in a signature (``is_kept``) must have been right when it was
    given, another one must be right ``at``.
    """

    certificate: x509.Certificate
    issuer: x509.Certificate
    at: datetime
    proven_at: datetime | None = None
    is_kept: bool = False


@dataclass(frozen=True)
class _Said:
    """One answer about one certificate."""

    this_update: datetime
    next_update: datetime | None
    given_at: datetime
    is_known: bool = True
    revoked_at: datetime | None = None


@dataclass
class _Search:
    """Answers that may be believed, and why others may not."""

    good: list[_Said] = field(default_factory=list)
    bad: list[tuple[Code, str]] = field(default_factory=list)


def check_revocation(question: Question, answers: Answers) -> Iterator[tuple[Code, str]]:
    """Everything that speaks against the certificate, by what is known; nothing when nobody was asked."""
    search = _Search()
    whose = question.certificate.subject.rfc4514_string()
    for read, kept in ((_of_response, answers.ocsp), (_of_list, answers.crls)):
        _look_through(question, read, kept, search)
    revoked = [one.revoked_at for one in search.good if one.revoked_at is not None]
    counts_until = question.proven_at or question.at
    if any(moment <= counts_until for moment in revoked):
        yield Code.REVOKED, f"{min(revoked):%d.%m.%Y %H:%M:%S} {whose}"
    elif not any(one.is_known for one in search.good):
        # that an answer is about another certificate says the least: it may be there for that one
        bad = sorted(search.bad, key=lambda one: one[0] is Code.REVOCATION_OTHER_CERTIFICATE)
        if search.good or (answers.is_required and not bad):
            yield Code.REVOCATION_UNKNOWN, whose
        elif bad:
            yield bad[0]


def is_answered(question: Question, answers: Answers) -> bool:
    """Whether an answer that may be believed tells of the certificate."""
    search = _Search()
    for read, kept in ((_of_response, answers.ocsp), (_of_list, answers.crls)):
        _look_through(question, read, kept, search)
    return any(one.is_known for one in search.good)


def until_of(der: bytes, *, is_list: bool) -> datetime | None:
    """Until when a list or an answer is in force; None where it does not say.

    Raises:
        ValueError: it is neither.
    """
    if is_list:
        return x509.load_der_x509_crl(der).next_update_utc
    return ocsp.load_der_ocsp_response(der).next_update_utc


Reader = Callable[[bytes, Question], _Said | Code]


def _look_through(question: Question, read: Reader, kept: Iterable[bytes], search: _Search) -> None:
    for der in kept:
        try:
            said = read(der, question)
        except UNREADABLE as error:
            search.bad.append((Code.REVOCATION_UNREADABLE, str(error)[:200]))
            continue
        fault = said if isinstance(said, Code) else _fault_of_time(said, question)
        if fault is not None:
            search.bad.append((fault, question.certificate.subject.rfc4514_string()))
        elif isinstance(said, _Said):
            search.good.append(said)


def _fault_of_time(said: _Said, question: Question) -> Code | None:
    if question.proven_at is not None and question.is_kept and said.this_update < question.proven_at:
        return Code.REVOCATION_OLDER
    needed_at = said.given_at if question.is_kept else question.at
    is_over = said.next_update is not None and said.next_update < needed_at
    is_ahead = said.this_update > said.given_at + CLOCKS_DIFFER or said.this_update > question.at + CLOCKS_DIFFER
    return Code.REVOCATION_STALE if is_over or is_ahead else None


def _of_response(der: bytes, question: Question) -> _Said | Code:
    """What an OCSP response (RFC 6960) says of the certificate in question."""
    response = ocsp.load_der_ocsp_response(der)
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Code.REVOCATION_UNREADABLE
    if not _is_about(response, question):
        return Code.REVOCATION_OTHER_CERTIFICATE
    if not _is_given_by(response, question.issuer):
        return Code.REVOCATION_INVALID
    return _Said(
        this_update=response.this_update_utc,
        next_update=response.next_update_utc,
        given_at=response.produced_at_utc,
        is_known=response.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN,
        revoked_at=response.revocation_time_utc,
    )


def _is_about(response: ocsp.OCSPResponse, question: Question) -> bool:
    """Whether number and issuer are those of the certificate, whatever digest names the issuer (often SHA-1)."""
    asked = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(question.certificate, question.issuer, response.hash_algorithm)
        .build()
    )
    return (response.serial_number, response.issuer_name_hash, response.issuer_key_hash) == (
        asked.serial_number,
        asked.issuer_name_hash,
        asked.issuer_key_hash,
    )


def _is_given_by(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """By the authority itself, or by a responder that it gave a certificate for this purpose."""
    givers = [issuer, *(one for one in response.certificates if _may_answer(one, issuer, response.produced_at_utc))]
    return any(
        _is_signed(one, response.signature, response.tbs_response_bytes, response.signature_hash_algorithm)
        for one in givers
    )


def _may_answer(responder: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    try:
        responder.verify_directly_issued_by(issuer)
        purposes = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, x509.ExtensionNotFound, *UNREADABLE):
        return False
    is_valid = responder.not_valid_before_utc <= at <= responder.not_valid_after_utc
    return is_valid and ExtendedKeyUsageOID.OCSP_SIGNING in purposes


def _of_list(der: bytes, question: Question) -> _Said | Code:
    """What a list of revoked certificates (RFC 5280) says of the certificate in question."""
    crl = x509.load_der_x509_crl(der)
    if crl.issuer != question.issuer.subject:
        return Code.REVOCATION_OTHER_CERTIFICATE
    if not _is_signed(question.issuer, crl.signature, crl.tbs_certlist_bytes, crl.signature_hash_algorithm):
        return Code.REVOCATION_INVALID
    if any(extension.critical for extension in crl.extensions):  # partial and indirect lists are not understood
        return Code.REVOCATION_UNREADABLE
    entry = crl.get_revoked_certificate_by_serial_number(question.certificate.serial_number)
    return _Said(
        this_update=crl.last_update_utc,
        next_update=crl.next_update_utc,
        given_at=crl.last_update_utc,
        revoked_at=entry.revocation_date_utc if entry is not None else None,
    )


def _is_signed(
    certificate: x509.Certificate, signature: bytes, signed: bytes, digest: hashes.HashAlgorithm | None
) -> bool:
    """Whether the key of a certificate made a signature; only with digests of our list."""
    if digest is not None and not isinstance(digest, _DIGESTS):
        return False
    try:
        match certificate.public_key():
            case rsa.RSAPublicKey() as key if digest is not None:
                key.verify(signature, signed, padding.PKCS1v15(), digest)
            case ec.EllipticCurvePublicKey() as key if digest is not None:
                key.verify(signature, signed, ec.ECDSA(digest))
            case ed25519.Ed25519PublicKey() as key:
                key.verify(signature, signed)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
