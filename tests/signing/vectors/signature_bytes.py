"""What anybody can do without the signer's key: to values, to files, to what is written around the signed parts."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signing.xades.vocabulary import DS
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, Raw, assembled, changed, data_of, given, one, without
from tests.signing.people import EMPTY, MAIN, NOTES, ministry
from tests.signing.vectors.vector import (
    MANIFEST,
    Change,
    Entries,
    Vector,
    of_document,
    of_message,
    replaced,
    set_text,
    with_signature_file,
)

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def value(change: Callable[[bytes], bytes]) -> Change:
    """Another value of the signature."""

    def edit(root: etree._Element) -> None:
        element = one(root, "ds:SignatureValue")
        element.text = b64encode(change(b64decode(element.text or ""))).decode()

    return edit


def half(number: int) -> bytes:
    """One half of a value of an elliptic curve."""
    return number.to_bytes(32, "big")


UNSIGNED: dict[str, tuple[str, Change]] = {
    "a value of zeroes": ("SIGNATURE_INVALID", value(lambda v: bytes(64))),
    "a value with r zero": ("SIGNATURE_INVALID", value(lambda v: bytes(32) + v[32:])),
    "a value with s zero": ("SIGNATURE_INVALID", value(lambda v: v[:32] + bytes(32))),
    "a value with r the order": ("SIGNATURE_INVALID", value(lambda v: half(P256_ORDER) + v[32:])),
    "a value with s over the order": (
        "SIGNATURE_INVALID",
        value(lambda v: v[:32] + (int.from_bytes(v[32:], "big") + P256_ORDER).to_bytes(33, "big")[-32:]),
    ),
    "a value of ones": ("SIGNATURE_INVALID", value(lambda v: b"\xff" * 64)),
    "a value with halves changed over": ("SIGNATURE_INVALID", value(lambda v: v[32:] + v[:32])),
    "a value a byte short": ("SIGNATURE_INVALID", value(lambda v: v[:-1])),
    "a value a byte longer": ("SIGNATURE_INVALID", value(lambda v: v + b"\0")),
    "a value twice": ("SIGNATURE_INVALID", value(lambda v: v * 2)),
    "a value with a zero byte in each half": ("SIGNATURE_INVALID", value(lambda v: b"\0" + v[:32] + b"\0" + v[32:])),
    "an empty value": ("SIGNATURE_INVALID", value(lambda v: b"")),
    "a value with one bit otherwise": ("SIGNATURE_INVALID", value(lambda v: forge.flipped(v, 40))),
    "another role": ("PROPERTIES_DIGEST_MISMATCH", set_text("xades:ClaimedRole", "министр")),
    "another time": ("PROPERTIES_DIGEST_MISMATCH", set_text("xades:SigningTime", "2026-04-14T09:29:59Z")),
    "a space in the properties": ("PROPERTIES_DIGEST_MISMATCH", set_text("xades:SignedProperties", " ")),
    "another digest": ("DIGEST_MISMATCH", set_text("ds:DigestValue", b64encode(bytes(32)).decode())),
    "a space in what is signed": ("SIGNATURE_INVALID", set_text("ds:SignedInfo", " ")),
    "an identifier of what is signed": ("SIGNATURE_INVALID", given("ds:SignedInfo", Id="S0-info")),
    "an identifier of the key": ("WRITTEN_OTHERWISE", given("ds:KeyInfo", Id="S0-key")),
    "an identifier of the object": ("WRITTEN_OTHERWISE", given("ds:Object", Id="S0-object")),
    "an identifier of the qualifying properties": ("WRITTEN_OTHERWISE", given("xades:QualifyingProperties", Id="S0-q")),
    "another identifier of the value": ("WRITTEN_OTHERWISE", given("ds:SignatureValue", Id="S0-v")),
    "a space before the value": ("WRITTEN_OTHERWISE", lambda root: _spaced(one(root, "ds:SignatureValue"))),
    "a line feed in the key": ("WRITTEN_OTHERWISE", set_text("ds:KeyInfo", "\n")),
    "a certificate in lines": ("WRITTEN_OTHERWISE", lambda root: _in_lines(one(root, "ds:X509Certificate"))),
}


def _spaced(element: etree._Element) -> None:
    element.text = f" {element.text}"


def _in_lines(element: etree._Element) -> None:
    text = element.text or ""
    element.text = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))


BYTES: dict[str, tuple[bytes, bytes]] = {
    "a declaration in other quotes": (
        b"<?xml version='1.0' encoding='UTF-8'?>",
        b'<?xml version="1.0" encoding="UTF-8"?>',
    ),
    "a declaration without an encoding": (b" encoding='UTF-8'", b""),
    "a declaration in small letters": (b"UTF-8", b"utf-8"),
    "a declaration that it stands alone": (b"'UTF-8'?>", b"'UTF-8' standalone='yes'?>"),
    "no line feed after the declaration": (b"?>\n", b"?>"),
    "a line feed at the end": (b"</asic:XAdESSignatures>", b"</asic:XAdESSignatures>\n"),
    "a space in a tag": (b"<ds:SignatureValue Id", b"<ds:SignatureValue  Id"),
    "a space in a closing tag": (b"</ds:KeyInfo>", b"</ds:KeyInfo >"),
    "other quotes": (b'Id="S0-value"', b"Id='S0-value'"),
    "a reference to a letter": (b'Id="S0-value"', b'Id="S0-v&#97;lue"'),
    "attributes in another order": (b'Id="S0-file0" URI="passport.xml"', b'URI="passport.xml" Id="S0-file0"'),
    "one more prefix": (b"<asic:XAdESSignatures ", b'<asic:XAdESSignatures xmlns:a="urn:a" '),
    "a prefix declared twice": (b"<ds:KeyInfo>", b'<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'),
    "a prefix declared inside": (b"<ds:KeyInfo>", b'<ds:KeyInfo xmlns:a="urn:a">'),
    "an empty element in two tags": (
        b'c14n#"/><ds:SignatureMethod',
        b'c14n#"></ds:CanonicalizationMethod><ds:SignatureMethod',
    ),
    "a piece of raw text": (b'<ds:SignatureValue Id="S0-value">', b'<ds:SignatureValue Id="S0-value"><![CDATA[]]>'),
    "a byte order mark": (b"<?xml", b"\xef\xbb\xbf<?xml"),
}


def without_target_name(entries: Entries) -> bytes:
    """Signature and target under another name, which nobody signed."""
    xml = data_of(entries, SIGNATURE_FILE)
    return with_signature_file(entries, xml.replace(b'Id="S0"', b'Id="S1"').replace(b'Target="#S0"', b'Target="#S1"'))


def other_prefix(entries: Entries) -> bytes:
    """The key under another prefix."""
    xml = data_of(entries, SIGNATURE_FILE)
    begin, end = xml.index(b"<ds:KeyInfo>"), xml.index(b"</ds:KeyInfo>")
    key = xml[begin:end].replace(b"ds:", b"d:").replace(b"<d:KeyInfo>", b'<d:KeyInfo xmlns:d="%s">' % DS.encode())
    return with_signature_file(entries, xml[:begin] + key + b"</d:KeyInfo>" + xml[end + len(b"</ds:KeyInfo>") :])


def loose_base64(entries: Entries) -> bytes:
    """The bits of the last letter that mean nothing."""
    xml = data_of(entries, SIGNATURE_FILE)
    at = xml.index(b"==</ds:SignatureValue>")
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(xml[at - 1 : at]) ^ 1]
    return with_signature_file(entries, xml[: at - 1] + bytes([other]) + xml[at:])


def in_utf_16(entries: Entries) -> bytes:
    """The same letters in another encoding."""
    xml = data_of(entries, SIGNATURE_FILE).decode()
    return with_signature_file(entries, xml.replace("UTF-8", "UTF-16").encode("utf-16"))


def brought(*ders: bytes) -> Callable[[Entries], bytes]:
    """Certificates put beside the signer's."""

    def build(entries: Entries) -> bytes:
        def change(root: etree._Element) -> None:
            for der in ders:
                etree.SubElement(one(root, "ds:X509Data"), f"{{{DS}}}X509Certificate").text = b64encode(der).decode()

        return with_signature_file(entries, forge.edited(data_of(entries, SIGNATURE_FILE), change))

    return build


def row(name: str, media_type: str) -> str:
    """A file in the manifest."""
    return f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media_type}"/>'


def put_in(name: str) -> Callable[[Entries], bytes]:
    """One more file, properly listed and in its place."""

    def build(entries: Entries) -> bytes:
        end = "</manifest:manifest>"
        manifest = data_of(entries, MANIFEST).decode().replace(end, row(name, "application/pdf") + end)
        listed = changed(entries, MANIFEST, data=manifest.encode())
        return assembled([*listed[:-2], Raw(name.encode(), b"%PDF forged"), *listed[-2:]])

    return build


def taken_out(name: str, media_type: str) -> Callable[[Entries], bytes]:
    """A file taken out, from the manifest as well."""

    def build(entries: Entries) -> bytes:
        manifest = data_of(entries, MANIFEST).decode()
        assert row(name, media_type) in manifest
        rest = without(entries, name)
        return assembled(changed(rest, MANIFEST, data=manifest.replace(row(name, media_type), "").encode()))

    return build


def second_copy(entries: Entries) -> bytes:
    """The same signature in two files: one person made into two."""
    return assembled([*entries, Raw(b"META-INF/signatures1.xml", data_of(entries, SIGNATURE_FILE))])


def unsigned(entries: Entries, change: Change) -> bytes:
    """A change of the signature file without the key."""
    return with_signature_file(entries, forge.edited(data_of(entries, SIGNATURE_FILE), change))


def longer(entries: Entries, name: str) -> bytes:
    """A file with one byte more."""
    return assembled(changed(entries, name, data=data_of(entries, name) + b" "))


def vectors() -> Iterator[Vector]:
    """All of them."""
    for name, (code, change) in UNSIGNED.items():
        yield of_document(name, code, unsigned, change)
    for name, (old, new) in BYTES.items():
        yield of_document(name, "WRITTEN_OTHERWISE", replaced, SIGNATURE_FILE, old, new)
    for build in (without_target_name, other_prefix, loose_base64, in_utf_16):
        yield of_document(f"a signature file {build.__name__.replace('_', ' ')}", "WRITTEN_OTHERWISE", build)
    person, seal, root = (
        one.public_bytes(Encoding.DER)
        for one in (ministry().official.certificate, ministry().seal.certificate, ministry().authority.certificate)
    )
    yield of_document("the authority brought along", "CERT_EXTRA", brought(root))
    yield of_document("the signer's certificate twice", "CERT_EXTRA", brought(person))
    yield of_document("a certificate of somebody else", "CERT_EXTRA", brought(seal))
    yield of_document("five certificates too many", "SIGNATURE_SHAPE", brought(*[root] * 5))
    yield of_document("one signature in two files", "SIGNATURE_TWICE", second_copy)
    yield from _files()


def _files() -> Iterator[Vector]:
    for name in (MAIN, NOTES, EMPTY, "passport.xml"):
        yield of_document(f"{name} changed", "DIGEST_MISMATCH", longer, name)
    yield of_document("a file emptied", "DIGEST_MISMATCH", lambda e: assembled(changed(e, MAIN, data=b"")))
    yield of_document(
        "two files changed over",
        "DIGEST_MISMATCH",
        lambda e: assembled(changed(changed(e, MAIN, data=data_of(e, NOTES)), NOTES, data=data_of(e, MAIN))),
    )
    for name in ("order.pdf", "a.txt", "message.xml2"):
        yield of_document(f"{name} put in", "FILE_NOT_COVERED", put_in(name))
    yield of_document("a file taken out", "FILE_MISSING", taken_out(NOTES, "text/plain"))
    yield of_document("an empty file taken out", "FILE_MISSING", taken_out(EMPTY, "application/octet-stream"))
    yield of_document("the passport taken out", "FILE_MISSING", taken_out("passport.xml", "application/xml"))
    for media_type in (b"text/html", b"application/PDF", b"application/x-sh"):
        yield of_document(
            f"a media type made {media_type.decode()}",
            "FORMAT_MISMATCH",
            replaced,
            MANIFEST,
            b"application/pdf",
            media_type,
        )
    yield of_message("the message changed", "DIGEST_MISMATCH", lambda e: replaced(e, "message.xml", b"1164", b"1165"))
    yield of_message(
        "the sender's name changed",
        "DIGEST_MISMATCH",
        lambda e: replaced(e, "message.xml", "Министерство".encode(), "Комитет".encode()),
    )
    yield of_message(
        "the document taken out", "FILE_MISSING", taken_out("document.asice", "application/vnd.etsi.asic-e+zip")
    )
    yield of_message("a file put beside the document", "FILE_NOT_COVERED", put_in("order.pdf"))
