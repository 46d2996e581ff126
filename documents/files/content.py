"""What the bytes of a file are, whatever its name says: kind, macros, and archives that would unpack without end."""

import codecs
import re
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PDF = "application/pdf"
TEXT = "text/plain"
PICTURES = frozenset({"image/png", "image/jpeg"})
CONTAINER = "application/vnd.etsi.asic-e+zip"
_MICROSOFT = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DOCX = _MICROSOFT["word/"]
ODT = "application/vnd.oasis.opendocument.text"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OPEN_DOCUMENTS = frozenset({ODT, _ODS})
TABLES = frozenset({_MICROSOFT["xl/"], _ODS})
OFFICE = frozenset(_MICROSOFT.values()) | _OPEN_DOCUMENTS
ENDINGS = {
    PDF: {"pdf"},
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg", "jpe", "jfif"},
    TEXT: {"txt", "text", "csv", "log", "md"},
    _MICROSOFT["word/"]: {"docx", "docm"},
    _MICROSOFT["xl/"]: {"xlsx", "xlsm"},
    ODT: {"odt"},
    _ODS: {"ods"},
}
HEAD = 4096
_ZIP = b"PK\x03\x04"
_BLOCK = 1024 * 1024

# An office file that unpacks to more than this, or by more than RATIO once past what is harmless, is a bomb.
UNPACKED_AT_MOST = 2 * 1024 * 1024 * 1024
HARMLESS = 64 * 1024 * 1024
RATIO = 200
DEEPEST = 3
# The list of entries is held in memory.
LIST_AT_MOST = 4 * 1024 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = 65535


class Readable(Protocol):
    """Anything that gives its bytes in blocks."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""


@dataclass(frozen=True)
class Content:
    """What was found: the kind of content, and whether macros are in it."""

    media_type: str
    has_macros: bool = False


@dataclass
class _Budget:
    """What may still be unpacked of a file and of all that is packed inside it."""

    packed: int
    spent: int = 0

    def spend(self, size: int) -> None:
        self.spent += size
        if self.spent > UNPACKED_AT_MOST or (self.spent > HARMLESS and self.spent > RATIO * self.packed):
            raise _bomb()


def media_type_of(path: Path) -> str:
    """What the bytes of a file are.

    Raises:
        ValidationError: see `examine`.
    """
    return examine(path).media_type


def examine(path: Path) -> Content:
    """What the bytes of a file are; an archive is unpacked to nowhere, entry by entry, to see what it holds.

    Raises:
        ValidationError: ``file-empty``, ``file-type-refused``, ``archive-bomb``.
    """
    with path.open("rb") as source:
        kind = head_kind(source.read(HEAD))
        if kind:
            return Content(kind)
        return _office(source, path.stat().st_size)


def head_kind(head: bytes) -> str:
    """What the first bytes say; empty for an archive, of which the end tells more.

    Raises:
        ValidationError: ``file-empty``, ``file-type-refused``.
    """
    if not head:
        raise ValidationError(_("The file is empty."), code="file-empty")
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(_ZIP):
        return ""
    if _is_text(head):
        return TEXT
    raise ValidationError(
        _("Files of this kind are not taken: PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS and plain text are."),
        code="file-type-refused",
    )


def holds_macros(path: Path) -> bool:
    """Whether an archive that somebody else declared to be of some kind holds macros.

    Raises:
        ValidationError: ``archive-bomb``.
    """
    with path.open("rb") as source:
        if source.read(len(_ZIP)) != _ZIP:
            return False
        try:
            _kind, has_macros = _looked_through(source, _Budget(path.stat().st_size), 1)
        except _BROKEN:
            return False
    return has_macros


def require_fitting(name: str, kind: str) -> None:
    """Refuse a name whose ending says another kind than the content.

    Raises:
        ValidationError: ``file-type-mismatch``.
    """
    _stem, dot, ending = name.lower().rpartition(".")
    if dot and re.fullmatch(r"[a-z][a-z0-9]{1,4}", ending) and ending not in ENDINGS[kind]:
        raise ValidationError(
            _("The name of the file does not fit its content: save it anew under its right kind."),
            code="file-type-mismatch",
        )


# What a broken, encrypted or strangely packed archive ends with.
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, struct.error)


def _office(source: BinaryIO, size: int) -> Content:
    try:
        kind, has_macros = _looked_through(source, _Budget(size), 1)
    except _BROKEN:
        kind, has_macros = "", False
    if not kind:
        raise ValidationError(_("Archives are not taken: attach the files one by one."), code="file-type-refused")
    return Content(kind, has_macros)


def _looked_through(source: IO[bytes], budget: _Budget, depth: int) -> tuple[str, bool]:
    """Kind of an office file (empty for another archive) and whether it, or what is packed inside, holds macros."""
    _require_short_list(source)
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        for entry in entries:
            budget.spend(entry.file_size)
        budget.spent -= sum(entry.file_size for entry in entries)
        kind = _kind(archive, names)
        has_macros = any(map(_is_macro, names))
        # Only reading tells what is really there: a size that lies fails at the checksum of its entry.
        found = [_read_through(archive, entry, budget, depth) for entry in entries]
    return kind, has_macros or any(found)


def _read_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, depth: int) -> bool:
    with archive.open(entry) as packed:
        first = packed.read(_BLOCK)
        budget.spend(len(first))
        if not first.startswith(_ZIP):
            while block := packed.read(_BLOCK):
                budget.spend(len(block))
            return False
        if depth == DEEPEST:
            raise _bomb()
        with tempfile.SpooledTemporaryFile(max_size=_BLOCK) as inner:
            inner.write(first)
            while block := packed.read(_BLOCK):
                budget.spend(len(block))
                inner.write(block)
            try:
                return _looked_through(inner, budget, depth + 1)[1]
            except _BROKEN:
                return False  # it only began like an archive


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names:
        with archive.open("mimetype") as entry:
            declared = entry.read(100).decode("ascii", "replace")
        if declared in _OPEN_DOCUMENTS:
            return declared
    if "[Content_Types].xml" in names:
        for prefix, kind in _MICROSOFT.items():
            if any(name.startswith(prefix) for name in names):
                return kind
    return ""


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))


def _require_short_list(source: IO[bytes]) -> None:
    """Look at the end of an archive for how long its list is, before anybody reads the list into memory."""
    size = source.seek(0, 2)
    source.seek(max(size - _LONGEST_COMMENT - _END.size, 0))
    tail = source.read()
    at = len(tail) - _END.size
    if not (tail[at:].startswith(_END_MARK) and tail.endswith(b"\x00\x00")):
        at = tail.rfind(_END_MARK)
    if at < 0:
        raise zipfile.BadZipFile("no end")
    listed = _END.unpack_from(tail, at)[5]
    if listed > LIST_AT_MOST:
        raise _bomb()
    source.seek(0)


def _bomb() -> ValidationError:
    return ValidationError(_("The file unpacks to far more than it seems to be: it is not taken."), code="archive-bomb")


def _is_text(head: bytes) -> bool:
    if any(byte < ord(" ") and byte not in b"\t\r\n" for byte in head):
        return False
    try:
        # The head of a longer file may end within a letter.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return not text.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<svg", "#!"))
