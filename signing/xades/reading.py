"""Reading a signature file: from bytes of anybody to facts of the one allowed form, still without any proof."""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, unquote

from cryptography import x509
from lxml import etree

from signing import strictxml
from signing.findings import Code, Refused, refuse
from signing.keys import Algorithm
from signing.limits import Limits
from signing.revocation import Answers
from signing.unreadable import UNREADABLE
from signing.xades.shape import check_shape
from signing.xades.vocabulary import (
    EXC_C14N,
    SHA256,
    SIGNED_PROPERTIES_TYPE,
    XS_ID,
    asic,
    canonical,
    ds,
    xades,
)
from signing.xades.written_form import deviation

_DATE_TIME = re.compile(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CERTIFICATE_AT_MOST = 64 * 1024
_UNSIGNED = {xades("SignatureTimeStamp"), xades("CertificateValues"), xades("RevocationValues")}


@dataclass(frozen=True)
class ReadSignature:
    """What a signature file of the right form says; ``deviation`` tells of bytes that our format writes otherwise."""

    where: str
    algorithm: Algorithm
    signed_info: bytes
    value: bytes
    certificates: tuple[x509.Certificate, ...]
    certificate_digest: bytes
    properties: bytes
    properties_digest: bytes
    files: dict[str, bytes]
    formats: dict[str, str]
    signing_time: datetime
    claimed_role: str
    stamped: bytes
    token: bytes | None = None
    helpers: tuple[x509.Certificate, ...] = ()
    answers: Answers | None = None
    deviation: str = ""

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's certificate; those after it lead to the authority."""
        return self.certificates[0]


def read(data: bytes, where: str, limits: Limits) -> ReadSignature:
    """The facts of a signature file.

    Raises:
        Refused: the XML is unfit, or is no signature of the one allowed form.
    """
    root = strictxml.parse(data, where, limits)
    if root.tag != asic("XAdESSignatures"):
        refuse(Code.SIGNATURE_SHAPE, root.tag, where)
    _check_counts(root, where)
    _check_ids(root, where)
    _check_algorithms(root, where)
    check_shape(root, where)
    return replace(_Reader(root[0], where).read(), deviation=deviation(root, data))


def _check_counts(root: etree._Element, where: str) -> None:
    """What hides a second meaning in a signature is called by its name before the shape refuses it."""
    counts = Counter(element.tag for element in root.iter())
    if counts[ds("Signature")] != 1:
        refuse(Code.SIGNATURE_COUNT, counts[ds("Signature")], where)
    if counts[ds("Manifest")]:
        refuse(Code.MANIFEST_IN_SIGNATURE, "", where)
    for unsigned in root.iter(xades("UnsignedProperties")):
        _check_unsigned(unsigned, counts, where)
    if counts[xades("SignedProperties")] != 1:
        refuse(Code.SIGNED_PROPERTIES_COUNT, counts[xades("SignedProperties")], where)
    if counts[ds("Object")] != 1:
        refuse(Code.OBJECT_COUNT, counts[ds("Object")], where)


def _check_unsigned(unsigned: etree._Element, counts: Counter[str], where: str) -> None:
    """Of properties that nobody signed only those are taken that prove themselves."""
    holds = [child.tag for child in unsigned]
    inner = [child.tag for child in unsigned[0]] if holds == [xades("UnsignedSignatureProperties")] else []
    if counts[unsigned.tag] > 1 or not inner or len(set(inner)) < len(inner) or not _UNSIGNED.issuperset(inner):
        refuse(Code.UNSIGNED_PROPERTIES, ", ".join(etree.QName(tag).localname for tag in inner)[:200], where)


def _check_ids(root: etree._Element, where: str) -> None:
    seen: set[str] = set()
    for element in root.iter():
        for name in element.keys():  # noqa: SIM118  # an element iterates over its children
            if etree.QName(name).localname.lower() != "id":
                continue
            value = element.get(name, "")
            if value in seen:
                refuse(Code.DUPLICATE_ID, value, where)
            if not XS_ID.fullmatch(value):
                refuse(Code.BAD_ID, value, where)
            seen.add(value)


def _check_algorithms(root: etree._Element, where: str) -> None:
    known = {
        ds("CanonicalizationMethod"): (Code.CANONICALIZATION, {EXC_C14N}),
        ds("Transform"): (Code.TRANSFORM, {EXC_C14N}),
        ds("DigestMethod"): (Code.DIGEST_ALGORITHM, {SHA256}),
        ds("SignatureMethod"): (Code.SIGNATURE_ALGORITHM, {algorithm.value for algorithm in Algorithm}),
    }
    for element in root.iter(*known):
        kind, allowed = known[element.tag]
        algorithm = element.get("Algorithm", "")
        if algorithm not in allowed or len(element):
            refuse(kind, algorithm, where)


def readable(certificate: x509.Certificate) -> x509.Certificate:
    """The certificate, if all that is asked of it later can be read; the library reads its parts only when asked."""
    _ = (
        certificate.subject,
        certificate.issuer,
        certificate.extensions,
        certificate.public_key(),
        certificate.signature_hash_algorithm,
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )
    for name in (certificate.subject, certificate.issuer):
        if any(_CONTROL.search(str(attribute.value)) for attribute in name):
            raise ValueError("a control character in a name")  # no database keeps a zero byte, no reader sees it
    return certificate


@lru_cache(maxsize=128)
def _certificate_of(der: bytes) -> x509.Certificate:
    """What follows from the bytes alone, so that those of whoever signs often are read once; whether it counts is asked
    each time.
    """
    return readable(x509.load_der_x509_certificate(der))


class _Reader:
    """Reads a ds:Signature whose shape was checked."""

    def __init__(self, signature: etree._Element, where: str) -> None:
        self.where = where
        self.signature = signature
        self.signed_info, self.value, self.key_info, self.object = signature
        self.qualifying = self.object[0]
        self.properties = self.qualifying[0]

    def read(self) -> ReadSignature:
        if self.qualifying.get("Target") != f"#{self.signature.get('Id')}":
            refuse(Code.WRONG_TARGET, self.qualifying.get("Target") or "", self.where)
        method = self.signed_info[1].get("Algorithm")
        of_signature, of_files = self.properties
        time, certificate, *role = of_signature
        files, ids, properties_digest = self._references()
        return ReadSignature(
            where=self.where,
            algorithm=Algorithm(method),
            signed_info=canonical(self.signed_info),
            value=self._bytes(self.value),
            certificates=tuple(self._certificates(self.key_info[0])),
            certificate_digest=self._bytes(certificate[0][0][1]),
            properties=canonical(self.properties),
            properties_digest=properties_digest,
            files=files,
            formats=self._formats(of_files, ids),
            signing_time=self._time(time),
            claimed_role=(role[0][0][0].text or "").strip() if role else "",
            stamped=canonical(self.value),
            token=self._token(),
            helpers=tuple(self._certificates(self._unsigned("CertificateValues"))),
            answers=self._answers(),
        )

    def _references(self) -> tuple[dict[str, bytes], dict[str, str], bytes]:
        """Digests by file name, names by the identifier of the reference, and the digest of the properties."""
        files: dict[str, bytes] = {}
        ids: dict[str, str] = {}
        properties: list[bytes] = []
        for reference in self.signed_info.iterchildren(ds("Reference")):
            uri, digest = reference.get("URI"), self._bytes(reference[-1])
            if uri == f"#{self.properties.get('Id')}":
                self._check_properties_reference(reference)
                properties.append(digest)
                continue
            name = self._file_name(reference, uri)
            if name in files:
                refuse(Code.REFERENCE_TWICE, name, self.where)
            files[name] = digest
            if identifier := reference.get("Id"):
                ids[identifier] = name
        if not properties:
            refuse(Code.PROPERTIES_NOT_SIGNED, "", self.where)
        if len(properties) > 1:
            refuse(Code.REFERENCE_TWICE, self.properties.get("Id") or "", self.where)
        return files, ids, properties[0]

    def _check_properties_reference(self, reference: etree._Element) -> None:
        if reference.get("Type") != SIGNED_PROPERTIES_TYPE:
            refuse(Code.PROPERTIES_NOT_SIGNED, reference.get("Type") or "", self.where)
        if reference[0].tag != ds("Transforms"):  # without one every verifier takes inclusive canonical XML 1.0
            refuse(Code.TRANSFORM, "", self.where)

    def _file_name(self, reference: etree._Element, uri: str | None) -> str:
        name = unquote(uri or "")
        if not uri or uri.startswith("#") or quote(name) != uri or "/" in name or reference.get("Type"):
            refuse(Code.REFERENCE_EXTRA, uri or "", self.where)
        if reference[0].tag == ds("Transforms"):
            refuse(Code.TRANSFORM, name, self.where)
        return name

    def _formats(self, described: etree._Element, ids: dict[str, str]) -> dict[str, str]:
        formats: dict[str, str] = {}
        for one in described:
            target = one.get("ObjectReference", "")
            name = ids.get(target.removeprefix("#")) if target.startswith("#") else None
            if name is None or name in formats:
                refuse(Code.FORMAT_MISMATCH, target, self.where)
            formats[name] = one[0].text or ""
        return formats

    def _unsigned(self, name: str) -> etree._Element | None:
        """One of the properties that nobody signed."""
        if len(self.qualifying) == 1:
            return None
        return self.qualifying[1][0].find(xades(name))

    def _token(self) -> bytes | None:
        stamp = self._unsigned("SignatureTimeStamp")
        return self._bytes(stamp[1]) if stamp is not None else None

    def _answers(self) -> Answers | None:
        values = self._unsigned("RevocationValues")
        if values is None:
            return None
        found = {etree.QName(kept).localname: tuple(map(self._bytes, kept)) for kept in values}
        return Answers(crls=found.get("CRLValues", ()), ocsp=found.get("OCSPValues", ()), is_required=True)

    def _certificates(self, elements: etree._Element | None) -> Iterator[x509.Certificate]:
        for element in elements if elements is not None else ():
            try:
                der = self._bytes(element)
                if len(der) > _CERTIFICATE_AT_MOST:
                    raise ValueError("longer than any certificate")
                yield _certificate_of(der)
            except UNREADABLE as error:
                raise Refused(Code.CERT_UNREADABLE, str(error), self.where) from error

    def _time(self, element: etree._Element) -> datetime:
        text = (element.text or "").strip()
        try:
            if not _DATE_TIME.fullmatch(text):
                raise ValueError(text)
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise Refused(Code.SIGNATURE_SHAPE, "SigningTime", self.where) from error

    def _bytes(self, element: etree._Element) -> bytes:
        try:
            return b64decode("".join((element.text or "").split()), validate=True)
        except ValueError as error:
            raise Refused(Code.SIGNATURE_SHAPE, etree.QName(element).localname, self.where) from error
