"""What a zip can say in two ways, or in another way than our format does: headers, places, sizes, the end record."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from signing.containers.layout import END
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, Raw, assembled, changed, data_of, without
from tests.signing.people import EMPTY, MAIN, NOTES
from tests.signing.vectors.vector import MANIFEST, Entries, Vector, of_document

LINK, FOLDER = 0o120777 << 16, 0o040755 << 16
GIB = 1024**3
ENTRIES = ("mimetype", "passport.xml", MAIN, EMPTY, NOTES, MANIFEST, SIGNATURE_FILE)
ONLY_IN_DIRECTORY = {"external", "disk", "offset", "internal", "made_by", "comment_length"}

Build = Callable[[Entries], bytes]


def headers(name: str, **values: Any) -> Build:
    """Both headers say something else of an entry, where both can say it."""
    local = {key: value for key, value in values.items() if key not in ONLY_IN_DIRECTORY}
    return lambda entries: assembled(changed(entries, name, central=values, local=local))


def before(name: str, **values: Any) -> Build:
    """Only the header before the content says something else."""
    return lambda entries: assembled(changed(entries, name, local=values))


def other(entry: str, /, **changes: Any) -> Build:
    """An entry with other data, method or fields."""
    return lambda entries: assembled(changed(entries, entry, **changes))


def end(**values: int) -> Build:
    """The end record says something else."""
    return lambda entries: assembled(entries, end=values)


def end_off(field: str, by: int) -> Build:
    """A number of the end record is off by so many."""
    place = {"here": 3, "entries": 4, "size": 5, "offset": 6}[field]

    def build(entries: Entries) -> bytes:
        whole = assembled(entries)
        honest = END.unpack(whole[-END.size :])
        return assembled(entries, end={field: honest[place] + by})

    return build


def moved(name: str, to: int) -> Build:
    """An entry stands at another place."""

    def build(entries: Entries) -> bytes:
        entry = next(one for one in entries if one.name == name.encode())
        rest = without(entries, name)
        return assembled([*rest[:to], entry, *rest[to:]])

    return build


def inserted(at: int, piece: bytes) -> Build:
    """Bytes put in, counted from the end where ``at`` is negative."""

    def build(entries: Entries) -> bytes:
        whole = assembled(entries)
        place = at % len(whole)
        return whole[:place] + piece + whole[place:]

    return build


def packed(name: str, stream: bytes, **says: int) -> Build:
    """A deflated entry whose stream is this."""

    def build(entries: Entries) -> bytes:
        data = data_of(entries, name)
        said = {"method": 8, "size": len(data), "crc": zlib.crc32(data), **says}
        return assembled(changed(entries, name, data=stream, local=said, central=said))

    return build


def deflated(data: bytes) -> bytes:
    """The data as a raw deflate stream."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def many_files(entries: Entries) -> bytes:
    """More files than a container may hold."""
    return assembled([*entries, *(Raw(f"f{number}.txt".encode(), b"") for number in range(1000))])


def many_signatures(entries: Entries) -> bytes:
    """More signature files than a passport could name signers."""
    xml = data_of(entries, SIGNATURE_FILE)
    return assembled([*entries, *(Raw(f"META-INF/signatures{n}.xml".encode(), xml) for n in range(1, 101))])


def giants(entries: Entries) -> bytes:
    """Each file is as large as allowed, and together they are not."""
    says = {"size": 2 * GIB, "packed": 30_000_000, "method": 8}
    return assembled(
        [replace(one, central=says) if one.name.decode() in {MAIN, NOTES, EMPTY} else one for one in entries]
    )


def commented(entries: Entries) -> bytes:
    """A comment of an entry in the directory."""
    return assembled(changed(entries, MAIN, central_extra=b"abc", central={"extra_length": 0, "comment_length": 3}))


def swapped_files(entries: Entries) -> bytes:
    """Two files in another order, in the manifest as well."""
    order = [0, 1, 3, 2, 4, 5, 6]
    xml = data_of(entries, MANIFEST)
    begin, between, last = (
        xml.index(f'<manifest:file-entry manifest:full-path="{n}'.encode()) for n in (MAIN, EMPTY, NOTES)
    )
    again = xml[:begin] + xml[between:last] + xml[begin:between] + xml[last:]
    return assembled(changed([entries[number] for number in order], MANIFEST, data=again))


WHOLE: dict[str, tuple[str, Build]] = {
    "mimetype missing": ("MIMETYPE_MISSING", lambda e: assembled(without(e, "mimetype"))),
    "mimetype not first": ("MIMETYPE_NOT_FIRST", moved("mimetype", 1)),
    "mimetype last": ("MIMETYPE_NOT_FIRST", moved("mimetype", 6)),
    "mimetype deflated": ("MIMETYPE_COMPRESSED", other("mimetype", method=forge.DEFLATED)),
    "mimetype with an extra field": ("MIMETYPE_EXTRA", other("mimetype", extra=b"\1\0\0\0")),
    "mimetype with an extra field in the directory": ("MIMETYPE_EXTRA", other("mimetype", central_extra=b"\1\0\0\0")),
    "manifest missing": ("MANIFEST_MISSING", lambda e: assembled(without(e, MANIFEST))),
    "a link": ("SYMLINK", headers(MAIN, external=LINK)),
    "a link without a byte": ("SYMLINK", headers(EMPTY, external=LINK)),
    "a manifest that is a link": ("SYMLINK", headers(MANIFEST, external=LINK)),
    "a comment of an entry": ("UNSUPPORTED_FEATURE", commented),
    "an extra field": ("UNSUPPORTED_FEATURE", other(MAIN, central_extra=b"\1\0\0\0")),
    "an extra field before the content": ("UNSUPPORTED_FEATURE", other(MAIN, extra=b"\1\0\0\0")),
    "a Unicode path in an extra field": ("UNSUPPORTED_FEATURE", other(MAIN, central_extra=b"up\5\0\1abcd")),
    "sizes of ZIP64": ("UNSUPPORTED_FEATURE", headers(MAIN, size=0xFFFFFFFF)),
    "a packed size of ZIP64": ("UNSUPPORTED_FEATURE", headers(MAIN, packed=0xFFFFFFFF)),
    "another volume": ("UNSUPPORTED_FEATURE", headers(MAIN, disk=1)),
    "a text by its internal attribute": ("UNSUPPORTED_FEATURE", headers(MAIN, internal=1)),
    "another name before the content": ("HEADERS_DIFFER", before(MAIN, mark=b"NAME")),
    "no header before the content": ("HEADERS_DIFFER", before(MAIN, mark=b"PK\0\0")),
    "stored in fewer bytes than it has": ("HEADERS_DIFFER", headers(MAIN, size=1)),
    "entries that share their bytes": ("OVERLAP", other(MAIN, central={"offset": 0})),
    "an entry that runs into the directory": ("OVERLAP", headers(SIGNATURE_FILE, packed=99999, size=99999)),
    "an entry that runs into the next": ("OVERLAP", headers(MAIN, packed=3000, size=3000)),
    "an offset beyond the end": ("HIDDEN_DATA", headers(MAIN, offset=10**6)),
    "a script before the zip": ("LEADING_DATA", lambda e: assembled(e, prefix=b"#!/bin/sh\n")),
    "another zip before the zip": ("LEADING_DATA", lambda e: assembled(e, prefix=assembled(e))),
    "one byte before the zip": ("LEADING_DATA", lambda e: assembled(e, prefix=b"\0")),
    "data after the zip": ("TRAILING_DATA", lambda e: assembled(e, suffix=b"hidden")),
    "one byte after the zip": ("TRAILING_DATA", lambda e: assembled(e, suffix=b"\0")),
    "a comment of the zip": ("TRAILING_DATA", lambda e: assembled(e, suffix=b"hidden", end={"comment": 6})),
    "a comment that is announced only": ("TRAILING_DATA", end(comment=6)),
    "another zip after the zip": ("LEADING_DATA", lambda e: assembled(e) + assembled(e[:3])),
    "data between directory and end": ("HIDDEN_DATA", inserted(-END.size, b"hidden")),
    "several volumes": ("UNSUPPORTED_FEATURE", end(disk=1)),
    "a directory on another volume": ("UNSUPPORTED_FEATURE", end(dd=1)),
    "fewer entries on this volume": ("UNSUPPORTED_FEATURE", end_off("here", -1)),
    "an end record of ZIP64": ("UNSUPPORTED_FEATURE", end(offset=0xFFFFFFFF)),
    "a directory of ZIP64": ("UNSUPPORTED_FEATURE", end(size=0xFFFFFFFF)),
    "as many entries as ZIP64 has": ("UNSUPPORTED_FEATURE", end(here=0xFFFF, entries=0xFFFF)),
    "no entries": ("HIDDEN_DATA", end(here=0, entries=0)),
    "an entry that is not counted": ("HIDDEN_DATA", end(here=6, entries=6)),
    "an entry that is counted and not there": ("NOT_A_CONTAINER", end(here=8, entries=8)),
    "five thousand entries by the end record": ("TOO_MANY_FILES", end(here=5000, entries=5000)),
    "a directory one byte longer": ("HIDDEN_DATA", end_off("size", 1)),
    "a directory one byte shorter": ("HIDDEN_DATA", end_off("size", -1)),
    "a directory one byte later": ("HIDDEN_DATA", end_off("offset", 1)),
    "a directory one byte earlier": ("LEADING_DATA", end_off("offset", -1)),
    "more files than allowed": ("TOO_MANY_FILES", many_files),
    "more signatures than allowed": ("TOO_MANY_FILES", many_signatures),
    "a file of three gibibytes": ("FILE_TOO_LARGE", headers(MAIN, size=3 * GIB, packed=3 * GIB)),
    "files that are too large together": ("FILE_TOO_LARGE", giants),
    "a bomb": ("RATIO", other(NOTES, data=b"\0" * 5_000_000, method=forge.DEFLATED)),
    "a manifest that is a bomb": ("RATIO", other(MANIFEST, data=b" " * 5_000_000, method=forge.DEFLATED)),
    "something made of nothing": ("RATIO", headers(EMPTY, method=8, size=1)),
    "content longer than said": ("CONTENT_DAMAGED", packed(NOTES, deflated(b"longer" * 500))),
    "content shorter than said": ("CONTENT_DAMAGED", packed(NOTES, deflated(b"shorter"))),
    "a stream that does not end": ("CONTENT_DAMAGED", packed(NOTES, deflated(b"x" * 660)[:-2])),
    "bytes after the end of the stream": (
        "CONTENT_DAMAGED",
        lambda e: packed(NOTES, deflated(data_of(e, NOTES)) + b"hidden")(e),
    ),
    "a stream that is none": ("CONTENT_DAMAGED", packed(NOTES, b"\xff" * 60)),
    "nothing in place of a stream": ("RATIO", packed(NOTES, b"")),
    "manifest before the files": ("WRITTEN_OTHERWISE", moved(MANIFEST, 1)),
    "signature before the manifest": ("WRITTEN_OTHERWISE", moved(SIGNATURE_FILE, 5)),
    "signature before the files": ("WRITTEN_OTHERWISE", moved(SIGNATURE_FILE, 1)),
    "files in another order": ("WRITTEN_OTHERWISE", moved(MAIN, 3)),
    "files in another order, the manifest too": ("WRITTEN_OTHERWISE", swapped_files),
    "signatures counted from one": ("WRITTEN_OTHERWISE", other(SIGNATURE_FILE, name=b"META-INF/signatures1.xml")),
    "signatures counted with two digits": (
        "WRITTEN_OTHERWISE",
        other(SIGNATURE_FILE, name=b"META-INF/signatures00.xml"),
    ),
    "no zip at all": ("NOT_A_CONTAINER", lambda _e: b"%PDF-1.7"),
    "nothing": ("NOT_A_CONTAINER", lambda _e: b""),
    "zeroes": ("NOT_A_CONTAINER", lambda _e: bytes(4096)),
    "an empty zip": ("MIMETYPE_MISSING", lambda _e: assembled([])),
    "an end record with bytes before it": ("HIDDEN_DATA", lambda e: b"x" * 10 + assembled([])),
}

FLAGS = {0: "ENCRYPTED", 6: "ENCRYPTED", 13: "ENCRYPTED", **dict.fromkeys((1, 2, 11), "WRITTEN_OTHERWISE")}
FIELDS = {"version": 10, "flags": 2, "method": 8, "time": 1, "date": 34, "crc": 1, "packed": 1, "size": 1}
WRITTEN_OTHERWISE: dict[str, dict[str, int]] = {
    "a time": {"time": 0x6000},
    "a day": {"date": 0x5C8E},
    "an older version": {"version": 10},
    "a newer version": {"version": 45},
    "an unknown version": {"version": 0xFFFF},
    "a file of DOS": {"made_by": 20},
    "a mode for the owner alone": {"external": 0o100600 << 16},
    "no mode": {"external": 0},
}
KINDS = {"folder": 0o040755, "pipe": 0o010644, "socket": 0o140644, "disk": 0o060644, "terminal": 0o020644}


def vectors() -> Iterator[Vector]:
    """All of them."""
    for name, (code, build) in WHOLE.items():
        yield of_document(name, code, build)
    yield from _headers()
    for entry in ENTRIES:
        code = "LEADING_DATA" if entry == "mimetype" else "HIDDEN_DATA"
        yield of_document(f"data before {entry}", code, other(entry, before=b"hidden"))
        wrong = "CONTENT_DAMAGED"
        yield of_document(f"a wrong checksum of {entry}", wrong, headers(entry, crc=1))
    for share in range(1, 10):
        yield of_document(f"cut off after {share} tenths", "NOT_A_CONTAINER", _cut(share))
    for missing in (1, 4, 17):
        yield of_document(f"{missing} bytes short", "NOT_A_CONTAINER", _short_of, missing)


def _headers() -> Iterator[Vector]:
    for bit in range(16):
        yield of_document(f"flag {bit}", FLAGS.get(bit, "UNSUPPORTED_FEATURE"), headers(MAIN, flags=1 << bit))
    for method in (1, 2, 6, 9, 12, 14, 93, 95, 98, 99):
        yield of_document(f"compression {method}", "UNSUPPORTED_FEATURE", headers(MAIN, method=method))
    for entry in (MAIN, MANIFEST, SIGNATURE_FILE):
        for field, value in FIELDS.items():
            yield of_document(f"another {field} before {entry}", "HEADERS_DIFFER", before(entry, **{field: value}))
        for name, values in WRITTEN_OTHERWISE.items():
            yield of_document(f"{name} at {entry}", "WRITTEN_OTHERWISE", headers(entry, **values))
    for kind, mode in KINDS.items():
        yield of_document(f"a {kind}", "UNSUPPORTED_FEATURE", headers(MAIN, external=mode << 16))
    yield of_document("a folder of DOS", "UNSUPPORTED_FEATURE", headers(MAIN, external=0x10))
    for system in (1, 7, 10, 11, 19):
        yield of_document(f"a file of system {system}", "UNSUPPORTED_FEATURE", headers(MAIN, made_by=system << 8 | 20))


def _short_of(entries: Entries, missing: int) -> bytes:
    return assembled(entries)[:-missing]


def _cut(tenths: int) -> Build:
    def build(entries: Entries) -> bytes:
        whole = assembled(entries)
        return whole[: len(whole) * tenths // 10]

    return build
