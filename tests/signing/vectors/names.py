"""Names of entries that could mean another file than they seem to, and what must not stand in a container at all."""

from collections.abc import Callable, Iterator

from signing.messages import Message
from tests.signing.forge import SIGNATURE_FILE, Raw, assembled, changed, data_of
from tests.signing.people import MAIN, NOTES
from tests.signing.vectors.vector import MANIFEST, Entries, Vector, of_document
from tests.signing.vectors.zip_bytes import other

NAMES: dict[str, tuple[str, ...]] = {
    "PATH_SEPARATOR": (
        "folder/a.txt",
        "folder\\a.txt",
        "META-INF/folder/a.xml",
        "a/",
        "META-INF\\signatures1.xml",
        "meta-inf/manifest.xml",
    ),
    "PATH_ABSOLUTE": ("/etc/passwd", "\\windows\\a.txt", "\\\\server\\share", "//server/share", "/mimetype", "/"),
    "PATH_TRAVERSAL": ("../a.txt", "..\\a.txt", "..", ".", "./a.txt", "META-INF/../a.txt", "a/../../b", "a/."),
    "PATH_DRIVE": ("C:a.txt", "c:/a.txt", "Z:\\a.txt"),
    "NAME_NUL": ("a.txt\0.pdf", "\0", "a.txt\0"),
    "BAD_NAME": (
        "",
        "a b.txt",
        "a.txt ",
        "письмо.pdf",
        "a" * 201,
        "a" * 2000,
        "a\n.txt",
        "a\t.txt",
        "a*.txt",
        "a?.txt",
        'a".txt',
        "a|b.txt",
        "a<b.txt",
        "ab:c.txt",
        "a%2e.txt",
        "a\u202etxt.exe",
        "\ufb01le.txt",
        "META-INF/",
        "META-INF/a b.xml",
        "~a",
        "a;b",
    ),
    "UNEXPECTED_FILE": (
        "META-INF/evidence.xml",
        "META-INF/signatures.xml",
        "META-INF/signatures0000.xml",
        "META-INF/signature0.xml",
        "META-INF/signatures0.p7s",
        "META-INF/ASiCManifest.xml",
        "META-INF/container.xml",
        "META-INF/timestamp.tst",
        "META-INF/mimetype",
    ),
    "DUPLICATE_NAME": ("mimetype", "passport.xml", MAIN, NOTES, MANIFEST, SIGNATURE_FILE),
    "NAME_CLASH_CASE": ("Mimetype", MAIN.upper(), "Passport.xml", "META-INF/Signatures0.xml", "Text.PDF"),
    "NAME_CLASH_UNICODE": ("tex\uff54.pdf", "note\u017f.txt", "\uff4dimetype", "passport.x\u217fl"),
    "MANIFEST_MISMATCH": ("other.pdf", "..a", "-", "message.xml"),
}
PAIRS: dict[str, tuple[str, str, str]] = {
    "one letter in two forms": ("NAME_CLASH_UNICODE", "й.txt", "и\u0306.txt"),
    "a kelvin and a letter": ("NAME_CLASH_UNICODE", "K.txt", "\u212a.txt"),
    "a sharp s and two of them": ("NAME_CLASH_CASE", "straße.txt", "STRASSE.txt"),
    "Cyrillic letters of both cases": ("NAME_CLASH_CASE", "Письмо.txt", "ПИСЬМО.txt"),
}
MIMETYPES = {
    "another format": b"application/epub+zip",
    "a container of one file": b"application/vnd.etsi.asic-s+zip",
    "a line feed after it": b"application/vnd.etsi.asic-e+zip\n",
    "a byte order mark before it": b"\xef\xbb\xbfapplication/vnd.etsi.asic-e+zip",
    "capitals": b"APPLICATION/VND.ETSI.ASIC-E+ZIP",
    "nothing": b"",
}


def vectors() -> Iterator[Vector]:
    """All of them."""
    for code, names in NAMES.items():
        for name in names:
            yield of_document(f"an entry of {len(name)} letters named {ascii(name)[:40]}", code, _added(name.encode()))
    yield of_document("a name that is no UTF-8", "BAD_NAME", _added(b"\xff\xfe.txt"))
    for what, (code, one, another) in PAIRS.items():
        yield of_document(what, code, _with_both, one.encode(), another.encode())
    for what, content in MIMETYPES.items():
        yield of_document(f"a mimetype with {what}", "MIMETYPE_WRONG", other("mimetype", data=content))
    yield from _manifests()


def _with_both(entries: Entries, one: bytes, another: bytes) -> bytes:
    return assembled([*entries, Raw(one, b""), Raw(another, b"")])


def _added(name: bytes) -> Callable[[Entries], bytes]:
    return lambda entries: assembled([*entries, Raw(name, b"x")])


def _manifests() -> Iterator[Vector]:
    row = b'<manifest:file-entry manifest:full-path="%s" manifest:media-type="%s"/>'
    end = b"</manifest:manifest>"
    pdf = row % (MAIN.encode(), b"application/pdf")
    root = row % (b"/", b"application/vnd.etsi.asic-e+zip")
    changes: dict[str, tuple[str, bytes, bytes]] = {
        "that lists another file": ("MANIFEST_MISMATCH", MAIN.encode(), b"other.pdf"),
        "that lists one file more": ("MANIFEST_MISMATCH", end, row % (b"more.pdf", b"application/pdf") + end),
        "that lists the message": ("MANIFEST_MISMATCH", end, row % (Message.FILE.encode(), b"text/xml") + end),
        "that lists a missing signature": (
            "MANIFEST_MISMATCH",
            end,
            row % (b"META-INF/signatures7.xml", b"text/xml") + end,
        ),
        "without a file": ("MANIFEST_MISMATCH", pdf, b""),
        "that lists a file twice": ("MANIFEST_INVALID", end, pdf + end),
        "without the container": ("MANIFEST_INVALID", root, b""),
        "of another type of container": ("MANIFEST_INVALID", b"asic-e+zip", b"asic-s+zip"),
        "without a media type": ("MANIFEST_INVALID", b' manifest:media-type="application/pdf"', b""),
        "without a path": ("MANIFEST_INVALID", f' manifest:full-path="{MAIN}"'.encode(), b""),
        "of another vocabulary": ("MANIFEST_INVALID", b"manifest:1.0", b"manifest:2.0"),
        "with an element of another kind": ("MANIFEST_INVALID", end, b"<manifest:key/>" + end),
        "with something in an entry": (
            "MANIFEST_INVALID",
            pdf,
            pdf[:-2] + b"><manifest:file-entry/></manifest:file-entry>",
        ),
        "that lists its signature": ("WRITTEN_OTHERWISE", end, row % (SIGNATURE_FILE.encode(), b"text/xml") + end),
        "with white space": ("WRITTEN_OTHERWISE", end, b"\n" + end),
        "with words": ("WRITTEN_OTHERWISE", end, b"hidden" + end),
        "with another version": ("WRITTEN_OTHERWISE", b'"1.2"', b'"1.3"'),
        "with one more attribute": ("WRITTEN_OTHERWISE", b"<manifest:file-entry ", b'<manifest:file-entry size="1" '),
        "with other quotes": ("WRITTEN_OTHERWISE", f'"{MAIN}"'.encode(), f"'{MAIN}'".encode()),
        "with a reference to a letter": ("WRITTEN_OTHERWISE", MAIN.encode(), b"&#116;ext.pdf"),
        "in another order": ("WRITTEN_OTHERWISE", pdf, b""),
    }
    for what, (code, old, new) in changes.items():
        yield of_document(
            f"a manifest {what}", code, _with_manifest(old, new, pdf if what == "in another order" else b"")
        )
    yield of_document(
        "a manifest in UTF-16",
        "WRITTEN_OTHERWISE",
        lambda e: assembled(
            changed(e, MANIFEST, data=data_of(e, MANIFEST).decode().replace("UTF-8", "UTF-16").encode("utf-16"))
        ),
    )


def _with_manifest(old: bytes, new: bytes, last: bytes) -> Callable[[Entries], bytes]:
    def build(entries: Entries) -> bytes:
        xml = data_of(entries, MANIFEST)
        assert old in xml, old
        end = b"</manifest:manifest>"
        return assembled(changed(entries, MANIFEST, data=xml.replace(old, new, 1).replace(end, last + end)))

    return build
