"""Signature files that nobody should have written: each is refused, even when the signer's own key made it right."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signing.keys import Algorithm, KeyKind
from signing.verification import Report, verify
from signing.xades.vocabulary import DS, EXC_C14N, XADES
from tests.signing import forge
from tests.signing.forge import (
    SIGNATURE_FILE,
    assembled,
    changed,
    given,
    one,
    removed,
    taken_apart,
    twice,
)
from tests.signing.people import NOW, key_of, ministry, subject

pytestmark = pytest.mark.feature("F02")

Change = Callable[[etree._Element], None]
XML_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"


def second_signature(root: etree._Element) -> None:
    """Two signatures in one file."""
    twice("ds:Signature")(root)


def second_object(root: etree._Element) -> None:
    """Something beside the properties."""
    etree.SubElement(one(root, "ds:Signature"), f"{{{DS}}}Object")


def unsigned_properties(root: etree._Element) -> None:
    """Properties that nobody signed."""
    etree.SubElement(one(root, "xades:QualifyingProperties"), f"{{{XADES}}}UnsignedProperties")


def manifest(root: etree._Element) -> None:
    """References hidden one level deeper."""
    etree.SubElement(one(root, "ds:Object"), f"{{{DS}}}Manifest")


def wrapped_properties(root: etree._Element) -> None:
    """The signed properties moved aside into another object, with forged ones in their place."""
    signature, original = one(root, "ds:Signature"), one(root, "ds:Object")
    twice("ds:Object")(root)
    signature.remove(original)
    signature.append(original)


def transform(algorithm: str, path: str = "ds:Reference") -> Change:
    """A transformation of a file before it is digested."""

    def change(root: etree._Element) -> None:
        transforms = etree.Element(f"{{{DS}}}Transforms")
        etree.SubElement(transforms, f"{{{DS}}}Transform", Algorithm=algorithm)
        one(root, path).insert(0, transforms)

    return change


def xpath_in_transform(root: etree._Element) -> None:
    """A transformation of the list with something in it."""
    etree.SubElement(one(root, "ds:Transform"), f"{{{DS}}}XPath").text = "//*"


def reference_to(uri: str, **attributes: str) -> Change:
    """One more reference."""

    def change(root: etree._Element) -> None:
        reference = etree.fromstring(etree.tostring(one(root, "ds:Reference")))
        reference.attrib.pop("Id")
        reference.set("URI", uri)
        for name, value in attributes.items():
            reference.set(name, value)
        one(root, "ds:SignedInfo").append(reference)

    return change


def without_uri(root: etree._Element) -> None:
    """A reference to nothing in particular."""
    reference_to("x")(root)
    one(root, "ds:SignedInfo")[-1].attrib.pop("URI")


def all_of(*changes: Change) -> Change:
    """Several changes at once."""

    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


def text(path: str, value: str) -> Change:
    """Another text in an element."""

    def change(root: etree._Element) -> None:
        one(root, path).text = value

    return change


def stray_text(root: etree._Element) -> None:
    """Words between elements."""
    one(root, "ds:SignedInfo").text = "14"


def foreign_element(root: etree._Element) -> None:
    """Something that is no part of a signature."""
    etree.SubElement(one(root, "ds:KeyInfo"), f"{{{DS}}}KeyName").text = "x"


def properties_reference(**attributes: str) -> Change:
    """The reference to the properties with other attributes."""
    return given("ds:Reference[@Type]", **attributes)


FORGED: dict[str, tuple[str, Change]] = {
    "a second signature": ("SIGNATURE_COUNT", second_signature),
    "no signature": ("SIGNATURE_COUNT", removed("ds:Signature")),
    "a second object": ("OBJECT_COUNT", second_object),
    "second signed properties": ("SIGNED_PROPERTIES_COUNT", twice("xades:SignedProperties")),
    "wrapped signed properties": ("SIGNED_PROPERTIES_COUNT", wrapped_properties),
    "no signed properties": ("SIGNED_PROPERTIES_COUNT", removed("xades:SignedProperties")),
    "a manifest": ("MANIFEST_IN_SIGNATURE", manifest),
    "unsigned properties": ("UNSIGNED_PROPERTIES", unsigned_properties),
    "one identifier twice": ("DUPLICATE_ID", given("ds:SignatureValue", Id="S0")),
    "an identifier in another spelling": ("DUPLICATE_ID", given("ds:KeyInfo", ID="S0")),
    "an identifier that begins with a digit": ("BAD_ID", given("ds:SignatureValue", Id="0-value")),
    "the target of another signature": ("WRONG_TARGET", given("xades:QualifyingProperties", Target="#S1")),
    "inclusive canonical form": ("CANONICALIZATION", given("ds:CanonicalizationMethod", Algorithm=XML_C14N)),
    "canonical form with comments": (
        "CANONICALIZATION",
        given("ds:CanonicalizationMethod", Algorithm=f"{EXC_C14N}WithComments"),
    ),
    "inclusive transformation": ("TRANSFORM", given("ds:Transform", Algorithm=XML_C14N)),
    "an enveloped signature": ("TRANSFORM", given("ds:Transform", Algorithm=f"{DS}enveloped-signature")),
    "an XPath filter": ("TRANSFORM", xpath_in_transform),
    "a transformed file": ("TRANSFORM", transform(EXC_C14N)),
    "a decoded file": ("TRANSFORM", transform(f"{DS}base64")),
    "properties without a transformation": ("TRANSFORM", removed("ds:Transforms")),
    "SHA-1 of a file": ("DIGEST_ALGORITHM", given("ds:DigestMethod", Algorithm=SHA1)),
    "SHA-1 of the certificate": ("DIGEST_ALGORITHM", given("xades:CertDigest/ds:DigestMethod", Algorithm=SHA1)),
    "RSA with SHA-1": ("SIGNATURE_ALGORITHM", given("ds:SignatureMethod", Algorithm=f"{DS}rsa-sha1")),
    "a shared secret": (
        "SIGNATURE_ALGORITHM",
        given("ds:SignatureMethod", Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
    ),
    "an algorithm for another kind of key": (
        "KEY_TYPE",
        given("ds:SignatureMethod", Algorithm=Algorithm.RSA_SHA256.value),
    ),
    "properties that are not covered": ("PROPERTIES_NOT_SIGNED", removed("ds:Reference[@Type]")),
    "properties covered under another type": ("PROPERTIES_NOT_SIGNED", properties_reference(Type="http://example.org")),
    "properties covered twice": ("REFERENCE_TWICE", twice("ds:Reference[@Type]")),
    "a file covered twice": ("REFERENCE_TWICE", twice("ds:Reference")),
    "a file covered under an escaped name": ("REFERENCE_EXTRA", reference_to("%74ext.pdf")),
    "a reference to the outside": ("REFERENCE_EXTRA", reference_to("https://example.org/text.pdf")),
    "a reference to a file on disk": ("REFERENCE_EXTRA", reference_to("file:///etc/passwd")),
    "a reference to the whole XML": ("REFERENCE_EXTRA", reference_to("")),
    "a reference to the signature": ("REFERENCE_EXTRA", reference_to("#S0")),
    "a reference without an address": ("REFERENCE_EXTRA", without_uri),
    "a reference to the manifest": ("REFERENCE_EXTRA", reference_to("META-INF/manifest.xml")),
    "a reference to a missing file": ("FILE_MISSING", reference_to("missing.pdf")),
    "a file that is not covered": (
        "FILE_NOT_COVERED",
        all_of(
            removed("ds:Reference[@Id='S0-file1']"), removed("xades:DataObjectFormat[@ObjectReference='#S0-file1']")
        ),
    ),
    "a media type for nothing": ("FORMAT_MISMATCH", given("xades:DataObjectFormat", ObjectReference="#S0-file99")),
    "a media type twice": ("FORMAT_MISMATCH", twice("xades:DataObjectFormat")),
    "no media type": ("FORMAT_MISMATCH", removed("xades:DataObjectFormat")),
    "another media type": ("FORMAT_MISMATCH", text("xades:MimeType", "text/html")),
    "the digest of another certificate": (
        "CERT_DIGEST_MISMATCH",
        text("xades:CertDigest/ds:DigestValue", b64encode(bytes(32)).decode()),
    ),
    "no certificate": ("SIGNATURE_SHAPE", removed("ds:KeyInfo")),
    "a certificate that is none": ("CERT_UNREADABLE", text("ds:X509Certificate", "AAAA")),
    "a digest that is no base64": ("SIGNATURE_SHAPE", text("ds:DigestValue", "&%$")),
    "a key by name": ("SIGNATURE_SHAPE", foreign_element),
    "words between elements": ("SIGNATURE_SHAPE", stray_text),
    "an attribute of another kind": ("SIGNATURE_SHAPE", given("ds:SignedInfo", Encoding="x")),
    "a time without a zone": ("SIGNATURE_SHAPE", text("xades:SigningTime", "2026-04-14T09:30:00")),
    "no time": ("SIGNATURE_SHAPE", removed("xades:SigningTime")),
    "a time that does not exist": ("SIGNATURE_SHAPE", text("xades:SigningTime", "2026-02-30T09:30:00Z")),
    "a time before the certificate": ("SIGNING_TIME_OUTSIDE", text("xades:SigningTime", "2020-01-01T00:00:00Z")),
    "a time in the future": ("SIGNING_TIME_AHEAD", text("xades:SigningTime", "2026-04-14T09:36:00Z")),
}


def report_on(document: Path, signature: bytes) -> Report:
    """The report on the document with this signature file instead of its own."""
    document.write_bytes(assembled(changed(taken_apart(document), SIGNATURE_FILE, data=signature)))
    return verify(document, trust=ministry().trust, at=NOW)


@pytest.mark.parametrize("trick", FORGED)
def test_a_forged_signature_file_is_refused_with_its_code(trick: str, document: Path) -> None:
    """Even when the value is right: cryptography alone proves little."""
    expected, change = FORGED[trick]
    xml = forge.data_of(taken_apart(document), SIGNATURE_FILE)

    report = report_on(document, signed_if_possible(xml, change))

    assert report.code == expected, [finding.as_json() for finding in report.findings]


def signed_if_possible(xml: bytes, change: Change) -> bytes:
    """Signed anew where there is still something to sign."""
    try:
        return forge.signed_anew(xml, change, ministry().official)
    except AssertionError:
        return forge.edited(xml, change)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (text("ds:SignatureValue", b64encode(bytes(64)).decode()), ["SIGNATURE_INVALID"]),
        (text("ds:SignatureValue", b64encode(bytes(70)).decode()), ["SIGNATURE_INVALID"]),
        (text("xades:ClaimedRole", "министр"), ["PROPERTIES_DIGEST_MISMATCH"]),
        (text("ds:DigestValue", b64encode(bytes(32)).decode()), ["DIGEST_MISMATCH", "SIGNATURE_INVALID"]),
    ],
)
def test_a_signature_changed_without_the_key_does_not_hold(
    change: Change, expected: Sequence[str], document: Path
) -> None:
    """Value, properties and digests hang together."""
    xml = forge.data_of(taken_apart(document), SIGNATURE_FILE)

    report = report_on(document, forge.edited(xml, change))

    assert [finding.code for finding in report.findings] == expected


@dataclass(frozen=True)
class OtherSigner:
    """Signs in a way of its own."""

    certificate: x509.Certificate
    algorithm: Algorithm
    sign: Callable[[bytes], bytes]


def test_a_signature_in_der_is_refused(document: Path) -> None:
    """XML signatures of elliptic curves are r and s side by side."""
    key = key_of(KeyKind.P256, "Сомова")
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    der = partial(key.sign, signature_algorithm=ec.ECDSA(hashes.SHA256()))
    signer = OtherSigner(ministry().official.certificate, Algorithm.ECDSA_SHA256, der)
    xml = forge.data_of(taken_apart(document), SIGNATURE_FILE)

    report = report_on(document, forge.signed_anew(xml, lambda _root: None, signer))

    assert report.code == "SIGNATURE_INVALID"


def test_a_short_rsa_key_is_refused(document: Path) -> None:
    """Under 2048 bits a signature proves nothing."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  # the weakness is the point
    certificate = ministry().authority.issue_person(key.public_key(), subject(), NOW - timedelta(days=1))
    sign = partial(key.sign, padding=padding.PKCS1v15(), algorithm=hashes.SHA256())
    change = all_of(
        text("ds:X509Certificate", b64encode(certificate.public_bytes(Encoding.DER)).decode()),
        text("xades:CertDigest/ds:DigestValue", b64encode(certificate.fingerprint(hashes.SHA256())).decode()),
        given("ds:SignatureMethod", Algorithm=Algorithm.RSA_SHA256.value),
    )
    xml = forge.data_of(taken_apart(document), SIGNATURE_FILE)

    signed = forge.signed_anew(xml, change, OtherSigner(certificate, Algorithm.RSA_SHA256, sign))

    assert report_on(document, signed).code == "KEY_TOO_SHORT"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<asic:XAdESSignatures", b"<!DOCTYPE a><asic:XAdESSignatures", "DOCTYPE"),
        (b"<ds:SignedInfo>", b"<ds:SignedInfo><?pi x?>", "PROCESSING_INSTRUCTION"),
        (b"<ds:SignedInfo>", b"<ds:SignedInfo><!-- x -->", "COMMENT"),
        (b"encoding='UTF-8'", b"encoding='windows-1251'", "ENCODING"),
        (b"</asic:XAdESSignatures>", b"<a>" * 65 + b"</a>" * 65 + b"</asic:XAdESSignatures>", "TOO_DEEP"),
        (b"XAdESSignatures", b"Signatures", "SIGNATURE_SHAPE"),
    ],
)
def test_a_signature_file_that_is_no_plain_xml_is_refused(old: bytes, new: bytes, code: str, document: Path) -> None:
    """Before anything in it is used."""
    xml = forge.data_of(taken_apart(document), SIGNATURE_FILE)

    report = report_on(document, xml.replace(old, new))

    assert report.code == code
    assert {check.code: check.ok for check in report.checks}["signature"] is None
