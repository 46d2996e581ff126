"""A time-stamp authority of our own (RFC 3161), whose key the signer process keeps.

It says what the clock of this node says; its certificate is one of the agency's own authority, marked as such.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from history import clock
from signing.der import NULL, SEQUENCE, SET, element, generalized_time, identifier, integer, octets, sequence, set_of
from signing.keys import Algorithm, Signer, SigningFailed
from signing.timestamps.asking import NoTimeStamp

POLICY = Oid("2.25.98216840715390921844703211569034275511")  # ours alone: a number made of a random UUID (X.667)
_SIGNED_DATA, _TST_INFO = Oid("1.2.840.113549.1.7.2"), Oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE, _MESSAGE_DIGEST = Oid("1.2.840.113549.1.9.3"), Oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = Oid("1.2.840.113549.1.9.16.2.47")
_SHA256 = sequence(identifier(Oid("2.16.840.1.101.3.4.2.1")))
_ALGORITHMS = {
    Algorithm.RSA_SHA256: sequence(identifier(Oid("1.2.840.113549.1.1.11")), element(NULL)),
    Algorithm.ECDSA_SHA256: sequence(identifier(Oid("1.2.840.10045.4.3.2"))),
}
_TAGGED_0 = 0xA0


@dataclass(frozen=True)
class OwnSource:
    """Time-stamps by a key of the installation itself."""

    signer: Callable[[], Signer]

    def stamp(self, data: bytes) -> bytes:
        """The answer with a token over the data. See `StampSource`."""
        try:
            return give(hashlib.sha256(data).digest(), self.signer(), clock.now())
        except SigningFailed as error:
            raise NoTimeStamp(str(error) or type(error).__name__) from error


def give(imprint: bytes, signer: Signer, at: datetime, nonce: int | None = None) -> bytes:
    """The answer (TimeStampResp) that this SHA-256 imprint was there at this moment, with the authority's certificate.

    Raises:
        SigningFailed: the key could not be used.
    """
    info = sequence(
        integer(1),
        identifier(POLICY),
        sequence(_SHA256, octets(imprint)),
        integer(secrets.randbits(96)),
        generalized_time(at),
        *([integer(nonce)] if nonce is not None else []),
    )
    certificate = signer.certificate.public_bytes(Encoding.DER)
    named = sequence(sequence(sequence(octets(hashlib.sha256(certificate).digest()))))
    attributes = set_of(
        _attribute(_CONTENT_TYPE, identifier(_TST_INFO)),
        _attribute(_MESSAGE_DIGEST, octets(hashlib.sha256(info).digest())),
        _attribute(_SIGNING_CERTIFICATE_V2, named),
    )
    signer_info = sequence(
        integer(1),
        sequence(signer.certificate.issuer.public_bytes(), integer(signer.certificate.serial_number)),
        _SHA256,
        bytes((_TAGGED_0,)) + attributes[1:],
        _ALGORITHMS[signer.algorithm],
        octets(_in_der(signer, attributes)),
    )
    signed = sequence(
        integer(3),
        element(SET, _SHA256),
        sequence(identifier(_TST_INFO), element(_TAGGED_0, octets(info))),
        element(_TAGGED_0, certificate),
        element(SET, signer_info),
    )
    token = element(SEQUENCE, identifier(_SIGNED_DATA), element(_TAGGED_0, signed))
    return sequence(sequence(integer(0)), token)


def _attribute(kind: Oid, value: bytes) -> bytes:
    return sequence(identifier(kind), element(SET, value))


def _in_der(signer: Signer, data: bytes) -> bytes:
    """The signature as CMS wants it: DER where XML signatures have r‖s."""
    value = signer.sign(data)
    if signer.algorithm is not Algorithm.ECDSA_SHA256:
        return value
    half = len(value) // 2
    return encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
