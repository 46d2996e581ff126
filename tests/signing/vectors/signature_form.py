"""Signature files that nobody should have written: refused even when the signer's own key made the value right."""

from base64 import b64encode
from collections.abc import Iterator

from lxml import etree

from signing.keys import Algorithm
from signing.xades.vocabulary import DS, EXC_C14N, XADES
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, given, one, removed, twice
from tests.signing.vectors.vector import Change, Vector, all_of, of_document, set_text, with_signature

XML_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
XML_C14N_11 = "http://www.w3.org/2006/12/xml-c14n11"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
SHA1 = f"{DS}sha1"


def added(path: str, tag: str, text: str = "") -> Change:
    """One more element at the end of another."""

    def change(root: etree._Element) -> None:
        etree.SubElement(one(root, path), tag).text = text or None

    return change


def beside_the_signature(tag: str) -> Change:
    """One more element in the root."""

    def change(root: etree._Element) -> None:
        etree.SubElement(root, tag)

    return change


def without_id(path: str) -> Change:
    """An element without its identifier."""

    def change(root: etree._Element) -> None:
        one(root, path).attrib.pop("Id")

    return change


def wrapped_properties(root: etree._Element) -> None:
    """The signed properties moved aside into another object, with forged ones in their place."""
    signature, original = one(root, "ds:Signature"), one(root, "ds:Object")
    twice("ds:Object")(root)
    signature.remove(original)
    signature.append(original)


def wrapped_signed_info(root: etree._Element) -> None:
    """What was signed moved into an object, with another in its place."""
    original = one(root, "ds:SignedInfo")
    twice("ds:SignedInfo")(root)
    one(root, "ds:Object").append(original)


def wrapped_signature(root: etree._Element) -> None:
    """The whole signature inside another."""
    original = one(root, "ds:Signature")
    twice("ds:Signature")(root)
    copy = root[1]
    root.remove(original)
    one(copy, "ds:Object").append(original)


def properties_in_the_key(root: etree._Element) -> None:
    """The signed properties where nobody looks for them."""
    one(root, "ds:KeyInfo").append(one(root, "xades:SignedProperties"))


def transform(algorithm: str, path: str = "ds:Reference") -> Change:
    """A transformation of a file before it is digested."""

    def change(root: etree._Element) -> None:
        transforms = etree.Element(f"{{{DS}}}Transforms")
        etree.SubElement(transforms, f"{{{DS}}}Transform", Algorithm=algorithm)
        one(root, path).insert(0, transforms)

    return change


def in_transform(tag: str) -> Change:
    """A transformation of the list with something in it."""

    def change(root: etree._Element) -> None:
        etree.SubElement(one(root, "ds:Transform"), tag).text = "//*"

    return change


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


def stray_text(path: str) -> Change:
    """Words between elements."""

    def change(root: etree._Element) -> None:
        one(root, path).text = "14"

    return change


def references_swapped(root: etree._Element) -> None:
    """The files are signed in another order than they stand in."""
    info = one(root, "ds:SignedInfo")
    info.insert(2, info[3])


def method(algorithm: str) -> Change:
    """Another algorithm of the signature."""
    return given("ds:SignatureMethod", Algorithm=algorithm)


def id_of(path: str, value: str, name: str = "Id") -> Change:
    """Another identifier."""
    return given(path, **{name: value})


def digest(path: str, algorithm: str) -> Change:
    """Another algorithm of a digest."""
    return given(f"{path}ds:DigestMethod", Algorithm=algorithm)


FORGED: dict[str, dict[str, Change]] = {
    "SIGNATURE_COUNT": {
        "a second signature": twice("ds:Signature"),
        "no signature": removed("ds:Signature"),
        "a signature inside a signature": wrapped_signature,
        "an empty second signature": beside_the_signature(f"{{{DS}}}Signature"),
        "a signature in the key": added("ds:KeyInfo", f"{{{DS}}}Signature"),
    },
    "OBJECT_COUNT": {
        "a second object": added("ds:Signature", f"{{{DS}}}Object"),
        "an object in the key": added("ds:KeyInfo", f"{{{DS}}}Object"),
    },
    "SIGNED_PROPERTIES_COUNT": {
        "second signed properties": twice("xades:SignedProperties"),
        "wrapped signed properties": wrapped_properties,
        "no signed properties": removed("xades:SignedProperties"),
        "no object": removed("ds:Object"),
        "signed properties in the key as well": added("ds:KeyInfo", f"{{{XADES}}}SignedProperties"),
    },
    "MANIFEST_IN_SIGNATURE": {
        "a manifest": added("ds:Object", f"{{{DS}}}Manifest"),
        "a manifest in the properties": added("xades:SignedProperties", f"{{{DS}}}Manifest"),
    },
    "UNSIGNED_PROPERTIES": {
        "unsigned properties": added("xades:QualifyingProperties", f"{{{XADES}}}UnsignedProperties"),
        "unsigned properties in the key": added("ds:KeyInfo", f"{{{XADES}}}UnsignedProperties"),
    },
    "DUPLICATE_ID": {
        "one identifier twice": id_of("ds:SignatureValue", "S0"),
        "an identifier in capitals": id_of("ds:KeyInfo", "S0", "ID"),
        "an identifier in small letters": id_of("ds:KeyInfo", "S0", "id"),
        "the identifier of the properties twice": id_of("ds:KeyInfo", "S0-properties"),
        "an identifier of XML": id_of("ds:KeyInfo", "S0", "{http://www.w3.org/XML/1998/namespace}id"),
    },
    "BAD_ID": {
        "an identifier that begins with a digit": id_of("ds:SignatureValue", "0-value"),
        "an empty identifier": id_of("ds:SignatureValue", ""),
        "an identifier with a space": id_of("ds:SignatureValue", "S0 value"),
        "an identifier in Cyrillic": id_of("ds:SignatureValue", "\u0430"),
        "an identifier with a bracket": id_of("ds:SignatureValue", "a')|//*[('"),
    },
    "WRONG_TARGET": {
        "the target of another signature": given("xades:QualifyingProperties", Target="#S1"),
        "no target": given("xades:QualifyingProperties", Target=""),
        "a target that is no reference": given("xades:QualifyingProperties", Target="S0"),
        "a target outside": given("xades:QualifyingProperties", Target="https://example.org/#S0"),
    },
    "CANONICALIZATION": {
        "inclusive canonical form": given("ds:CanonicalizationMethod", Algorithm=XML_C14N),
        "inclusive canonical form 1.1": given("ds:CanonicalizationMethod", Algorithm=XML_C14N_11),
        "canonical form with comments": given("ds:CanonicalizationMethod", Algorithm=f"{EXC_C14N}WithComments"),
        "no canonical form": given("ds:CanonicalizationMethod", Algorithm=""),
        "prefixes to be taken along": added("ds:CanonicalizationMethod", f"{{{EXC_C14N}}}InclusiveNamespaces"),
    },
    "TRANSFORM": {
        "inclusive transformation": given("ds:Transform", Algorithm=XML_C14N),
        "an enveloped signature": given("ds:Transform", Algorithm=f"{DS}enveloped-signature"),
        "a style sheet as transformation": given(
            "ds:Transform", Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"
        ),
        "an XPath filter": in_transform(f"{{{DS}}}XPath"),
        "prefixes in the transformation": in_transform(f"{{{EXC_C14N}}}InclusiveNamespaces"),
        "a transformed file": transform(EXC_C14N),
        "a decoded file": transform(f"{DS}base64"),
        "a filtered file": transform("http://www.w3.org/2002/06/xmldsig-filter2"),
        "properties without a transformation": removed("ds:Transforms"),
    },
    "DIGEST_ALGORITHM": {
        "SHA-1 of a file": digest("", SHA1),
        "MD5 of a file": digest("", f"{MORE}md5"),
        "SHA-224 of a file": digest("", f"{MORE}sha224"),
        "no digest algorithm": digest("", ""),
        "SHA-1 of the certificate": digest("xades:CertDigest/", SHA1),
        "SHA-1 of the properties": digest("ds:Reference[@Type]/", SHA1),
    },
    "SIGNATURE_ALGORITHM": {
        "RSA with SHA-1": method(f"{DS}rsa-sha1"),
        "DSA with SHA-1": method(f"{DS}dsa-sha1"),
        "RSA with MD5": method(f"{MORE}rsa-md5"),
        "elliptic curves with SHA-1": method(f"{MORE}ecdsa-sha1"),
        "a shared secret": method(f"{MORE}hmac-sha256"),
        "a shared secret with SHA-1": method(f"{DS}hmac-sha1"),
        "no algorithm": method(""),
        "a length of a shared secret": added("ds:SignatureMethod", f"{{{DS}}}HMACOutputLength", "0"),
    },
    "KEY_TYPE": {
        "an algorithm for RSA": method(Algorithm.RSA_SHA256.value),
        "an algorithm for Ed25519": method(Algorithm.ED25519.value),
    },
    "PROPERTIES_NOT_SIGNED": {
        "properties that are not covered": removed("ds:Reference[@Type]"),
        "properties covered under another type": given("ds:Reference[@Type]", Type="http://example.org"),
    },
    "REFERENCE_TWICE": {
        "properties covered twice": twice("ds:Reference[@Type]"),
        "a file covered twice": twice("ds:Reference"),
    },
    "REFERENCE_EXTRA": {
        "a file covered under an escaped name": reference_to("%74ext.pdf"),
        "a file covered under a path": reference_to("./text.pdf"),
        "a file covered with a query": reference_to("text.pdf?a"),
        "a file covered with a fragment": reference_to("text.pdf#a"),
        "a reference to the outside": reference_to("https://example.org/text.pdf"),
        "a reference to a file on disk": reference_to("file:///etc/passwd"),
        "a reference to a folder above": reference_to("../text.pdf"),
        "a reference to the whole XML": reference_to(""),
        "a reference by a pointer": reference_to("#xpointer(/)"),
        "a reference to the signature": reference_to("#S0"),
        "a reference to the value": reference_to("#S0-value"),
        "a reference without an address": without_uri,
        "a reference to the manifest": reference_to("META-INF/manifest.xml"),
        "a file under a type": reference_to("text.pdf", Type=f"{DS}Manifest"),
    },
    "FILE_MISSING": {
        "a reference to a missing file": reference_to("missing.pdf"),
        "a reference to the mimetype": reference_to("mimetype"),
        "a reference to a Cyrillic file": reference_to("%D0%B0.pdf"),
    },
    "FILE_NOT_COVERED": {
        f"a file that is not covered ({number})": all_of(
            removed(f"ds:Reference[@Id='S0-file{number}']"),
            removed(f"xades:DataObjectFormat[@ObjectReference='#S0-file{number}']"),
        )
        for number in range(4)
    },
    "DIGEST_MISMATCH": {
        "a digest of nothing": set_text("ds:DigestValue", b64encode(bytes(32)).decode()),
        "a digest that is too short": set_text("ds:DigestValue", b64encode(bytes(20)).decode()),
        "an empty digest": set_text("ds:DigestValue", ""),
    },
    "FORMAT_MISMATCH": {
        "a media type for nothing": given("xades:DataObjectFormat", ObjectReference="#S0-file99"),
        "a media type for the properties": given("xades:DataObjectFormat", ObjectReference="#S0-properties"),
        "a media type without a reference": given("xades:DataObjectFormat", ObjectReference="S0-file0"),
        "a media type twice": twice("xades:DataObjectFormat"),
        "no media type": removed("xades:DataObjectFormat"),
        "another media type": set_text("xades:MimeType", "text/html"),
        "a reference without an identifier": without_id("ds:Reference"),
    },
    "CERT_DIGEST_MISMATCH": {
        "the digest of another certificate": set_text("xades:CertDigest/ds:DigestValue", b64encode(bytes(32)).decode()),
        "half a digest of the certificate": set_text("xades:CertDigest/ds:DigestValue", b64encode(bytes(16)).decode()),
    },
    "SIGNATURE_SHAPE": {
        "no certificate": removed("ds:KeyInfo"),
        "no value": removed("ds:SignatureValue"),
        "no method": removed("ds:SignatureMethod"),
        "no canonical form at all": removed("ds:CanonicalizationMethod"),
        "no digest": removed("ds:DigestValue"),
        "no signed certificate": removed("xades:SigningCertificateV2"),
        "no properties of files": removed("xades:SignedDataObjectProperties"),
        "no time": removed("xades:SigningTime"),
        "two times": twice("xades:SigningTime"),
        "two values": twice("ds:SignatureValue"),
        "two keys": twice("ds:KeyInfo"),
        "what was signed moved aside": wrapped_signed_info,
        "the properties in the key": properties_in_the_key,
        "a digest that is no base64": set_text("ds:DigestValue", "&%$"),
        "a digest in Cyrillic": set_text("ds:DigestValue", "\u0430\u0431"),
        "a key by name": added("ds:KeyInfo", f"{{{DS}}}KeyName", "x"),
        "a key without a certificate": added("ds:KeyInfo", f"{{{DS}}}KeyValue"),
        "a key from elsewhere": added("ds:KeyInfo", f"{{{DS}}}RetrievalMethod"),
        "a list of revoked certificates in the key": added("ds:X509Data", f"{{{DS}}}X509CRL", "AAAA"),
        "words in what is signed": stray_text("ds:SignedInfo"),
        "words in the key": stray_text("ds:KeyInfo"),
        "words in the object": stray_text("ds:Object"),
        "an attribute of another kind": given("ds:SignedInfo", Encoding="x"),
        "an encoding of the object": given("ds:Object", Encoding="http://www.w3.org/2000/09/xmldsig#base64"),
        "a base for addresses": given("ds:SignedInfo", **{"{http://www.w3.org/XML/1998/namespace}base": "x"}),
        "a certificate of the older form": added("xades:SignedSignatureProperties", f"{{{XADES}}}SigningCertificate"),
        "a policy": added("xades:SignedSignatureProperties", f"{{{XADES}}}SignaturePolicyIdentifier"),
        "a commitment": added("xades:SignedDataObjectProperties", f"{{{XADES}}}CommitmentTypeIndication"),
        "a time without a zone": set_text("xades:SigningTime", "2026-04-14T09:30:00"),
        "a time that does not exist": set_text("xades:SigningTime", "2026-02-30T09:30:00Z"),
        "a zone that does not exist": set_text("xades:SigningTime", "2026-04-14T09:30:00+99:99"),
        "a time in other digits": set_text("xades:SigningTime", "2\u0660\u0662\u0666-04-14T09:30:00Z"),
        "a time in words": set_text("xades:SigningTime", "today"),
    },
    "SIGNING_TIME_OUTSIDE": {
        "a time before the certificate": set_text("xades:SigningTime", "2020-01-01T00:00:00Z"),
        "a time after the certificate": set_text("xades:SigningTime", "2999-01-01T00:00:00Z"),
    },
    "SIGNING_TIME_AHEAD": {
        "a time in the future": set_text("xades:SigningTime", "2026-04-14T09:36:00Z"),
        "a time in the future in another zone": set_text("xades:SigningTime", "2026-04-14T12:36:00+03:00"),
    },
    "WRITTEN_OTHERWISE": {"files signed in another order": references_swapped},
}


def vectors() -> Iterator[Vector]:
    """All of them."""
    for code, changes in FORGED.items():
        for name, change in changes.items():
            yield of_document(name, code, with_signature, change)
    yield of_document(
        "a file of the container of a foreign name",
        "SIGNATURE_SHAPE",
        lambda e: forge.assembled(
            forge.changed(
                e, SIGNATURE_FILE, data=forge.data_of(e, SIGNATURE_FILE).replace(b"XAdESSignatures", b"Signatures")
            )
        ),
    )
    yield of_document(
        "no signature file",
        "SIGNATURE_MISSING",
        lambda e: forge.assembled(forge.without(e, SIGNATURE_FILE)),
    )
