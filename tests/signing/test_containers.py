"""The structure of containers: written the same every time, refused when two programs could read them differently."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signing.containers import Part, write_container
from signing.findings import Refused
from signing.limits import Limits
from signing.sources import BytesSource
from signing.verification import verify
from tests.signing import forge
from tests.signing.forge import Raw, assembled, changed, taken_apart, without
from tests.signing.people import EMPTY, MAIN, NOTES, NOW, ministry, write_document, write_message_with_document

pytestmark = pytest.mark.feature("F02")

Entries = list[Raw]
LINK, FOLDER = 0o120777 << 16, 0o040755 << 16


def code_of(path: Path, data: bytes) -> str:
    """The code with which a container of these bytes is refused; empty when it is accepted."""
    path.write_bytes(data)
    return verify(path, trust=ministry().trust, at=NOW).code


def added(name: str, data: bytes = b"x") -> Callable[[Entries], bytes]:
    """A container with one more entry."""
    return lambda entries: assembled([*entries, Raw(name.encode(), data)])


def with_header(name: str, **central: int) -> Callable[[Entries], bytes]:
    """A container whose directory says something else of an entry, and so does the entry itself where it can."""
    both = {key: value for key, value in central.items() if key not in {"external", "disk", "offset"}}
    return lambda entries: assembled(changed(entries, name, central=central, local=both))


def moved_first(entries: Entries) -> bytes:
    """Another entry stands before the mimetype."""
    return assembled([entries[1], entries[0], *entries[2:]])


def overlapping(entries: Entries) -> bytes:
    """The directory leads two entries to the same bytes."""
    return assembled(changed(entries, MAIN, central={"offset": 0}))


def manifest_without(name: str) -> Callable[[Entries], bytes]:
    """The manifest does not list an entry."""

    def build(entries: Entries) -> bytes:
        manifest = forge.data_of(entries, "META-INF/manifest.xml")
        return assembled(changed(entries, "META-INF/manifest.xml", data=manifest.replace(name.encode(), b"other.pdf")))

    return build


MANIFEST_BOMB = b'<!DOCTYPE m [<!ENTITY a "b">]><m/>'

REFUSED: dict[str, tuple[str, Callable[[Entries], bytes]]] = {
    "mimetype missing": ("MIMETYPE_MISSING", lambda e: assembled(without(e, "mimetype"))),
    "mimetype not first": ("MIMETYPE_NOT_FIRST", moved_first),
    "mimetype deflated": ("MIMETYPE_COMPRESSED", lambda e: assembled(changed(e, "mimetype", method=forge.DEFLATED))),
    "mimetype with an extra field": ("MIMETYPE_EXTRA", lambda e: assembled(changed(e, "mimetype", extra=b"\1\0\0\0"))),
    "mimetype with an extra field in the directory": (
        "MIMETYPE_EXTRA",
        lambda e: assembled(changed(e, "mimetype", central_extra=b"\1\0\0\0")),
    ),
    "mimetype of another format": (
        "MIMETYPE_WRONG",
        lambda e: assembled(changed(e, "mimetype", data=b"application/epub+zip")),
    ),
    "manifest missing": ("MANIFEST_MISSING", lambda e: assembled(without(e, "META-INF/manifest.xml"))),
    "manifest without a file": ("MANIFEST_MISMATCH", manifest_without(MAIN)),
    "manifest of another form": (
        "MANIFEST_INVALID",
        lambda e: assembled(changed(e, "META-INF/manifest.xml", data=b"<manifest/>")),
    ),
    "manifest with a DOCTYPE": (
        "DOCTYPE",
        lambda e: assembled(changed(e, "META-INF/manifest.xml", data=MANIFEST_BOMB)),
    ),
    "an entry that the manifest does not list": ("MANIFEST_MISMATCH", added("other.pdf")),
    "something else in META-INF": ("UNEXPECTED_FILE", added("META-INF/evidence.xml")),
    "two entries of one name": ("DUPLICATE_NAME", added(MAIN)),
    "names that differ by case": ("NAME_CLASH_CASE", added(MAIN.upper())),
    "names that differ by Unicode form": (
        "NAME_CLASH_UNICODE",
        lambda e: assembled([*e, Raw("й.txt".encode(), b""), Raw("и\u0306.txt".encode(), b"")]),
    ),
    "a folder in a name": ("PATH_SEPARATOR", added("folder/a.txt")),
    "a backslash in a name": ("PATH_SEPARATOR", added("folder\\a.txt")),
    "an absolute name": ("PATH_ABSOLUTE", added("/etc/passwd")),
    "a way up": ("PATH_TRAVERSAL", added("../a.txt")),
    "a way up by backslash": ("PATH_TRAVERSAL", added("..\\a.txt")),
    "a drive letter": ("PATH_DRIVE", added("C:a.txt")),
    "a zero byte in a name": ("NAME_NUL", added("a.txt\0.pdf")),
    "a name with a space": ("BAD_NAME", added("a b.txt")),
    "a Cyrillic name": ("BAD_NAME", added("письмо.pdf")),
    "a name that is too long": ("BAD_NAME", added("a" * 201)),
    "a link": ("SYMLINK", with_header(MAIN, external=LINK)),
    "a folder": ("UNSUPPORTED_FEATURE", with_header(MAIN, external=FOLDER)),
    "an encrypted entry": ("ENCRYPTED", with_header(MAIN, flags=1)),
    "sizes after the content": ("UNSUPPORTED_FEATURE", with_header(MAIN, flags=8)),
    "another compression": ("UNSUPPORTED_FEATURE", with_header(MAIN, method=12)),
    "an extra field": ("UNSUPPORTED_FEATURE", lambda e: assembled(changed(e, MAIN, central_extra=b"\1\0\0\0"))),
    "ZIP64": ("UNSUPPORTED_FEATURE", with_header(MAIN, size=0xFFFFFFFF)),
    "several volumes": ("UNSUPPORTED_FEATURE", lambda e: assembled(e, end={"disk": 1})),
    "another method before the content": (
        "HEADERS_DIFFER",
        lambda e: assembled(changed(e, MAIN, local={"method": 8})),
    ),
    "another size before the content": ("HEADERS_DIFFER", lambda e: assembled(changed(e, MAIN, local={"size": 1}))),
    "another checksum before the content": ("HEADERS_DIFFER", lambda e: assembled(changed(e, MAIN, local={"crc": 1}))),
    "another name before the content": (
        "HEADERS_DIFFER",
        lambda e: assembled(changed(e, MAIN, local={"mark": b"NAME"})),
    ),
    "no header before the content": (
        "HEADERS_DIFFER",
        lambda e: assembled(changed(e, MAIN, local={"mark": b"PK\0\0"})),
    ),
    "overlapping entries": ("OVERLAP", overlapping),
    "an entry that runs into the next": (
        "OVERLAP",
        lambda e: assembled(
            changed(e, MAIN, local={"packed": 9999, "size": 9999}, central={"packed": 9999, "size": 9999})
        ),
    ),
    "data before the zip": ("LEADING_DATA", lambda e: assembled(e, prefix=b"#!/bin/sh\n")),
    "data before the first entry": (
        "LEADING_DATA",
        lambda e: assembled(changed(e, "mimetype", before=b"#!/bin/sh\n")),
    ),
    "data between entries": ("HIDDEN_DATA", lambda e: assembled(changed(e, MAIN, before=b"hidden"))),
    "data after the zip": ("TRAILING_DATA", lambda e: assembled(e, suffix=b"hidden")),
    "a comment after the zip": ("TRAILING_DATA", lambda e: assembled(e, suffix=b"hidden", end={"comment": 6})),
    "data between directory and end": (
        "HIDDEN_DATA",
        lambda e: assembled(e)[:-22] + b"hidden" + assembled(e)[-22:],
    ),
    "a bomb": (
        "RATIO",
        lambda e: assembled(changed(e, NOTES, data=b"\0" * 5_000_000, method=forge.DEFLATED)),
    ),
    "content longer than said": (
        "CONTENT_DAMAGED",
        lambda e: assembled(
            changed(e, NOTES, data=b"longer" * 50, method=forge.DEFLATED, local={"size": 9}, central={"size": 9})
        ),
    ),
    "a wrong checksum": (
        "CONTENT_DAMAGED",
        lambda e: assembled(changed(e, MAIN, local={"crc": 1}, central={"crc": 1})),
    ),
    "no zip at all": ("NOT_A_CONTAINER", lambda _e: b"%PDF-1.7"),
    "nothing": ("NOT_A_CONTAINER", lambda _e: b""),
    "half of it": ("NOT_A_CONTAINER", lambda e: assembled(e)[:500]),
}


@pytest.mark.parametrize("trick", REFUSED)
def test_a_container_that_could_be_read_in_two_ways_is_refused_with_its_code(trick: str, tmp_path: Path) -> None:
    """Each trick of the list has a code of its own."""
    expected, build = REFUSED[trick]
    entries = taken_apart(write_document(tmp_path))
    assert code_of(tmp_path / "honest.asice", assembled(entries)) == ""

    code = code_of(tmp_path / "forged.asice", build(entries))

    assert code == expected


def test_more_files_than_allowed_are_refused(tmp_path: Path) -> None:
    """The limit is the installation's."""
    document = write_document(tmp_path)

    report = verify(document, trust=ministry().trust, at=NOW, limits=Limits(files=3))

    assert report.code == "TOO_MANY_FILES"


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """By what the directory says of it."""
    document = write_document(tmp_path)

    report = verify(document, trust=ministry().trust, at=NOW, limits=Limits(file_size=100))

    assert report.code == "FILE_TOO_LARGE"


def test_a_container_inside_the_document_s_container_is_refused(tmp_path: Path) -> None:
    """Under whatever name, by whoever forged it: two levels and no more."""
    entries = taken_apart(write_document(tmp_path))
    inner = assembled(entries)

    code = code_of(tmp_path / "forged.asice", assembled(changed(entries, MAIN, data=inner)))

    findings = verify(tmp_path / "forged.asice", trust=ministry().trust, at=NOW).findings
    assert "NESTED_TOO_DEEP" in {finding.code for finding in findings}
    assert code == "DIGEST_MISMATCH"


def test_a_message_with_a_compressed_document_is_refused(tmp_path: Path) -> None:
    """The document lies in the message as it was signed."""
    entries = taken_apart(write_message_with_document(tmp_path))

    code = code_of(tmp_path / "forged.asice", assembled(changed(entries, "document.asice", method=forge.DEFLATED)))

    assert code == "PAYLOAD_COMPRESSED"


@pytest.mark.parametrize("position", range(0, 100, 7))
def test_any_flipped_byte_makes_a_container_invalid(position: int, tmp_path: Path) -> None:
    """Wherever in a sealed message the byte lies, in headers, in names or in content."""
    whole = write_message_with_document(tmp_path).read_bytes()

    code = code_of(tmp_path / "flipped.asice", forge.flipped(whole, position * (len(whole) - 1) // 99))

    assert code != ""


def test_any_flipped_byte_of_the_directory_makes_a_container_invalid(tmp_path: Path) -> None:
    """Where other readers look away: versions, attributes, dates."""
    whole = write_document(tmp_path).read_bytes()
    directory = whole.index(b"PK\x01\x02")

    codes = [code_of(tmp_path / "flipped.asice", forge.flipped(whole, at)) for at in range(directory, len(whole))]

    assert "" not in codes


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """So that a message sent again is the message sent before."""
    parts = [
        Part("a.xml", "application/xml", BytesSource(b"<a/>" * 100)),
        Part("b.pdf", "application/pdf", BytesSource(b"b")),
    ]
    first, second = io.BytesIO(), io.BytesIO()

    write_container(first, parts, [b"<s/>"], Limits())
    write_container(second, parts, [b"<s/>"], Limits())

    assert first.getvalue() == second.getvalue()


def test_other_programs_read_what_was_written(tmp_path: Path) -> None:
    """The mimetype first, nothing compressed."""
    document = write_document(tmp_path)

    with zipfile.ZipFile(document) as opened:
        assert opened.testzip() is None
        infos = opened.infolist()

    assert [info.filename for info in infos] == [
        "mimetype",
        "passport.xml",
        MAIN,
        EMPTY,
        NOTES,
        "META-INF/manifest.xml",
        "META-INF/signatures0.xml",
    ]
    assert {info.compress_type for info in infos} == {forge.STORED}
    assert infos[0].extra == b""
    assert document.read_bytes()[38:69] == b"application/vnd.etsi.asic-e+zip"


@pytest.mark.parametrize(
    ("name", "code"), [("../a.txt", "BAD_NAME"), ("письмо.pdf", "BAD_NAME"), ("A.TXT", "DUPLICATE_NAME")]
)
def test_the_writer_refuses_names_that_the_reader_would_refuse(name: str, code: str) -> None:
    """An error of ours shows at home and not at the correspondent's."""
    parts = [Part("a.txt", "text/plain", BytesSource(b"")), Part(name, "text/plain", BytesSource(b""))]

    with pytest.raises(Refused) as refused:
        write_container(io.BytesIO(), parts, [], Limits())

    assert refused.value.code == code
