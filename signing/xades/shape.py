"""The one shape that a signature file of our profile has; whatever else an XML signature could be is refused here.

Elements are found afterwards by their place in this shape and never by identifier, so that nothing can be wrapped.
"""

from dataclasses import dataclass

from lxml import etree

from signing.findings import Code, refuse
from signing.xades.vocabulary import asic, ds, xades

_MANY = 100_000


@dataclass(frozen=True)
class _Element:
    """Children in their order with least and greatest number; attributes, all optional here unless read later."""

    children: tuple[tuple[str, int, int], ...] = ()
    attributes: frozenset[str] = frozenset()
    has_text: bool = False


def _one(*tags: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((tag, 1, 1) for tag in tags)


_ALGORITHM = _Element(attributes=frozenset({"Algorithm"}))
_TEXT = _Element(has_text=True)
_ENCAPSULATED = _Element(attributes=frozenset({"Id"}), has_text=True)

_SHAPE: dict[str, _Element] = {
    asic("XAdESSignatures"): _Element(_one(ds("Signature"))),
    ds("Signature"): _Element(
        _one(ds("SignedInfo"), ds("SignatureValue"), ds("KeyInfo"), ds("Object")), frozenset({"Id"})
    ),
    ds("SignedInfo"): _Element(
        (*_one(ds("CanonicalizationMethod"), ds("SignatureMethod")), (ds("Reference"), 1, _MANY)), frozenset({"Id"})
    ),
    ds("CanonicalizationMethod"): _ALGORITHM,
    ds("SignatureMethod"): _ALGORITHM,
    ds("Reference"): _Element(
        ((ds("Transforms"), 0, 1), *_one(ds("DigestMethod"), ds("DigestValue"))), frozenset({"Id", "URI", "Type"})
    ),
    ds("Transforms"): _Element(_one(ds("Transform"))),
    ds("Transform"): _ALGORITHM,
    ds("DigestMethod"): _ALGORITHM,
    ds("DigestValue"): _TEXT,
    ds("SignatureValue"): _Element(attributes=frozenset({"Id"}), has_text=True),
    ds("KeyInfo"): _Element(_one(ds("X509Data")), frozenset({"Id"})),
    ds("X509Data"): _Element(((ds("X509Certificate"), 1, 5),)),
    ds("X509Certificate"): _TEXT,
    ds("Object"): _Element(_one(xades("QualifyingProperties")), frozenset({"Id"})),
    xades("QualifyingProperties"): _Element(
        (*_one(xades("SignedProperties")), (xades("UnsignedProperties"), 0, 1)), frozenset({"Id", "Target"})
    ),
    xades("SignedProperties"): _Element(
        _one(xades("SignedSignatureProperties"), xades("SignedDataObjectProperties")), frozenset({"Id"})
    ),
    xades("SignedSignatureProperties"): _Element(
        (*_one(xades("SigningTime"), xades("SigningCertificateV2")), (xades("SignerRoleV2"), 0, 1)), frozenset({"Id"})
    ),
    xades("SigningTime"): _TEXT,
    xades("SigningCertificateV2"): _Element(_one(xades("Cert"))),
    xades("Cert"): _Element((*_one(xades("CertDigest")), (xades("IssuerSerialV2"), 0, 1))),
    xades("CertDigest"): _Element(_one(ds("DigestMethod"), ds("DigestValue"))),
    xades("IssuerSerialV2"): _TEXT,
    xades("SignerRoleV2"): _Element(_one(xades("ClaimedRoles"))),
    xades("ClaimedRoles"): _Element(_one(xades("ClaimedRole"))),
    xades("ClaimedRole"): _TEXT,
    xades("SignedDataObjectProperties"): _Element(((xades("DataObjectFormat"), 1, _MANY),), frozenset({"Id"})),
    xades("DataObjectFormat"): _Element(_one(xades("MimeType")), frozenset({"ObjectReference"})),
    xades("MimeType"): _TEXT,
    # of these nothing is signed; they come in the order in which the levels add them
    xades("UnsignedProperties"): _Element(_one(xades("UnsignedSignatureProperties")), frozenset({"Id"})),
    xades("UnsignedSignatureProperties"): _Element(
        (
            *_one(xades("SignatureTimeStamp")),
            (xades("CertificateValues"), 0, 1),
            (xades("RevocationValues"), 0, 1),
        ),
        frozenset({"Id"}),
    ),
    xades("SignatureTimeStamp"): _Element(
        _one(ds("CanonicalizationMethod"), xades("EncapsulatedTimeStamp")), frozenset({"Id"})
    ),
    xades("EncapsulatedTimeStamp"): _ENCAPSULATED,
    xades("CertificateValues"): _Element(((xades("EncapsulatedX509Certificate"), 1, 20),), frozenset({"Id"})),
    xades("EncapsulatedX509Certificate"): _ENCAPSULATED,
    xades("RevocationValues"): _Element(((xades("CRLValues"), 0, 1), (xades("OCSPValues"), 0, 1)), frozenset({"Id"})),
    xades("CRLValues"): _Element(((xades("EncapsulatedCRLValue"), 1, 20),)),
    xades("OCSPValues"): _Element(((xades("EncapsulatedOCSPValue"), 1, 20),)),
    xades("EncapsulatedCRLValue"): _ENCAPSULATED,
    xades("EncapsulatedOCSPValue"): _ENCAPSULATED,
}


def check_shape(element: etree._Element, where: str) -> None:
    """Refuse an element that is not of the shape, all below it included.

    Raises:
        Refused: ``SIGNATURE_SHAPE`` with the name of the element.
    """
    tag = element.tag
    expected = _SHAPE.get(tag)
    if expected is None or not expected.attributes.issuperset(element.attrib):
        refuse(Code.SIGNATURE_SHAPE, tag, where)
    if not _children_fit([child.tag for child in element], expected.children):
        refuse(Code.SIGNATURE_SHAPE, tag, where)
    around = [element.text if len(element) or not expected.has_text else "", *(child.tail for child in element)]
    if any(text and not text.isspace() for text in around):
        refuse(Code.SIGNATURE_SHAPE, tag, where)
    for child in element:
        check_shape(child, where)


def _children_fit(tags: list[str], expected: tuple[tuple[str, int, int], ...]) -> bool:
    at = 0
    for tag, least, greatest in expected:
        begin = at
        while at < len(tags) and tags[at] == tag:
            at += 1
        if not least <= at - begin <= greatest:
            return False
    return at == len(tags)
