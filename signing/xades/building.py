"""Making a signature: first the bytes that a key must sign, then the file with what the key answered."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signing.keys import Signer
from signing.xades.vocabulary import (
    EXC_C14N,
    PREFIXES,
    SHA256,
    SIGNED_PROPERTIES_TYPE,
    asic,
    canonical,
    ds,
    xades,
)

_PROPERTIES_ID = "S0-properties"


@dataclass(frozen=True)
class Covered:
    """A file that a signature covers."""

    name: str
    media_type: str
    sha256: bytes


@dataclass(frozen=True)
class Prepared:
    """A signature that lacks its value only."""

    to_be_signed: bytes
    _root: etree._Element

    def completed(self, value: bytes) -> bytes:
        """The signature file with the raw signature of `to_be_signed`."""
        element = self._root.find(f".//{ds('SignatureValue')}")
        assert element is not None
        element.text = _base64(value)
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8")


def sign(covered: Sequence[Covered], signer: Signer, *, at: datetime, claimed_role: str = "") -> bytes:
    """A signature file over these files.

    Raises:
        SigningFailed: the signer could not or would not sign.
    """
    prepared = prepare(covered, signer, at=at, claimed_role=claimed_role)
    return prepared.completed(signer.sign(prepared.to_be_signed))


def prepare(covered: Sequence[Covered], signer: Signer, *, at: datetime, claimed_role: str = "") -> Prepared:
    """Everything but the value. ``at`` becomes the stated time of signing, to the second; that proves nothing."""
    root = etree.Element(asic("XAdESSignatures"), nsmap=PREFIXES)
    signature = _add(root, ds("Signature"), Id="S0")
    signed_info = _add(signature, ds("SignedInfo"))
    _add(signature, ds("SignatureValue"), Id="S0-value")
    _add_certificate(signature, signer.certificate)
    properties = _add_properties(signature, covered, signer.certificate, at, claimed_role)

    _add(signed_info, ds("CanonicalizationMethod"), Algorithm=EXC_C14N)
    _add(signed_info, ds("SignatureMethod"), Algorithm=signer.algorithm.value)
    for number, file in enumerate(covered):
        reference = _add(signed_info, ds("Reference"), Id=_reference_id(number), URI=quote(file.name))
        _add_digest(reference, file.sha256)
    reference = _add(signed_info, ds("Reference"), Type=SIGNED_PROPERTIES_TYPE, URI=f"#{_PROPERTIES_ID}")
    _add(_add(reference, ds("Transforms")), ds("Transform"), Algorithm=EXC_C14N)
    _add_digest(reference, hashlib.sha256(canonical(properties)).digest())
    return Prepared(canonical(signed_info), root)


def _add_certificate(signature: etree._Element, certificate: x509.Certificate) -> None:
    data = _add(_add(signature, ds("KeyInfo")), ds("X509Data"))
    _add(data, ds("X509Certificate")).text = _base64(certificate.public_bytes(Encoding.DER))


def _add_properties(
    signature: etree._Element, covered: Sequence[Covered], certificate: x509.Certificate, at: datetime, role: str
) -> etree._Element:
    qualifying = _add(_add(signature, ds("Object")), xades("QualifyingProperties"), Target="#S0")
    properties = _add(qualifying, xades("SignedProperties"), Id=_PROPERTIES_ID)
    of_signature = _add(properties, xades("SignedSignatureProperties"))
    _add(of_signature, xades("SigningTime")).text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    named = _add(_add(of_signature, xades("SigningCertificateV2")), xades("Cert"))
    _add_digest(_add(named, xades("CertDigest")), hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())
    if role:
        roles = _add(_add(of_signature, xades("SignerRoleV2")), xades("ClaimedRoles"))
        _add(roles, xades("ClaimedRole")).text = role
    of_files = _add(properties, xades("SignedDataObjectProperties"))
    for number, file in enumerate(covered):
        described = _add(of_files, xades("DataObjectFormat"), ObjectReference="#" + _reference_id(number))
        _add(described, xades("MimeType")).text = file.media_type
    return properties


def _add_digest(parent: etree._Element, value: bytes) -> None:
    _add(parent, ds("DigestMethod"), Algorithm=SHA256)
    _add(parent, ds("DigestValue")).text = _base64(value)


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, tag, attributes)


def _reference_id(number: int) -> str:
    return f"S0-file{number}"


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
