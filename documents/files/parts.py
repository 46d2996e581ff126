"""Large files come in parts: an upload is a file in a temporary area that grows until it is whole, and is then stored.

What has arrived is the length of that file, so a lost link loses nothing: whoever sent it asks how much is there and
goes on. The token that names an upload is signed and good for the person who began it.
"""

import fcntl
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from documents.files.content import ENDINGS, HEAD, Readable, head_kind

PART = 8 * 1024 * 1024
UNFINISHED_AT_MOST = 20
_BLOCK = 1024 * 1024
_SPARE = 256 * 1024 * 1024  # what must stay free on the disk beside an upload
_TOKENS = signing.Signer(salt="documents.upload")


class WrongOffset(Exception):
    """The part does not begin where the upload ends; ``offset`` says where it does."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


@dataclass
class PartedUpload:
    """A file that came in parts, as forms and services take any uploaded file."""

    owner: int
    key: str
    size: int
    name: str = ""

    def __post_init__(self) -> None:
        self._source: BinaryIO | None = None

    @property
    def path(self) -> Path:
        """Where the bytes lie that have arrived."""
        return Path(settings.UPLOADS_DIR) / f"{self.owner}-{self.key}"

    @property
    def token(self) -> str:
        """What a form sends in place of the file."""
        return _TOKENS.sign_object([self.owner, self.key, self.size, self.name])

    @property
    def key_of_address(self) -> str:
        """The same for addresses, which stand in logs and so do not tell the name."""
        return _TOKENS.sign_object([self.owner, self.key, self.size])

    @property
    def offset(self) -> int:
        """How many bytes are there.

        Raises:
            FileNotFoundError: it was given up, or too old.
        """
        return self.path.stat().st_size

    @property
    def is_whole(self) -> bool:
        """Whether all bytes are there."""
        return self.path.exists() and self.offset == self.size

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""
        if self._source is None:
            self._source = self.path.open("rb")
        piece = self._source.read(size)
        if not piece:
            self._source.close()
            self._source = None
        return piece

    def forget(self) -> None:
        """Remove the bytes: the upload was stored, cancelled or refused."""
        if self._source is not None:
            self._source.close()
            self._source = None
        self.path.unlink(missing_ok=True)


def begin(owner: int, name: str, size: int) -> PartedUpload:
    """An upload of which nothing has arrived yet. What its name and size tell is checked before a byte is sent.

    Raises:
        ValidationError: ``file-empty``, ``file-too-large``, ``file-type-refused``, ``too-many-uploads``, ``no-room``.
    """
    name = os.path.basename(name.replace("\\", "/")).strip()[-255:] or "file"
    _require_takeable(name, size)
    area = Path(settings.UPLOADS_DIR)
    area.mkdir(parents=True, exist_ok=True)
    if len(list(area.glob(f"{owner}-*"))) >= UNFINISHED_AT_MOST:
        raise ValidationError(
            _("Too many files of yours are on their way: cancel some, or wait."), code="too-many-uploads"
        )
    # The stored file lies beside the upload for a moment.
    if shutil.disk_usage(area).free < 2 * size + _SPARE:
        raise ValidationError(_("The server has no room for this file now."), code="no-room")
    upload = PartedUpload(owner, uuid4().hex, size, name)
    upload.path.touch(mode=0o600, exist_ok=False)
    return upload


def find(token: str, owner: int | None) -> PartedUpload | None:
    """The upload that this person began and that is still there."""
    try:
        told: Any = _TOKENS.unsign_object(token)
    except signing.BadSignature:
        return None
    upload = PartedUpload(*told)
    return upload if upload.owner == owner and upload.path.exists() else None


def append(upload: PartedUpload, part: Readable, offset: int) -> int:
    """Add a part that begins at ``offset``; what arrived of a part that broke off stays. The new offset.

    Raises:
        WrongOffset: the upload is longer or shorter, or another part is just being written.
        ValidationError: ``file-too-large`` (more than was announced), ``file-type-refused`` (seen at its first bytes,
            and the upload is forgotten).
    """
    with upload.path.open("r+b") as target:
        try:
            fcntl.flock(target, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise WrongOffset(upload.offset) from busy
        at = target.seek(0, os.SEEK_END)
        if at != offset:
            raise WrongOffset(at)
        try:
            while block := part.read(_BLOCK):
                if at + len(block) > upload.size:
                    raise ValidationError(_("More bytes came than were announced."), code="file-too-large")
                if at == 0:
                    head_kind(block[:HEAD])
                target.write(block)
                at += len(block)
        except ValidationError:
            upload.forget()
            raise
        except UnreadablePostError:
            pass  # the link was lost: what came is there, and the sender asks how much
        target.flush()
    return at


def clear(older_than: float) -> int:
    """Remove uploads that nobody added to for so many seconds, and what killed processes have left half-written.

    Files that the store keeps lie in folders of its own; beside these are only drafts. Returns how many were removed.
    """
    removed = 0
    for path in [*_entries(settings.UPLOADS_DIR), *_entries(settings.FILES_DIR)]:
        try:
            if path.is_file() and time.time() - path.stat().st_mtime > older_than:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # its person finished or cancelled it meanwhile
    return removed


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


def _require_takeable(name: str, size: int) -> None:
    if size <= 0:
        raise ValidationError(_("The file is empty."), code="file-empty")
    if size > settings.UPLOAD_LIMIT:
        raise ValidationError(
            _("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT // _BLOCK},
            code="file-too-large",
        )
    _stem, dot, ending = name.lower().rpartition(".")
    known = set().union(*ENDINGS.values())
    if dot and ending.isalnum() and len(ending) <= len("xhtml") and ending not in known and not ending.isdigit():
        raise ValidationError(
            _("Files of this kind are not taken: PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS and plain text are."),
            code="file-type-refused",
        )
