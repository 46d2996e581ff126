"""Containers written so that the same content always gives the same bytes, whatever the size in flat memory."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from signing.containers.layout import (
    ASIC_E,
    CENTRAL,
    CENTRAL_MARK,
    DEFLATED,
    END,
    END_MARK,
    FLAT_NAME,
    LOCAL,
    LOCAL_MARK,
    MANIFEST,
    META,
    MIMETYPE,
    STORED,
    UTMOST,
)
from signing.containers.manifest import manifest_xml
from signing.findings import Code, refuse
from signing.limits import Limits
from signing.sources import CHUNK, BytesSource, Source

_VERSION = 20
_MADE_BY = 3 << 8 | _VERSION  # Unix, so that the mode below is read as one
_REGULAR_FILE = 0o100644 << 16
_EARLIEST = 1 << 5 | 1  # 1 January 1980, the zero of zip dates
_UTMOST_PARTS = 0xFFFF


@dataclass(frozen=True)
class Part:
    """A file on its way into a container. Only plain text gains by compression; all else is stored as it is."""

    name: str
    media_type: str
    source: Source

    @property
    def is_compressible(self) -> bool:
        """Whether its media type promises plain text."""
        return self.media_type.startswith("text/") or self.media_type in {"application/xml", "application/json"}


def write_container(target: BinaryIO, files: Sequence[Part], signatures: Sequence[bytes], limits: Limits) -> None:
    """Write an ASiC-E with these files and signature files to an empty, seekable stream opened for writing and reading.

    Raises:
        Refused: a name, a number or a size that the reader would refuse.
    """
    _check(files, limits)
    manifest = Part(MANIFEST, "text/xml", BytesSource(manifest_xml((part.name, part.media_type) for part in files)))
    signed = [
        Part(f"{META}signatures{number}.xml", "text/xml", BytesSource(xml)) for number, xml in enumerate(signatures)
    ]
    mimetype = Part(MIMETYPE, ASIC_E, BytesSource(ASIC_E.encode()))
    _write_zip(target, [mimetype, *files, manifest, *signed], limits)


def _check(files: Sequence[Part], limits: Limits) -> None:
    seen: set[str] = set()
    for part in files:
        if not FLAT_NAME.fullmatch(part.name) or part.name in {MIMETYPE, ".", ".."}:
            refuse(Code.BAD_NAME, part.name)
        if part.name.casefold() in seen:
            refuse(Code.DUPLICATE_NAME, part.name)
        seen.add(part.name.casefold())
        if part.source.size > limits.file_size:
            refuse(Code.FILE_TOO_LARGE, part.name)
    if len(files) > limits.files:
        refuse(Code.TOO_MANY_FILES, len(files))


def _write_zip(target: BinaryIO, parts: Iterable[Part], limits: Limits) -> None:
    directory = [_write_part(target, part, limits) for part in parts]
    offset = target.tell()
    for header in directory:
        target.write(header)
    size = target.tell() - offset
    if offset + size + END.size > UTMOST or len(directory) >= _UTMOST_PARTS:
        refuse(Code.FILE_TOO_LARGE)
    target.write(END.pack(END_MARK, 0, 0, len(directory), len(directory), size, offset, 0))


def _write_part(target: BinaryIO, part: Part, limits: Limits) -> bytes:
    """Write one entry and return what the directory says of it."""
    name = part.name.encode("ascii")
    offset = target.tell()
    if offset > UTMOST:
        refuse(Code.FILE_TOO_LARGE)
    begin = offset + LOCAL.size + len(name)
    target.seek(begin)
    method = DEFLATED if part.is_compressible else STORED
    crc, size = _copy(part.source, target, method)
    packed = target.tell() - begin
    if method == DEFLATED and not size > packed >= size / limits.ratio * 2:
        method = STORED  # it did not help, or helped so well that the reader would take it for a bomb
        target.seek(begin)
        target.truncate()
        crc, size = _copy(part.source, target, method)
        packed = size
    if packed > UTMOST:
        refuse(Code.FILE_TOO_LARGE, part.name)
    end = target.tell()
    common = (_VERSION, 0, method, 0, _EARLIEST, crc, packed, size, len(name), 0)
    target.seek(offset)
    target.write(LOCAL.pack(LOCAL_MARK, *common) + name)
    target.seek(end)
    return CENTRAL.pack(CENTRAL_MARK, _MADE_BY, *common, 0, 0, 0, _REGULAR_FILE, offset) + name


def _copy(source: Source, target: BinaryIO, method: int) -> tuple[int, int]:
    """Copy a source, deflated or not; its CRC-32 and length."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS) if method == DEFLATED else None
    crc = size = 0
    with source.open() as stream:
        while piece := stream.read(CHUNK):
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            target.write(squeeze.compress(piece) if squeeze else piece)
    if squeeze:
        target.write(squeeze.flush())
    return crc, size
