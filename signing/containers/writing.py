"""Containers written so that the same content always gives the same bytes, in flat memory whatever the size.

Nothing is compressed: what is worth it comes compressed already, and no version of a library can change the bytes.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from signing.containers.layout import (
    ASIC_E,
    CENTRAL,
    CENTRAL_MARK,
    EARLIEST,
    END,
    END_MARK,
    FLAT_NAME,
    LOCAL,
    LOCAL_MARK,
    MADE_BY,
    MANIFEST,
    META,
    MIMETYPE,
    REGULAR_FILE,
    STORED,
    UTMOST,
    VERSION,
)
from signing.containers.manifest import manifest_xml
from signing.findings import Code, refuse
from signing.limits import Limits
from signing.sources import BytesSource, Source, chunks


@dataclass(frozen=True)
class Part:
    """A file on its way into a container."""

    name: str
    media_type: str
    source: Source


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
    write_zip(target, [mimetype, *files, manifest, *signed])


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
    if len(files) > limits.entries:
        refuse(Code.TOO_MANY_FILES, len(files))


def write_zip(target: BinaryIO, parts: Iterable[Part]) -> None:
    """Write plain entries to an empty, seekable stream; names are those of files of this program.

    Raises:
        Refused: ``FILE_TOO_LARGE``.
    """
    directory = [_write_part(target, part) for part in parts]
    offset = target.tell()
    for header in directory:
        target.write(header)
    size = target.tell() - offset
    if offset + size + END.size > UTMOST:
        refuse(Code.FILE_TOO_LARGE)
    target.write(END.pack(END_MARK, 0, 0, len(directory), len(directory), size, offset, 0))


def _write_part(target: BinaryIO, part: Part) -> bytes:
    """Write one entry and return what the directory says of it."""
    name = part.name.encode("ascii")
    offset = target.tell()
    target.seek(offset + LOCAL.size + len(name))
    crc = size = 0
    for piece in chunks(part.source):
        crc = zlib.crc32(piece, crc)
        size += len(piece)
        target.write(piece)
    end = target.tell()
    if end > UTMOST:
        refuse(Code.FILE_TOO_LARGE, part.name)
    common = (VERSION, 0, STORED, 0, EARLIEST, crc, size, size, len(name), 0)
    target.seek(offset)
    target.write(LOCAL.pack(LOCAL_MARK, *common) + name)
    target.seek(end)
    return CENTRAL.pack(CENTRAL_MARK, MADE_BY, *common, 0, 0, 0, REGULAR_FILE, offset) + name
