"""Proving a signature that was read: that it covers every file as it is, and that its certificate's key made it."""

import hashlib
from collections.abc import Iterator, Mapping
from hmac import compare_digest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from signing.findings import Code, Finding
from signing.keys import Algorithm
from signing.xades.reading import ReadSignature

RSA_AT_LEAST = 2048
_CURVES = (ec.SECP256R1, ec.SECP384R1)


def check(signature: ReadSignature, digests: Mapping[str, bytes], media_types: Mapping[str, str]) -> list[Finding]:
    """Everything wrong with a signature over files with these digests and media types; nothing about trust."""
    return [
        Finding(kind, detail, signature.where)
        for kind, detail in (*_coverage(signature, digests, media_types), *_proof(signature))
    ]


def _coverage(
    signature: ReadSignature, digests: Mapping[str, bytes], media_types: Mapping[str, str]
) -> Iterator[tuple[Code, str]]:
    for name in sorted(signature.files.keys() - digests.keys()):
        yield Code.FILE_MISSING, name
    for name, digest in digests.items():
        if name not in signature.files:
            yield Code.FILE_NOT_COVERED, name
        elif not compare_digest(signature.files[name], digest):
            yield Code.DIGEST_MISMATCH, name
        elif signature.formats.get(name) != media_types.get(name):
            yield Code.FORMAT_MISMATCH, name


def _proof(signature: ReadSignature) -> Iterator[tuple[Code, str]]:
    if not compare_digest(hashlib.sha256(signature.properties).digest(), signature.properties_digest):
        yield Code.PROPERTIES_DIGEST_MISMATCH, ""
    der = signature.certificate.public_bytes(Encoding.DER)
    if not compare_digest(hashlib.sha256(der).digest(), signature.certificate_digest):
        yield Code.CERT_DIGEST_MISMATCH, ""
    try:
        fault = _verify_value(signature)
    except (InvalidSignature, ValueError):
        fault = Code.SIGNATURE_INVALID
    if fault is not None:
        yield fault, ""


def _verify_value(signature: ReadSignature) -> Code | None:
    """What is wrong with the kind of key, None when the value is right.

    Raises:
        InvalidSignature: the value is wrong.
    """
    key, value, data = signature.certificate.public_key(), signature.value, signature.signed_info
    match signature.algorithm, key:
        case Algorithm.RSA_SHA256, rsa.RSAPublicKey():
            if key.key_size < RSA_AT_LEAST:
                return Code.KEY_TOO_SHORT
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
        case Algorithm.ECDSA_SHA256, ec.EllipticCurvePublicKey() if isinstance(key.curve, _CURVES):
            key.verify(_der(value, (key.curve.key_size + 7) // 8), data, ec.ECDSA(hashes.SHA256()))
        case Algorithm.ED25519, ed25519.Ed25519PublicKey():
            key.verify(value, data)
        case _:
            return Code.KEY_TYPE
    return None


def _der(value: bytes, width: int) -> bytes:
    if len(value) != 2 * width:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(value[:width], "big"), int.from_bytes(value[width:], "big"))
