"""A container read with suspicion: what a zip can say in two ways is refused, so that all programs see the same files.

The reader is its own and not `zipfile`'s, which follows the directory alone and forgives what lies around it.
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, NoReturn

from signing.containers import naming
from signing.containers.layout import (
    ASIC_E,
    ASIC_FAMILY,
    CENTRAL,
    CENTRAL_MARK,
    DEFLATED,
    END,
    END_MARK,
    LOCAL,
    LOCAL_MARK,
    MADE_BY,
    MANIFEST,
    META,
    MIMETYPE,
    REGULAR_FILE,
    SIGNATURES,
    STORED,
    UTMOST,
    CentralHeader,
    EndRecord,
    LocalHeader,
)
from signing.containers.manifest import read_manifest
from signing.containers.written_form import deviation
from signing.findings import Code, Refused, refuse
from signing.limits import Limits
from signing.sources import CHUNK, Reading, Source, Window

_COMMENT_AT_MOST = 0xFFFF
_NAME_AT_MOST = 1024  # bytes that are looked at, so that a name too long can be called what it is
_FLAGS_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_FLAGS_HARMLESS = 0x0002 | 0x0004 | 0x0800  # effort of deflate, names in UTF-8
_TYPE_MASK, _TYPE_LINK = 0o170000, 0o120000
# Few of the many ways to describe a plain file; all but ours are a deviation in the end, the rest is no plain file.
_MAKERS = {MADE_BY, MADE_BY & 0xFF}
_PLAIN_FILES = {0, 0o600 << 16, 0o100600 << 16, REGULAR_FILE}


@dataclass(frozen=True)
class StoredEntry:
    """An entry whose two headers agree. Reading it refuses content that is not what they say."""

    name: str
    size: int
    _header: CentralHeader
    _packed: Window

    @property
    def is_stored(self) -> bool:
        """Whether its bytes lie in the container as they are."""
        return self._header.method == STORED

    @property
    def window(self) -> Window:
        """Its bytes as they lie in the container."""
        return self._packed

    def open(self) -> BinaryIO:
        """Its content.

        Raises:
            Refused: ``CONTENT_DAMAGED`` at the end when length or checksum differ, at once when it runs over.
        """
        stream = self._packed.open()
        next_piece = stream.read if self.is_stored else _inflated(stream, self.name)
        crc = length = 0

        def read(wanted: int) -> bytes:
            nonlocal crc, length
            piece = next_piece(wanted)
            crc, length = zlib.crc32(piece, crc), length + len(piece)
            if length > self.size or (not piece and (length, crc) != (self.size, self._header.crc)):
                refuse(Code.CONTENT_DAMAGED, "", self.name)
            return piece

        return Reading(read, stream.close).buffered()

    @cached_property
    def sha256(self) -> bytes:
        """The digest of its content, computed once.

        Raises:
            Refused: see `open`.
        """
        digest = hashlib.sha256()
        with self.open() as stream:
            while piece := stream.read(CHUNK):
                digest.update(piece)
        return digest.digest()

    def read(self, limit: int) -> bytes:
        """The whole content of a short entry.

        Raises:
            Refused: ``XML_TOO_LARGE`` over the limit, otherwise see `open`.
        """
        if self.size > limit:
            refuse(Code.XML_TOO_LARGE, self.size, self.name)
        with self.open() as stream:
            return stream.read()


@dataclass(frozen=True)
class Container:
    """The entries of an ASiC-E in their order, all checks of structure passed.

    ``deviation`` names what is written otherwise than our format writes it, and the entry, though it means the same.
    """

    source: Source
    entries: dict[str, StoredEntry]
    manifest: dict[str, str] = field(default_factory=dict)
    deviation: tuple[str, str] | None = None

    @classmethod
    def read(cls, source: Source, limits: Limits) -> "Container":
        """Open a container.

        Raises:
            Refused: with the code of the first thing that is wrong with its structure.
        """
        with source.open() as stream:
            headers = _Directory(stream, source.size, limits).read()
        entries = {
            name: StoredEntry(name, header.size, header, Window(source, begin, header.packed))
            for name, header, begin in headers
        }
        _check_mimetype(entries[MIMETYPE])
        for name in entries:
            if name.startswith(META) and name != MANIFEST and not SIGNATURES.fullmatch(name):
                refuse(Code.UNEXPECTED_FILE, "", name)
        if len(names := [name for name in entries if SIGNATURES.fullmatch(name)]) > limits.signatures:
            refuse(Code.TOO_MANY_FILES, len(names), META)
        manifest = _checked_manifest(entries, limits)
        found = [(name, header) for name, header, _begin in headers]
        return cls(source, entries, manifest, deviation(found, entries[MANIFEST].read(limits.xml_size), manifest))

    @cached_property
    def files(self) -> dict[str, StoredEntry]:
        """What signatures must cover: everything beside ``mimetype`` and ``META-INF/``."""
        return {name: entry for name, entry in self.entries.items() if name != MIMETYPE and not name.startswith(META)}

    @property
    def signatures(self) -> list[StoredEntry]:
        """The signature files in the order of their names."""
        return sorted(
            (entry for name, entry in self.entries.items() if SIGNATURES.fullmatch(name)), key=lambda entry: entry.name
        )


def looks_like_container(source: Source) -> bool:
    """Whether the bytes begin as an ASiC container does, whatever they are called."""
    with source.open() as stream:
        head = stream.read(LOCAL.size)
        if len(head) < LOCAL.size or not head.startswith(LOCAL_MARK):
            return False
        local = LocalHeader(*LOCAL.unpack(head))
        name, _extra = stream.read(local.name_length), stream.read(local.extra_length)
        return name == MIMETYPE.encode() and stream.read(len(ASIC_FAMILY)) == ASIC_FAMILY


class _Directory:
    """Reads and compares both descriptions of all entries of a zip."""

    def __init__(self, stream: BinaryIO, size: int, limits: Limits) -> None:
        self.stream, self.size, self.limits = stream, size, limits

    def read(self) -> list[tuple[str, CentralHeader, int]]:
        """Name, header and beginning of the content of each entry, in their order."""
        end = self._end()
        found = self._central(end)
        names = [name for name, _header in found]
        naming.check(names)
        self._check_mimetype_place(found)
        for name, header in found:
            self._check_header(name, header)
        if (whole := sum(header.size for _name, header in found)) > UTMOST:
            refuse(Code.FILE_TOO_LARGE, whole)
        return self._locals(found, end.directory_offset)

    def _end(self) -> EndRecord:
        at = self.size - END.size
        record = EndRecord(*END.unpack(self._bytes(at, END.size))) if at >= 0 else None
        if record is None or record.mark != END_MARK or record.comment_length:
            self._refuse_end()
        if UTMOST in (record.directory_offset, record.directory_size) or record.entries == _COMMENT_AT_MOST:
            refuse(Code.UNSUPPORTED_FEATURE, "ZIP64")
        if record.disk or record.directory_disk or record.entries_here != record.entries:
            refuse(Code.UNSUPPORTED_FEATURE, "several volumes")
        if record.entries > self.limits.entries + self.limits.signatures + len((MIMETYPE, MANIFEST)):
            refuse(Code.TOO_MANY_FILES, record.entries)
        gap = at - record.directory_offset - record.directory_size
        if gap:
            moved = gap > 0 and self._bytes(at - record.directory_size, 4) == CENTRAL_MARK
            refuse(Code.LEADING_DATA if moved else Code.HIDDEN_DATA, gap)
        return record

    def _refuse_end(self) -> NoReturn:
        tail_at = max(0, self.size - END.size - _COMMENT_AT_MOST)
        tail = self._bytes(tail_at, self.size - tail_at)
        at = tail.rfind(END_MARK)
        if at >= 0 and len(tail) - at >= END.size:  # an end that is cut short ends nothing
            refuse(Code.TRAILING_DATA)
        refuse(Code.NOT_A_CONTAINER)

    def _central(self, end: EndRecord) -> list[tuple[str, CentralHeader]]:
        """The headers of the directory, one by one: it may say of itself that it is as long as it likes."""
        self.stream.seek(end.directory_offset)
        found = []
        left = end.directory_size
        for _number in range(end.entries):
            fixed = self.stream.read(max(0, min(CENTRAL.size, left)))
            if len(fixed) < CENTRAL.size or not fixed.startswith(CENTRAL_MARK):
                refuse(Code.NOT_A_CONTAINER, "directory")
            header = CentralHeader(*CENTRAL.unpack(fixed))
            if header.name_length > _NAME_AT_MOST:
                refuse(Code.BAD_NAME, header.name_length)
            name = _decoded(self.stream.read(header.name_length))
            self._check_extras(name, header)
            found.append((name, header))
            left -= CENTRAL.size + header.name_length
        if left:
            refuse(Code.HIDDEN_DATA if left > 0 else Code.NOT_A_CONTAINER, "directory")
        files = [name for name, _header in found if not name.startswith(META) and name != MIMETYPE]
        if len(files) > self.limits.entries:
            refuse(Code.TOO_MANY_FILES, len(files))
        return found

    @staticmethod
    def _check_extras(name: str, header: CentralHeader) -> None:
        if header.extra_length:
            refuse(Code.MIMETYPE_EXTRA if name == MIMETYPE else Code.UNSUPPORTED_FEATURE, "extra field", name)
        if header.comment_length:
            refuse(Code.UNSUPPORTED_FEATURE, "comment", name)

    @staticmethod
    def _check_mimetype_place(found: Sequence[tuple[str, CentralHeader]]) -> None:
        headers = dict(found)
        if MIMETYPE not in headers:
            refuse(Code.MIMETYPE_MISSING)
        first = min(found, key=lambda one: one[1].offset)[0]
        if found[0][0] != MIMETYPE or first != MIMETYPE:
            refuse(Code.MIMETYPE_NOT_FIRST)
        if headers[MIMETYPE].method != STORED:
            refuse(Code.MIMETYPE_COMPRESSED)

    def _check_header(self, name: str, header: CentralHeader) -> None:
        if header.flags & _FLAGS_ENCRYPTED:
            refuse(Code.ENCRYPTED, "", name)
        if header.flags & ~_FLAGS_HARMLESS:
            refuse(Code.UNSUPPORTED_FEATURE, f"flags {header.flags:#06x}", name)
        if header.method not in (STORED, DEFLATED):
            refuse(Code.UNSUPPORTED_FEATURE, f"compression {header.method}", name)
        self._check_kind(name, header)
        if UTMOST in (header.size, header.packed, header.offset) or header.disk:
            refuse(Code.UNSUPPORTED_FEATURE, "ZIP64", name)
        if header.size > self.limits.file_size:
            refuse(Code.FILE_TOO_LARGE, header.size, name)
        if header.method == STORED and header.packed != header.size:
            refuse(Code.HEADERS_DIFFER, "size", name)
        if header.size > header.packed * self.limits.ratio:
            refuse(Code.RATIO, "", name)

    @staticmethod
    def _check_kind(name: str, header: CentralHeader) -> None:
        if header.external >> 16 & _TYPE_MASK == _TYPE_LINK:
            refuse(Code.SYMLINK, "", name)
        if header.made_by not in _MAKERS or header.internal or header.external not in _PLAIN_FILES:
            refuse(Code.UNSUPPORTED_FEATURE, "not a plain file", name)

    def _locals(
        self, found: Sequence[tuple[str, CentralHeader]], directory: int
    ) -> list[tuple[str, CentralHeader, int]]:
        """Entries must follow each other without gap or overlap from the first byte to the directory."""
        entries = []
        position = 0
        for name, header in found:
            if header.offset != position:
                self._refuse_place(name, header.offset, position)
            begin = self._local(name, header)
            position = begin + header.packed
            if position > directory:
                refuse(Code.OVERLAP, "", name)
            entries.append((name, header, begin))
        if position != directory:
            refuse(Code.HIDDEN_DATA, directory - position)
        return entries

    @staticmethod
    def _refuse_place(name: str, offset: int, expected: int) -> NoReturn:
        if expected == 0:
            refuse(Code.LEADING_DATA, offset)
        refuse(Code.HIDDEN_DATA if offset > expected else Code.OVERLAP, "", name)

    def _local(self, name: str, header: CentralHeader) -> int:
        """Compare the header before the content with the directory; where the content begins."""
        raw = self._bytes(header.offset, LOCAL.size)
        if len(raw) < LOCAL.size:
            refuse(Code.HEADERS_DIFFER, "", name)
        local = LocalHeader(*LOCAL.unpack(raw))
        if local.extra_length:
            refuse(Code.MIMETYPE_EXTRA if name == MIMETYPE else Code.UNSUPPORTED_FEATURE, "extra field", name)
        same = local.mark == LOCAL_MARK and local[1:] == header[2:12]
        local_name = self._bytes(header.offset + LOCAL.size, local.name_length)
        if not same or _decoded(local_name) != name:
            refuse(Code.HEADERS_DIFFER, "", name)
        return header.offset + LOCAL.size + local.name_length

    def _bytes(self, at: int, length: int) -> bytes:
        self.stream.seek(max(0, at))
        return self.stream.read(length)


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("latin-1")


def _inflated(stream: BinaryIO, name: str) -> Callable[[int], bytes]:
    """A reader of the deflated stream that never holds more than was asked for, and refuses bytes after its end."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)

    def read(wanted: int) -> bytes:
        piece = b""
        try:
            while not piece and not inflater.eof:
                packed = inflater.unconsumed_tail or stream.read(CHUNK)
                piece = inflater.decompress(packed, wanted)
                if not packed:
                    break
        except zlib.error as error:
            raise Refused(Code.CONTENT_DAMAGED, str(error), name) from error
        if not piece and (not inflater.eof or inflater.unused_data or stream.read(1)):
            refuse(Code.CONTENT_DAMAGED, "", name)
        return piece

    return read


def _check_mimetype(entry: StoredEntry) -> None:
    if entry.size > len(ASIC_E) or entry.read(len(ASIC_E)) != ASIC_E.encode():
        refuse(Code.MIMETYPE_WRONG, "", MIMETYPE)


def _checked_manifest(entries: dict[str, StoredEntry], limits: Limits) -> dict[str, str]:
    """The manifest's media types, if it lists exactly the files that are there."""
    if MANIFEST not in entries:
        refuse(Code.MANIFEST_MISSING)
    listed = read_manifest(entries[MANIFEST].read(limits.xml_size), limits)
    there = {name for name in entries if name != MIMETYPE and not name.startswith(META)}
    if differing := sorted(there ^ {name for name in listed if not name.startswith(META)}):
        refuse(Code.MANIFEST_MISMATCH, ", ".join(differing[:5]), MANIFEST)
    if unknown := sorted(name for name in listed if name not in entries):
        refuse(Code.MANIFEST_MISMATCH, ", ".join(unknown[:5]), MANIFEST)
    return listed
