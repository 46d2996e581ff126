"""Reading a token from bytes of anybody: what it says and who seems to have given it, still without any proof."""

from dataclasses import dataclass
from datetime import datetime

import rfc3161_client
from cryptography import x509

from signing.der import integer, sequence
from signing.findings import Code, Refused, refuse
from signing.unreadable import UNREADABLE

_GRANTED = sequence(integer(0))


@dataclass(frozen=True)
class Token:
    """A time-stamp token: that an imprint was there ``at``, says the holder of ``certificate``."""

    der: bytes
    at: datetime
    imprint: bytes
    imprint_algorithm: x509.ObjectIdentifier
    nonce: int | None
    policy: x509.ObjectIdentifier
    certificate: x509.Certificate
    helpers: tuple[x509.Certificate, ...]


def read_token(der: bytes, where: str) -> Token:
    """The token that a signature carries.

    Raises:
        Refused: ``TIME_STAMP_UNREADABLE``.
    """
    return read_answer(sequence(_GRANTED, der), where)


def read_answer(der: bytes, where: str) -> Token:
    """The token in an authority's answer (TimeStampResp).

    Raises:
        Refused: ``TIME_STAMP_UNREADABLE``, it is none, or the authority did not grant one.
    """
    try:
        told = rfc3161_client.decode_timestamp_response(der)
        if told.status != rfc3161_client.PKIStatus.GRANTED:
            refuse(Code.TIME_STAMP_UNREADABLE, f"status {told.status}", where)
        info, signers = told.tst_info, list(told.signed_data.signer_infos)
        if len(signers) != 1:
            refuse(Code.TIME_STAMP_UNREADABLE, f"{len(signers)} signers", where)
        certificates = [x509.load_der_x509_certificate(one) for one in sorted(told.signed_data.certificates)]
        named = (signers[0].issuer, signers[0].serial_number)
        own = [one for one in certificates if (one.issuer, one.serial_number) == named]
        if not own:
            refuse(Code.TIME_STAMP_UNREADABLE, "no certificate", where)
        for one in certificates:
            _ = one.extensions, one.public_key()
        return Token(
            der=told.time_stamp_token(),
            at=info.gen_time,
            imprint=info.message_imprint.message,
            imprint_algorithm=info.message_imprint.hash_algorithm,
            nonce=info.nonce,
            policy=info.policy,
            certificate=own[0],
            helpers=tuple(one for one in certificates if one != own[0]),
        )
    except UNREADABLE as error:
        raise Refused(Code.TIME_STAMP_UNREADABLE, str(error), where) from error
