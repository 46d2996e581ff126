"""Detached CMS signatures (RFC 5652) with signing certificate (RFC 5035): built over a `Signer`, read with suspicion.

The key signs the signed attributes as any other bytes, so the signer process needs no operation of its own for them.
Files are hashed as streams. What an engine of other algorithms has to check is told apart by `Detached.is_gost`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from signing import der
from signing.findings import Code, Refused, refuse
from signing.keys import Algorithm, KeyMissing, Signer
from signing.sources import Source, chunks
from signing.unreadable import UNREADABLE
from signing.xades.checking import RSA_AT_LEAST
from signing.xades.reading import readable

MEDIA_TYPE = "application/pkcs7-signature"
AT_MOST = 256 * 1024

_DATA, _SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (f"1.2.840.113549.1.9.{n}" for n in (3, 4, 5))
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
_SHA256 = "2.16.840.1.101.3.4.2.1"
_DIGESTS: Mapping[str, hashes.SHA256 | hashes.SHA384 | hashes.SHA512] = {
    _SHA256: hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
_RSA, _ECDSA = "1.2.840.113549.1.1.1", "1.2.840.10045.2.1"
_RSA_SHA256, _ECDSA_SHA256 = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
# Each signature algorithm with the digest that it names; the plain kinds of key leave it to the digest algorithm.
_SIGNATURES: Mapping[str, tuple[type, str]] = {
    _RSA: (rsa.RSAPublicKey, ""),
    _RSA_SHA256: (rsa.RSAPublicKey, "sha256"),
    "1.2.840.113549.1.1.12": (rsa.RSAPublicKey, "sha384"),
    "1.2.840.113549.1.1.13": (rsa.RSAPublicKey, "sha512"),
    _ECDSA: (ec.EllipticCurvePublicKey, ""),
    _ECDSA_SHA256: (ec.EllipticCurvePublicKey, "sha256"),
    "1.2.840.10045.4.3.3": (ec.EllipticCurvePublicKey, "sha384"),
    "1.2.840.10045.4.3.4": (ec.EllipticCurvePublicKey, "sha512"),
}
_CURVES = (ec.SECP256R1, ec.SECP384R1)
_GOST_DIGESTS = "1.2.643."
_VERSIONS = {1, 3}
_ALGORITHMS = {Algorithm.RSA_SHA256: _RSA_SHA256, Algorithm.ECDSA_SHA256: _ECDSA_SHA256}


def takes(signer: Signer) -> bool:
    """Whether the signer's key is of a kind that this form takes."""
    return signer.algorithm in _ALGORITHMS


def sign(digest: bytes, signer: Signer, *, at: datetime) -> bytes:
    """A detached signature over what has this SHA-256 digest; ``at`` becomes the stated time, to the second.

    Raises:
        SigningFailed: the signer could not or would not sign, or its key is of a kind that this form does not take.
    """
    algorithm = _ALGORITHMS.get(signer.algorithm)
    if algorithm is None:
        raise KeyMissing("detached signatures take RSA and ECDSA keys only")
    certificate = signer.certificate
    attributes = [
        _attribute(_CONTENT_TYPE, der.identifier(_DATA)),
        _attribute(_SIGNING_TIME, der.time_of_signing(at)),
        _attribute(_MESSAGE_DIGEST, der.octets(digest)),
        _attribute(_SIGNING_CERTIFICATE, _certificate_named(certificate)),
    ]
    value = signer.sign(der.set_of(*attributes))
    if signer.algorithm is Algorithm.ECDSA_SHA256:
        half = len(value) // 2
        value = encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
    signed_by = der.sequence(
        der.integer(1),
        der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number)),
        der.sequence(der.identifier(_SHA256)),
        der.set_of(*attributes, tag=der.CONTEXT | der.CONSTRUCTED),
        _algorithm(algorithm),
        der.octets(value),
    )
    signed_data = der.sequence(
        der.integer(1),
        der.set_of(der.sequence(der.identifier(_SHA256))),
        der.sequence(der.identifier(_DATA)),
        der.element(der.CONTEXT | der.CONSTRUCTED, certificate.public_bytes(Encoding.DER)),
        der.set_of(signed_by),
    )
    return der.sequence(der.identifier(_SIGNED_DATA), der.element(der.CONTEXT | der.CONSTRUCTED, signed_data))


def _attribute(kind: str, value: bytes) -> bytes:
    return der.sequence(der.identifier(kind), der.set_of(value))


def _certificate_named(certificate: x509.Certificate) -> bytes:
    """SigningCertificateV2 with the digest of the certificate; SHA-256 is the default and left unsaid."""
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return der.sequence(der.sequence(der.sequence(der.octets(digest))))


def _algorithm(kind: str) -> bytes:
    parameters = der.element(der.NULL, b"") if kind == _RSA_SHA256 else b""
    return der.sequence(der.identifier(kind), parameters)


@dataclass(frozen=True)
class Detached:
    """A signature that was read; nothing of it is proven before `check`."""

    certificates: Sequence[x509.Certificate] = field(repr=False)
    digest_algorithm: str
    signature_algorithm: str
    value: bytes = field(repr=False)
    signed: bytes = field(default=b"", repr=False)
    message_digest: bytes = b""
    certificate_digest: bytes = b""
    signing_time: datetime | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """Of the key that is said to have signed."""
        return self.certificates[0]

    @property
    def is_gost(self) -> bool:
        """Whether its algorithms are those of GOST, which `check` does not know."""
        return self.digest_algorithm.startswith(_GOST_DIGESTS)


def read(data: bytes, where: str) -> Detached:
    """A detached signature of exactly one signer, with the signer's certificate in it.

    Raises:
        Refused: ``DETACHED_UNREADABLE``, ``DETACHED_COUNT``, ``CERT_UNREADABLE``.
    """
    if len(data) > AT_MOST:
        refuse(Code.DETACHED_UNREADABLE, len(data), where)
    try:
        return _read(der.parse(data), where)
    except (*UNREADABLE, IndexError) as error:
        raise Refused(Code.DETACHED_UNREADABLE, str(error), where) from error


def _read(root: der.Node, where: str) -> Detached:
    kind, wrapped = root.expect(der.SEQUENCE).children
    if kind.oid != _SIGNED_DATA:
        refuse(Code.DETACHED_UNREADABLE, kind.oid, where)
    (signed_data,) = wrapped.expect(der.CONTEXT | der.CONSTRUCTED).children
    version, digests, content, *rest = signed_data.expect(der.SEQUENCE).children
    (content_type,) = content.expect(der.SEQUENCE).children
    if version.integer not in _VERSIONS or content_type.oid != _DATA:
        refuse(Code.DETACHED_UNREADABLE, "not detached data", where)
    signers = rest[-1].expect(der.SET).children
    if len(signers) != 1:
        refuse(Code.DETACHED_COUNT, len(signers), where)
    bags = [one for one in rest[:-1] if one.tag == der.CONTEXT | der.CONSTRUCTED]
    certificates = _certificates([one for bag in bags for one in bag.children], where)
    signature = _signer(signers[0].expect(der.SEQUENCE), certificates, where)
    (digest,) = digests.expect(der.SET).children
    if digest.expect(der.SEQUENCE).children[0].oid != signature.digest_algorithm:
        refuse(Code.DETACHED_UNREADABLE, "digest algorithms", where)
    if not signature.is_gost:
        _check_readable(signature.certificates, where)
    return signature


def _certificates(found: Sequence[der.Node], where: str) -> list[x509.Certificate]:
    try:
        return [x509.load_der_x509_certificate(one.expect(der.SEQUENCE).raw) for one in found]
    except UNREADABLE as error:
        raise Refused(Code.CERT_UNREADABLE, str(error)[:100], where) from error


def _check_readable(certificates: Sequence[x509.Certificate], where: str) -> None:
    """Those who judge certificates take it that every part of them can be read."""
    try:
        for certificate in certificates:
            readable(certificate)
    except UNREADABLE as error:
        raise Refused(Code.CERT_UNREADABLE, str(error)[:100], where) from error


def _signer(node: der.Node, certificates: Sequence[x509.Certificate], where: str) -> Detached:
    version, identified, digest, *rest = node.children
    attributes = b""
    if rest[0].tag == der.CONTEXT | der.CONSTRUCTED:
        # the key signed them as a SET, wherever they stand here
        attributes = bytes([der.SET]) + rest[0].raw[1:]
        rest = rest[1:]
    algorithm, value = rest[0], rest[1].expect(der.OCTET_STRING)
    if version.integer not in _VERSIONS:
        refuse(Code.DETACHED_UNREADABLE, "version", where)
    ordered = sorted(certificates, key=lambda one: not _is_named(one, identified))
    if not ordered or not _is_named(ordered[0], identified):
        refuse(Code.CERT_UNREADABLE, "none of the signer", where)
    told = _told(der.parse(attributes)) if attributes else {}
    if attributes and (_MESSAGE_DIGEST not in told or told.get(_CONTENT_TYPE, (None,))[0] is None):
        refuse(Code.DETACHED_UNREADABLE, "attributes", where)
    if attributes and told[_CONTENT_TYPE][0].oid != _DATA:
        refuse(Code.DETACHED_UNREADABLE, "content type", where)
    named = told.get(_SIGNING_CERTIFICATE)
    return Detached(
        certificates=ordered,
        digest_algorithm=digest.expect(der.SEQUENCE).children[0].oid,
        signature_algorithm=algorithm.expect(der.SEQUENCE).children[0].oid,
        value=value.content,
        signed=attributes,
        message_digest=told[_MESSAGE_DIGEST][0].expect(der.OCTET_STRING).content if attributes else b"",
        certificate_digest=_named_digest(named[0]) if named else b"",
        signing_time=told[_SIGNING_TIME][0].moment if _SIGNING_TIME in told else None,
    )


def _told(attributes: der.Node) -> dict[str, tuple[der.Node, ...]]:
    told: dict[str, tuple[der.Node, ...]] = {}
    for one in attributes.children:
        kind, values = one.expect(der.SEQUENCE).children
        found = values.expect(der.SET).children
        if kind.oid in told or len(found) != 1:
            raise der.NotDer(f"attribute {kind.oid}")
        told[kind.oid] = found
    return told


def _is_named(certificate: x509.Certificate, identified: der.Node) -> bool:
    """Whether the signer is identified by this certificate: issuer and number, or the identifier of its key."""
    if identified.tag == der.CONTEXT:
        try:
            extension = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        except (x509.ExtensionNotFound, ValueError):
            return False
        return extension.digest == identified.content
    issuer, number = identified.expect(der.SEQUENCE).children
    return issuer.raw == certificate.issuer.public_bytes() and number.integer == certificate.serial_number


def _named_digest(node: der.Node) -> bytes:
    """The SHA-256 digest of the certificate in a SigningCertificateV2; empty where another digest is used."""
    first = node.expect(der.SEQUENCE).children[0].expect(der.SEQUENCE).children[0].expect(der.SEQUENCE).children[0]
    return first.content if first.tag == der.OCTET_STRING else b""


def check(signature: Detached, content: Source) -> Iterator[tuple[Code, str]]:
    """Everything wrong with a signature over this content; nothing about trust, and nothing about GOST."""
    algorithm = _DIGESTS.get(signature.digest_algorithm)
    expected = _SIGNATURES.get(signature.signature_algorithm)
    if algorithm is None:
        yield Code.DIGEST_ALGORITHM, signature.digest_algorithm
        return
    if expected is None or expected[1] not in ("", algorithm.name):
        yield Code.SIGNATURE_ALGORITHM, signature.signature_algorithm
        return
    digest = hashlib.new(algorithm.name)
    for piece in chunks(content):
        digest.update(piece)
    if signature.signed and not compare_digest(digest.digest(), signature.message_digest):
        yield Code.DIGEST_MISMATCH, ""
    der_of = signature.certificate.public_bytes(Encoding.DER)
    if signature.certificate_digest and signature.certificate_digest != hashlib.sha256(der_of).digest():
        yield Code.CERT_DIGEST_MISMATCH, ""
    signed = hashlib.new(algorithm.name, signature.signed).digest() if signature.signed else digest.digest()
    try:
        fault = _verify(signature, expected[0], signed, algorithm)
    except (InvalidSignature, ValueError):
        fault = Code.SIGNATURE_INVALID
    if fault is not None:
        yield fault, ""


def _verify(
    signature: Detached, kind: type, digest: bytes, algorithm: hashes.SHA256 | hashes.SHA384 | hashes.SHA512
) -> Code | None:
    """What is wrong with the kind of key, None when the value is right.

    Raises:
        InvalidSignature: the value is wrong.
    """
    key = signature.certificate.public_key()
    if not isinstance(key, kind):
        return Code.KEY_TYPE
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < RSA_AT_LEAST:
            return Code.KEY_TOO_SHORT
        key.verify(signature.value, digest, padding.PKCS1v15(), Prehashed(algorithm))
        return None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        key.verify(signature.value, digest, ec.ECDSA(Prehashed(algorithm)))
        return None
    return Code.KEY_TYPE
