"""The store of files: content-addressed by SHA-256, written once, never changed, destroyed only by an act."""

import codecs
import hashlib
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
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
_ENDINGS = {
    PDF: {"pdf"},
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg", "jpe", "jfif"},
    "text/plain": {"txt", "text", "csv", "log", "md"},
    _OFFICE["word/"]: {"docx"},
    _OFFICE["xl/"]: {"xlsx"},
    "application/vnd.oasis.opendocument.text": {"odt"},
    "application/vnd.oasis.opendocument.spreadsheet": {"ods"},
}
_HEAD = 4096


class Readable(Protocol):
    """Anything that gives its bytes in blocks."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""


def store(stream: Readable, media_type: str = "", *, name: str = "") -> StoredFile:
    """Keep the bytes of a stream; the same content is kept once. Memory does not grow with the size.

    Without a media type the content itself decides it; the ``name`` that a person gave it must then fit.

    Raises:
        ValidationError: ``file-empty``, ``file-too-large``, ``file-type-refused``, ``file-type-mismatch``.
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
            if not media_type:
                _require_fitting(name, kind)
        except BaseException:
            os.unlink(target.name)
            raise
    name = digest.hexdigest()
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(target.name, 0o440)
    with transaction.atomic():
        # Bytes that were destroyed with their last paper and come again are kept again; who removes them waits here.
        known = StoredFile.objects.select_for_update().filter(sha256=name, destroyed_at__isnull=False).first()
        os.replace(target.name, place)
        _keep_names_of(place.parent)
        if known is not None:
            known.destroyed_at = None
            known.save()
            return known
    stored, _is_new = StoredFile.objects.get_or_create(sha256=name, defaults={"size": size, "media_type": kind})
    return stored


def remove_destroyed(keys: Iterable[int] | None = None) -> int:
    """Take the bytes of destroyed files from the disk: of these, or of all whose bytes an interruption left there.

    Returns how many lay there. Files that were stored again meanwhile stay.
    """
    wanted = StoredFile.objects.filter(destroyed_at__isnull=False)
    if keys is not None:
        wanted = wanted.filter(pk__in=list(keys))
    removed = 0
    for key in wanted.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            stored = StoredFile.objects.select_for_update().filter(pk=key, destroyed_at__isnull=False).first()
            if stored is not None and path_of(stored).exists():
                path_of(stored).unlink()
                _keep_names_of(path_of(stored).parent)
                removed += 1
    return removed


def media_type_of(path: Path) -> str:
    """What the bytes of a file are, whatever its name says.

    Raises:
        ValidationError: ``file-empty``, ``file-type-refused``.
    """
    with path.open("rb") as source:
        head = source.read(_HEAD)
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
                with archive.open("mimetype") as entry:  # its first bytes alone: an entry may unpack to terabytes
                    declared = entry.read(100).decode("ascii", "replace")
                if declared in _OPEN_DOCUMENTS:
                    return _without_macros(declared, names)
            if "[Content_Types].xml" in names:
                for prefix, kind in _OFFICE.items():
                    if any(name.startswith(prefix) for name in names):
                        return _without_macros(kind, names)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        pass  # broken, encrypted or packed in an unknown way: refused as any other archive
    raise ValidationError(
        _("Archives are not taken: attach the files one by one."),
        code="file-type-refused",
    )


def _without_macros(kind: str, names: list[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise ValidationError(
            _("Files with macros are not taken: save the file without them."), code="file-type-refused"
        )
    return kind


def _is_text(head: bytes) -> bool:
    if any(byte < ord(" ") and byte not in b"\t\r\n" for byte in head):
        return False
    try:
        # The head of a longer file may end within a letter.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < _HEAD)
    except UnicodeDecodeError:
        return False
    return not text.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<svg", "#!"))


def _require_fitting(name: str, kind: str) -> None:
    _stem, dot, ending = name.lower().rpartition(".")
    if dot and re.fullmatch(r"[a-z][a-z0-9]{1,4}", ending) and ending not in _ENDINGS[kind]:
        raise ValidationError(
            _("The name of the file does not fit its content: save it anew under its right kind."),
            code="file-type-mismatch",
        )


def _keep_names_of(folder: Path) -> None:
    """A renamed file outlives a power cut only when its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
