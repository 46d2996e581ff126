"""Proving a token: that it is over these bytes, and that a trusted time-stamp authority gave it at its time."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from hmac import compare_digest

import rfc3161_client
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.der import integer, sequence
from signing.findings import Code, Refused
from signing.timestamps.asking import NoTimeStamp
from signing.timestamps.reading import Token, read_answer
from signing.trust import check_path

_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}


def check_token(
    token: Token, stamped: bytes, trust: Sequence[x509.Certificate], latest: datetime
) -> Iterator[tuple[Code, str]]:
    """Everything that speaks against a token over these bytes; ``latest`` is the last moment that it may name."""
    digest = _DIGESTS.get(token.imprint_algorithm.dotted_string)
    if digest is None:
        yield Code.TIME_STAMP_ALGORITHM, token.imprint_algorithm.dotted_string
    elif not compare_digest(digest(stamped).digest(), token.imprint):
        yield Code.TIME_STAMP_IMPRINT, ""
    if not _gives_time_stamps_alone(token.certificate):
        yield Code.TIME_STAMP_USAGE, "extendedKeyUsage"
        return
    if token.at > latest:
        yield Code.TIME_STAMP_AHEAD, token.at.isoformat()
    faults = [detail or kind.name for kind, detail in check_path(token.certificate, token.helpers, trust, token.at)]
    if faults:
        yield Code.TIME_STAMP_UNTRUSTED, faults[0]
    elif not _is_signed(token, trust):
        yield Code.TIME_STAMP_INVALID, ""


def proven(answer: bytes, stamped: bytes, trust: Sequence[x509.Certificate], latest: datetime) -> Token:
    """The token in an authority's answer, which our own check finds right.

    Raises:
        NoTimeStamp: there is none in it, or the check would refuse it.
    """
    try:
        token = read_answer(answer, "")
    except Refused as refused:
        raise NoTimeStamp(refused.finding.detail, refused.code) from refused
    for kind, detail in check_token(token, stamped, trust, latest):
        raise NoTimeStamp(detail, kind.name)
    return token


def _gives_time_stamps_alone(certificate: x509.Certificate) -> bool:
    """RFC 3161, 2.3: the purpose is named as critical, and is the only one."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    return found.critical and list(found.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def _is_signed(token: Token, trust: Sequence[x509.Certificate]) -> bool:
    """Whether the value is right. The library wants an answer, and certificates that it may end at."""
    builder = rfc3161_client.VerifierBuilder().tsa_certificate(token.certificate)
    for helper in token.helpers:
        builder = builder.add_intermediate_certificate(helper)
    for anchor in trust:
        builder = builder.add_root_certificate(anchor)
    answered = rfc3161_client.decode_timestamp_response(sequence(sequence(integer(0)), token.der))
    try:
        return builder.build().verify(answered, token.imprint)
    except (rfc3161_client.VerificationError, ValueError):
        return False
