"""The flat zip of a transport container: written deterministically, read from any program that makes plain zips.

Other than our own containers these may have extra fields and sizes that stand after the content, as many libraries
write them; what a zip can say in two ways is refused all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from signing.containers import Part, StoredEntry, naming
from signing.containers.layout import (
    CENTRAL,
    CENTRAL_MARK,
    DEFLATED,
    END,
    END_MARK,
    LOCAL,
    LOCAL_MARK,
    STORED,
    UTMOST,
    CentralHeader,
    EndRecord,
    LocalHeader,
)
from signing.containers.writing import write_zip
from signing.findings import Code, refuse
from signing.limits import Limits
from signing.sources import Source, Window

NAME = re.compile(r"[a-zA-Z0-9_]{1,250}\.[a-zA-Z0-9]{3,4}", re.ASCII)

_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_SIZES_AFTER = 0x0008
_HARMLESS = 0x0002 | 0x0004 | 0x0800 | _SIZES_AFTER
_TYPE_MASK, _LINK, _FOLDER = 0o170000, 0o120000, 0o040000
_AFTER_MARK, _AFTER_SIZE = b"PK\x07\x08", 12
_ZIP64 = 0x0001


def write(target: BinaryIO, parts: list[Part], limits: Limits) -> None:
    """Write the files in this order to an empty, seekable stream opened for writing and reading.

    Raises:
        Refused: ``BAD_NAME``, ``NAME_CLASH_CASE``, ``TOO_MANY_FILES``, ``FILE_TOO_LARGE``.
    """
    seen: set[str] = set()
    for part in parts:
        if not NAME.fullmatch(part.name):
            refuse(Code.BAD_NAME, "", ascii(part.name))
        if part.name.casefold() in seen:
            refuse(Code.NAME_CLASH_CASE, "", part.name)
        seen.add(part.name.casefold())
        if part.source.size > limits.file_size:
            refuse(Code.FILE_TOO_LARGE, part.source.size, part.name)
    if len(parts) > limits.files:
        refuse(Code.TOO_MANY_FILES, len(parts))
    write_zip(target, parts)


def read(source: Source, limits: Limits, names: re.Pattern[str] = NAME) -> Mapping[str, StoredEntry]:
    """The entries by their names. Their content is proven by length and checksum while it is read.

    Raises:
        Refused: with the code of the first thing that is wrong.
    """
    with source.open() as stream:
        found = _Listing(stream, source.size, limits, names).read()
    return {
        name: StoredEntry(name, header.size, header, Window(source, begin, header.packed))
        for name, (header, begin) in found.items()
    }


@dataclass(frozen=True)
class _Listing:
    """Reads the directory of a zip and what stands before each content."""

    stream: BinaryIO
    size: int
    limits: Limits
    names: re.Pattern[str]

    def read(self) -> dict[str, tuple[CentralHeader, int]]:
        end = self._end()
        headers = self._central(end)
        names = [name for name, _header in headers]
        naming.check(names)
        for name, header in headers:
            self._check(name, header)
        return self._places(sorted(headers, key=lambda one: one[1].offset), end.directory_offset)

    def _end(self) -> EndRecord:
        at = self.size - END.size
        record = EndRecord(*END.unpack(self._bytes(at, END.size))) if at >= 0 else None
        if record is None or record.mark != END_MARK or record.comment_length:
            refuse(Code.NOT_A_CONTAINER, "zip")
        if UTMOST in (record.directory_offset, record.directory_size):
            refuse(Code.UNSUPPORTED_FEATURE, "ZIP64")
        if record.disk or record.directory_disk or record.entries_here != record.entries:
            refuse(Code.UNSUPPORTED_FEATURE, "several volumes")
        if record.entries > self.limits.files:
            refuse(Code.TOO_MANY_FILES, record.entries)
        if record.directory_offset + record.directory_size != at:
            refuse(Code.HIDDEN_DATA, at - record.directory_offset - record.directory_size)
        return record

    def _central(self, end: EndRecord) -> list[tuple[str, CentralHeader]]:
        raw, at, found = self._bytes(end.directory_offset, end.directory_size), 0, []
        for _number in range(end.entries):
            fixed = raw[at : at + CENTRAL.size]
            if len(fixed) < CENTRAL.size or not fixed.startswith(CENTRAL_MARK):
                refuse(Code.NOT_A_CONTAINER, "directory")
            header = CentralHeader(*CENTRAL.unpack(fixed))
            at += CENTRAL.size
            name = _decoded(raw[at : at + header.name_length])
            at += header.name_length
            _check_extra(raw[at : at + header.extra_length], name)
            at += header.extra_length
            if header.comment_length:
                refuse(Code.UNSUPPORTED_FEATURE, "comment", ascii(name))
            found.append((name, header))
        if at != len(raw):
            refuse(Code.HIDDEN_DATA, "directory")
        return found

    def _check(self, name: str, header: CentralHeader) -> None:
        if not self.names.fullmatch(name):
            refuse(Code.BAD_NAME, "", ascii(name))
        if header.flags & _ENCRYPTED:
            refuse(Code.ENCRYPTED, "", name)
        if header.flags & ~_HARMLESS:
            refuse(Code.UNSUPPORTED_FEATURE, f"flags {header.flags:#06x}", name)
        if header.method not in (STORED, DEFLATED):
            refuse(Code.UNSUPPORTED_FEATURE, f"compression {header.method}", name)
        kind = header.external >> 16 & _TYPE_MASK
        if kind == _LINK:
            refuse(Code.SYMLINK, "", name)
        if kind == _FOLDER:
            refuse(Code.UNSUPPORTED_FEATURE, "a folder", name)
        self._check_size(name, header)

    def _check_size(self, name: str, header: CentralHeader) -> None:
        if UTMOST in (header.size, header.packed, header.offset) or header.disk:
            refuse(Code.UNSUPPORTED_FEATURE, "ZIP64", name)
        if header.size > self.limits.file_size:
            refuse(Code.FILE_TOO_LARGE, header.size, name)
        if header.method == STORED and header.packed != header.size:
            refuse(Code.HEADERS_DIFFER, "size", name)
        if header.size > header.packed * self.limits.ratio:
            refuse(Code.RATIO, "", name)

    def _places(self, headers: list[tuple[str, CentralHeader]], directory: int) -> dict[str, tuple[CentralHeader, int]]:
        """Entries follow each other without gap or overlap from the first byte to the directory."""
        position, found = 0, {}
        for name, header in headers:
            if header.offset < position:
                refuse(Code.OVERLAP, "", name)
            if header.offset > position:
                refuse(Code.HIDDEN_DATA if position else Code.LEADING_DATA, header.offset - position, name)
            begin = self._local(name, header)
            position = begin + header.packed
            if header.flags & _SIZES_AFTER:
                position += self._after(name, header, position)
            if position > directory:
                refuse(Code.OVERLAP, "", name)
            found[name] = (header, begin)
        if position != directory:
            refuse(Code.HIDDEN_DATA, directory - position)
        return found

    def _local(self, name: str, header: CentralHeader) -> int:
        """Compare the header before the content with the directory; where the content begins."""
        raw = self._bytes(header.offset, LOCAL.size)
        if len(raw) < LOCAL.size:
            refuse(Code.HEADERS_DIFFER, "", name)
        local = LocalHeader(*LOCAL.unpack(raw))
        sizes = (local.crc, local.packed, local.size)
        told = (header.crc, header.packed, header.size)
        is_same = sizes == told or (bool(header.flags & _SIZES_AFTER) and sizes == (0, 0, 0))
        local_name = self._bytes(header.offset + LOCAL.size, local.name_length)
        same_kind = (local.flags, local.method) == (header.flags, header.method)
        if local.mark != LOCAL_MARK or not is_same or not same_kind or _decoded(local_name) != name:
            refuse(Code.HEADERS_DIFFER, "", name)
        begin = header.offset + LOCAL.size + local.name_length
        _check_extra(self._bytes(begin, local.extra_length), name)
        return begin + local.extra_length

    def _after(self, name: str, header: CentralHeader, at: int) -> int:
        """The length of the sizes after the content, which must be those of the directory."""
        raw = self._bytes(at, len(_AFTER_MARK) + _AFTER_SIZE)
        marked = raw.startswith(_AFTER_MARK)
        told = raw[len(_AFTER_MARK) :] if marked else raw[:_AFTER_SIZE]
        if told != b"".join(value.to_bytes(4, "little") for value in (header.crc, header.packed, header.size)):
            refuse(Code.HEADERS_DIFFER, "", name)
        return len(told) + (len(_AFTER_MARK) if marked else 0)

    def _bytes(self, at: int, length: int) -> bytes:
        self.stream.seek(max(0, at))
        return self.stream.read(length)


def _check_extra(raw: bytes, name: str) -> None:
    """Extra fields are passed over, but for those that give sizes a second time."""
    at = 0
    while at + 4 <= len(raw):
        if int.from_bytes(raw[at : at + 2], "little") == _ZIP64:
            refuse(Code.UNSUPPORTED_FEATURE, "ZIP64", ascii(name))
        at += 4 + int.from_bytes(raw[at + 2 : at + 4], "little")
    if at != len(raw):
        refuse(Code.UNSUPPORTED_FEATURE, "extra field", ascii(name))


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("latin-1")
