"""What is added to a signature after it was made: a time-stamp (level B-T), then what proves it for long (level LT).

Added properties are signed by nobody; each proves itself, and none changes what was signed.
"""

from base64 import b64encode
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signing import strictxml
from signing.limits import Limits
from signing.revocation import Answers
from signing.xades.vocabulary import EXC_C14N, canonical, ds, xades


def stamped_bytes(signature_file: bytes, where: str = "") -> bytes:
    """What a time-stamp of a signature is over: its value, in canonical form.

    Raises:
        Refused: the XML is unfit.
    """
    return canonical(_one(_root(signature_file, where), ds("SignatureValue")))


def with_time_stamp(signature_file: bytes, token: bytes) -> bytes:
    """The signature file with a time-stamp token over its value."""
    root = _root(signature_file, "")
    stamp = etree.SubElement(_unsigned(root), xades("SignatureTimeStamp"), Id="S0-time-stamp")
    etree.SubElement(stamp, ds("CanonicalizationMethod"), Algorithm=EXC_C14N)
    etree.SubElement(stamp, xades("EncapsulatedTimeStamp")).text = _base64(token)
    return _written(root)


def with_evidence(signature_file: bytes, certificates: Sequence[x509.Certificate], answers: Answers) -> bytes:
    """The signature file with the certificates of its authorities, and with what they said about revocation."""
    root = _root(signature_file, "")
    unsigned = _unsigned(root)
    values = etree.SubElement(unsigned, xades("CertificateValues"))
    for certificate in certificates:
        der = certificate.public_bytes(Encoding.DER)
        etree.SubElement(values, xades("EncapsulatedX509Certificate")).text = _base64(der)
    revocation = etree.SubElement(unsigned, xades("RevocationValues"))
    for kind, one, ders in (("CRLValues", "CRLValue", answers.crls), ("OCSPValues", "OCSPValue", answers.ocsp)):
        if ders:
            kept = etree.SubElement(revocation, xades(kind))
            for der in ders:
                etree.SubElement(kept, xades(f"Encapsulated{one}")).text = _base64(der)
    return _written(root)


def _unsigned(root: etree._Element) -> etree._Element:
    qualifying = _one(root, xades("QualifyingProperties"))
    found = qualifying.find(f"{xades('UnsignedProperties')}/{xades('UnsignedSignatureProperties')}")
    if found is not None:
        return found
    outer = etree.SubElement(qualifying, xades("UnsignedProperties"))
    return etree.SubElement(outer, xades("UnsignedSignatureProperties"))


def _root(signature_file: bytes, where: str) -> etree._Element:
    return strictxml.parse(signature_file, where, Limits())


def _one(root: etree._Element, tag: str) -> etree._Element:
    found = root.find(f".//{tag}")
    assert found is not None, tag
    return found


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
