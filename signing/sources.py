"""Bytes that are read as streams, again and again, without being held in memory: files, parts of files, short texts."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024


class Source(Protocol):
    """Something that can be opened for reading as often as needed."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    def open(self) -> BinaryIO:
        """A new stream from the first byte, to be closed by the caller."""


@dataclass(frozen=True)
class PathSource:
    """A file on disk."""

    path: Path

    @property
    def size(self) -> int:
        """Its length now."""
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        """Open the file."""
        return self.path.open("rb")


@dataclass(frozen=True)
class BytesSource:
    """A short text in memory."""

    data: bytes

    @property
    def size(self) -> int:
        """Its length."""
        return len(self.data)

    def open(self) -> BinaryIO:
        """A stream over it."""
        return io.BytesIO(self.data)


@dataclass(frozen=True)
class Window:
    """A part of another source."""

    whole: Source
    offset: int
    size: int

    def open(self) -> BinaryIO:
        """A stream that begins and ends where the part does."""
        return io.BufferedReader(_Slice(self.whole.open(), self.offset, self.size), CHUNK)


class _Slice(io.RawIOBase):
    """The bytes of a stream from an offset on, as a seekable stream of their own."""

    def __init__(self, whole: BinaryIO, offset: int, size: int) -> None:
        super().__init__()
        self._whole, self._offset, self._size, self._at = whole, offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # any writable buffer
        self._whole.seek(self._offset + self._at)
        data = self._whole.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._whole.close()
        super().close()


class Reading(io.RawIOBase):
    """A stream made of a function that gives up to so many next bytes, and none at the end."""

    def __init__(self, read: Callable[[int], bytes], close: Callable[[], None]) -> None:
        super().__init__()
        self._read, self._close = read, close

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # any writable buffer
        """Fill the buffer as far as the next bytes go."""
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what lies below, once."""
        if not self.closed:
            self._close()
        super().close()

    def buffered(self) -> BinaryIO:
        """The stream as callers want it."""
        return io.BufferedReader(self, CHUNK)


def chunks(source: Source) -> Iterator[bytes]:
    """The bytes of a source in pieces of at most `CHUNK`."""
    with source.open() as stream:
        while piece := stream.read(CHUNK):
            yield piece


def sha256(source: Source) -> bytes:
    """The digest of a source; memory does not grow with its size."""
    digest = hashlib.sha256()
    for piece in chunks(source):
        digest.update(piece)
    return digest.digest()


def read_all(source: Source, limit: int) -> bytes | None:
    """The whole of a short source, or None when it is longer than the limit."""
    with source.open() as stream:
        data = stream.read(limit + 1)
    return data if len(data) <= limit else None
