"""Certificates that no signature may rest on, as a careless or hostile authority would issue them; their keys sign."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree

from signing.authority import Authority
from signing.keys import Algorithm, KeyKind, PrivateKey, raw_signature
from signing.xades.vocabulary import DS
from tests.signing.forge import given, one
from tests.signing.people import MADE, MINISTRY, NOW, key_of, ministry
from tests.signing.vectors.vector import Change, Vector, all_of, of_document, set_text, with_signature

DAY = timedelta(days=1)
OFFICIAL_KEY = key_of(KeyKind.P256, "Сомова")
SECOND = timedelta(seconds=1)


def issued(
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
    *,
    by: Authority | None = None,
    key: CertificatePublicKeyTypes | None = None,
    name: x509.Name | None = None,
    begins: datetime = MADE,
    ends: datetime = NOW + 30 * DAY,
) -> x509.Certificate:
    """A certificate with any extensions."""
    authority = by or ministry().authority
    builder = (
        x509.CertificateBuilder()
        .subject_name(name or ministry().official.certificate.subject)
        .issuer_name(authority.certificate.subject)
        .public_key(key or OFFICIAL_KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(authority.key, hashes.SHA256())


def usage(**changes: bool) -> x509.KeyUsage:
    """What a key is for: signing, unless it is said otherwise."""
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    allowed = dict.fromkeys(names, False) | {"digital_signature": True, "content_commitment": True} | changes
    return x509.KeyUsage(**allowed)


SIGNING = (usage(), True)
AN_AUTHORITY = ((usage(key_cert_sign=True), True), (x509.BasicConstraints(ca=True, path_length=None), True))


@dataclass(frozen=True)
class AnySigner:
    """Signs in a way of its own."""

    certificate: x509.Certificate
    algorithm: Algorithm
    sign: Callable[[bytes], bytes]


def shown(der: bytes, *further: x509.Certificate) -> Change:
    """Another certificate in the signature, named in its properties, with those that lead to its authority."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)

    def bring(root: etree._Element) -> None:
        for certificate in further:
            element = etree.SubElement(one(root, "ds:X509Data"), f"{{{DS}}}X509Certificate")
            element.text = b64encode(certificate.public_bytes(Encoding.DER)).decode()

    return all_of(
        set_text("ds:X509Certificate", b64encode(der).decode()),
        set_text("xades:CertDigest/ds:DigestValue", b64encode(digest.finalize()).decode()),
        bring,
    )


def resting_on(
    name: str,
    code: str,
    make: Callable[[], x509.Certificate],
    key: PrivateKey = OFFICIAL_KEY,
    further: Callable[[], Sequence[x509.Certificate]] = tuple,
) -> Vector:
    """A document whose signature is right and rests on this certificate."""

    def build(entries: list) -> bytes:  # type: ignore[type-arg]  # as the vectors have it
        certificate = make()
        algorithm = Algorithm.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else Algorithm.ECDSA_SHA256
        signer = AnySigner(certificate, algorithm, partial(raw_signature, key))
        change = all_of(
            shown(certificate.public_bytes(Encoding.DER), *further()),
            given("ds:SignatureMethod", Algorithm=algorithm.value),
        )
        return with_signature(entries, change, signer)

    return of_document(name, code, build)


def showing(name: str, code: str, der: Callable[[], bytes]) -> Vector:
    """A document whose signature is right and shows these bytes as its certificate."""
    return of_document(name, code, lambda entries: with_signature(entries, shown(der())))


def purpose(oid: x509.ObjectIdentifier) -> list[tuple[x509.ExtensionType, bool]]:
    """A certificate for signing with one purpose."""
    return [SIGNING, (x509.ExtendedKeyUsage([oid]), False)]


WRONG_USAGE: dict[str, list[tuple[x509.ExtensionType, bool]]] = {
    "no key usage": [],
    "without non-repudiation": [(usage(content_commitment=False), True)],
    "without non-repudiation, not critical": [(usage(content_commitment=False), False)],
    "for agreeing on keys": [(usage(digital_signature=False, content_commitment=False, key_agreement=True), True)],
    "for enciphering keys": [(usage(digital_signature=False, content_commitment=False, key_encipherment=True), True)],
    "for lists of revoked certificates": [
        (usage(digital_signature=False, content_commitment=False, crl_sign=True), True)
    ],
    "for web servers": purpose(ExtendedKeyUsageOID.SERVER_AUTH),
    "for clients": purpose(ExtendedKeyUsageOID.CLIENT_AUTH),
    "for programs": purpose(ExtendedKeyUsageOID.CODE_SIGNING),
    "for time-stamps": purpose(ExtendedKeyUsageOID.TIME_STAMPING),
    "for answers about revocation": purpose(ExtendedKeyUsageOID.OCSP_SIGNING),
    "for a purpose that nobody knows": purpose(x509.ObjectIdentifier("1.2.3.4")),
    "an authority that signs letters": list(AN_AUTHORITY),
    "an authority by its constraints alone": [SIGNING, (x509.BasicConstraints(ca=True, path_length=None), True)],
    "an authority by its key usage alone": [(usage(key_cert_sign=True), True)],
}
UNKNOWN_DEMANDS: dict[str, x509.ExtensionType] = {
    "a demand that is not understood": x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"),
    "a demand on names": x509.NameConstraints([x509.DNSName("example.org")], None),
    "a demand on policies": x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None),
    "a demand on any policy": x509.InhibitAnyPolicy(0),
    "other names": x509.SubjectAlternativeName([x509.DNSName("example.org")]),
}


def vectors() -> Iterator[Vector]:
    """All of them."""
    for name, extensions in WRONG_USAGE.items():
        yield resting_on(f"a certificate {name}", "WRONG_KEY_USAGE", partial(issued, extensions))
    for name, extension in UNKNOWN_DEMANDS.items():
        yield resting_on(f"a certificate with {name}", "CERT_EXTENSION", partial(issued, [SIGNING, (extension, True)]))
    yield from _times()
    yield from _authorities()
    yield from _keys()
    yield from _unreadable()


def _times() -> Iterator[Vector]:
    for name, ends in {"a second ago": NOW - SECOND, "a day ago": NOW - DAY}.items():
        yield resting_on(f"a certificate expired {name}", "CERT_EXPIRED", partial(issued, [SIGNING], ends=ends))
    for name, begins in {"in a second": NOW + SECOND, "in a day": NOW + DAY}.items():
        begun = partial(issued, [SIGNING], begins=begins)
        yield resting_on(f"a certificate valid {name}", "CERT_NOT_YET_VALID", begun)


@cache
def root(whose: str, begins: datetime = MADE, ends: datetime = NOW + 365 * DAY, depth: int | None = None) -> Authority:
    """An authority under the ministry's root, or an impostor of that root."""
    key = key_of(KeyKind.P256, whose)
    if whose == "impostor":
        return Authority.make(key, MINISTRY, MADE, is_test=True)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"УЦ {whose}")])
    allowed = [(usage(key_cert_sign=True), True), (x509.BasicConstraints(ca=True, path_length=depth), True)]
    return Authority(issued(allowed, key=key.public_key(), name=name, begins=begins, ends=ends), key)


def _authorities() -> Iterator[Vector]:
    yield resting_on(
        "an authority of the same name", "UNKNOWN_AUTHORITY", lambda: issued([SIGNING], by=root("impostor"))
    )
    yield resting_on(
        "an authority of the same name, brought along",
        "UNKNOWN_AUTHORITY",
        lambda: issued([SIGNING], by=root("impostor")),
        further=lambda: [root("impostor").certificate],
    )
    yield resting_on(
        "an authority that is not there", "UNKNOWN_AUTHORITY", lambda: issued([SIGNING], by=root("second"))
    )
    yield resting_on("a certificate signed by itself", "UNKNOWN_AUTHORITY", self_signed)
    person = Authority(ministry().official.certificate, OFFICIAL_KEY)
    yield resting_on(
        "a certificate issued by an official",
        "NOT_AN_AUTHORITY",
        lambda: issued([SIGNING], by=person),
        further=lambda: [person.certificate],
    )
    yield resting_on(
        "an authority further than its root allows",
        "NOT_AN_AUTHORITY",
        lambda: issued([SIGNING], by=root("second")),
        further=lambda: [root("second").certificate],
    )
    late = partial(root, "expired", ends=NOW - SECOND)
    yield resting_on(
        "an authority that has expired",
        "CERT_EXPIRED",
        lambda: issued([SIGNING], by=late()),
        further=lambda: [late().certificate],
    )
    early = partial(root, "early", begins=NOW + SECOND)
    yield resting_on(
        "an authority not yet valid",
        "CERT_NOT_YET_VALID",
        lambda: issued([SIGNING], by=early()),
        further=lambda: [early().certificate],
    )


def self_signed() -> x509.Certificate:
    """A certificate of the official that they gave themselves."""
    name = ministry().official.certificate.subject
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(OFFICIAL_KEY.public_key())
    builder = builder.serial_number(1).not_valid_before(MADE).not_valid_after(NOW + DAY)
    return builder.add_extension(usage(), critical=True).sign(OFFICIAL_KEY, hashes.SHA256())


@cache
def short_key(bits: int) -> rsa.RSAPrivateKey:
    """A key that is too short."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)  # the weakness is the point


def _keys() -> Iterator[Vector]:
    for bits in (1024, 2040):
        yield resting_on(
            f"a key of {bits} bits",
            "KEY_TOO_SHORT",
            partial(issued, [SIGNING], key=short_key(bits).public_key()),
            key=short_key(bits),
        )
    for curve in (ec.SECP256K1(), ec.SECP521R1(), ec.SECP224R1(), ec.BrainpoolP256R1()):
        key = ec.generate_private_key(curve)
        make = partial(issued, [SIGNING], key=key.public_key())
        yield resting_on(f"a key on {curve.name}", "KEY_TYPE", make, key=key)
    yield showing("a key of DSA", "KEY_TYPE", lambda: issued([SIGNING], key=_dsa()).public_bytes(Encoding.DER))
    official = ministry().official.certificate
    other_ways: dict[str, Callable[[bytes], bytes]] = {
        "a value in DER": _signed_in_der,
        "a value over SHA-384": lambda data: raw_signature(OFFICIAL_KEY, hashed(data)),
        "a value by another key": partial(raw_signature, key_of(KeyKind.P256, "impostor")),
    }
    for name, sign in other_ways.items():
        signer = AnySigner(official, Algorithm.ECDSA_SHA256, sign)
        yield of_document(name, "SIGNATURE_INVALID", with_signature, unchanged, signer)
    pss = AnySigner(ministry(KeyKind.RSA_3072).official.certificate, Algorithm.RSA_SHA256, _signed_with_pss)
    yield of_document(
        "a value in PSS",
        "SIGNATURE_INVALID",
        lambda e: with_signature(
            e,
            all_of(
                shown(pss.certificate.public_bytes(Encoding.DER)),
                given("ds:SignatureMethod", Algorithm=Algorithm.RSA_SHA256.value),
            ),
            pss,
        ),
    )


def _signed_in_der(data: bytes) -> bytes:
    assert isinstance(OFFICIAL_KEY, ec.EllipticCurvePrivateKey)
    return OFFICIAL_KEY.sign(data, ec.ECDSA(hashes.SHA256()))


def unchanged(_root: etree._Element) -> None:
    """Nothing but the value is otherwise."""


def _signed_with_pss(data: bytes) -> bytes:
    key = key_of(KeyKind.RSA_3072, "Сомова")
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH), hashes.SHA256())


def hashed(data: bytes) -> bytes:
    """Another digest than the algorithm names."""
    digest = hashes.Hash(hashes.SHA384())
    digest.update(data)
    return digest.finalize()


@cache
def _dsa() -> dsa.DSAPublicKey:
    return dsa.generate_private_key(key_size=2048).public_key()


def _unreadable() -> Iterator[Vector]:
    honest = ministry().official.certificate.public_bytes(Encoding.DER)
    curve, method = bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d040302")
    for name, der in {
        "nothing": b"",
        "three zeroes": bytes(3),
        "half of it": honest[: len(honest) // 2],
        "bytes after it": honest + b"\0",
        "text": ministry().official.certificate.public_bytes(Encoding.PEM),
        "an unknown curve": honest.replace(curve, curve[:-1] + b"\x77"),
        "a length without an end": b"\x30\x80" + honest[4:],
        "a length of four gigabytes": b"\x30\x84\xff\xff\xff\xff" + honest[4:],
        "70 kilobytes": honest + bytes(70_000),
    }.items():
        yield showing(f"a certificate of {name}", "CERT_UNREADABLE", partial(bytes, der))
    weaker = honest.replace(method, method[:-1] + b"\x01")
    yield showing("a certificate signed over SHA-224", "CERT_ALGORITHM", lambda: weaker)
    for sign in ("\0", "\n", "\x1b", "\x85"):
        pair = x509.NameAttribute(NameOID.SURNAME, f"Сомова{sign}")
        name = f"a name with the sign {ord(sign):#04x}"
        yield resting_on(name, "CERT_UNREADABLE", partial(issued, [SIGNING], name=x509.Name([pair])))
    twice = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a" * 60)] * 2000)
    yield resting_on("a name without an end", "CERT_UNREADABLE", partial(issued, [SIGNING], name=twice))
