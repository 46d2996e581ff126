"""The store of files: content-addressed by SHA-256, written once, never changed."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.models import StoredFile

BLOCK = 1024 * 1024

PDF = "application/pdf"
CONTAINER = "application/vnd.etsi.asic-e+zip"
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
}


class Readable(Protocol):
    """Anything that gives its bytes in blocks."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""


def store(stream: Readable, media_type: str = "") -> StoredFile:
    """Keep the bytes of a stream; the same content is kept once. Memory does not grow with the size.

    Without a media type the content itself decides it.

    Raises:
        ValidationError: ``file-empty``, ``file-too-large``, ``file-type-refused``.
    """
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as target:
        try:
            while block := stream.read(BLOCK):
                size += len(block)
                if not media_type and size > settings.UPLOAD_LIMIT:
                    raise ValidationError(
                        _("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT // BLOCK},
                        code="file-too-large",
                    )
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
            kind = media_type or media_type_of(Path(target.name))
        except BaseException:
            os.unlink(target.name)
            raise
    name = digest.hexdigest()
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(target.name, 0o440)
    os.replace(target.name, place)
    stored, _is_new = StoredFile.objects.get_or_create(sha256=name, defaults={"size": size, "media_type": kind})
    return stored


def media_type_of(path: Path) -> str:
    """What the bytes of a file are, whatever its name says.

    Raises:
        ValidationError: ``file-empty``, ``file-type-refused``.
    """
    with path.open("rb") as source:
        head = source.read(4096)
    if not head:
        raise ValidationError(_("The file is empty."), code="file-empty")
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if _is_text(head):
        return "text/plain"
    raise ValidationError(
        _("Files of this kind are not taken: PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS and plain text are."),
        code="file-type-refused",
    )


def open_stored(stored: StoredFile) -> BinaryIO:
    """The bytes of a stored file, to be closed by the caller."""
    return path_of(stored).open("rb")


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie; read only."""
    return _place(stored.sha256)


def blocks(stored: StoredFile) -> Iterator[bytes]:
    """The bytes of a stored file, block by block."""
    with open_stored(stored) as source:
        while block := source.read(BLOCK):
            yield block


def _place(name: str) -> Path:
    return Path(settings.FILES_DIR) / name[:2] / name[2:4] / name


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                declared = archive.read("mimetype")[:100].decode("ascii", "replace")
                if declared in _OPEN_DOCUMENTS:
                    return declared
            if "[Content_Types].xml" in names:
                for prefix, kind in _OFFICE.items():
                    if any(name.startswith(prefix) for name in names):
                        return kind
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        pass
    raise ValidationError(
        _("Archives are not taken: attach the files one by one."),
        code="file-type-refused",
    )


def _is_text(head: bytes) -> bool:
    if any(byte < ord(" ") and byte not in b"\t\r\n" for byte in head):
        return False
    try:
        head[: head.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"#!"))
