"""The store of files: content-addressed by SHA-256, written once, never changed, destroyed only by an act."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from documents.files.content import CONTAINER, Content, Readable, examine, holds_macros, require_fitting
from documents.files.scanning import Infected, ScannerUnavailable, Verdict, is_configured, scan
from documents.models import Scan, StoredFile
from history import bulk, clock, kill_points
from history.prepared import Given, Prepared

logger = logging.getLogger(__name__)
BLOCK = 1024 * 1024
_aside: ContextVar[Path | None] = ContextVar("files_are_kept_aside", default=None)


@dataclass(frozen=True)
class Placed:
    """Bytes that lie in their place, without a row as yet; ``known`` is the row that the same content has already."""

    sha256: str
    facts: dict[str, Any]
    verdict: Verdict
    known: StoredFile | None


@contextmanager
def kept_aside() -> Iterator[None]:
    """Inside the block what is stored lies in a folder that goes with the block; what was there before is read as ever.

    For what is undone as a whole: a transaction takes back rows, never bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        token = _aside.set(Path(folder))
        try:
            yield
        finally:
            _aside.reset(token)


def store(stream: Readable, media_type: str = "", *, name: str = "") -> StoredFile:
    """Keep the bytes of a stream; the same content is kept once. Memory does not grow with the size.

    Without a media type the content itself decides it; the ``name`` that a person gave it must then fit, and a
    configured scanner is asked at once. What the program made itself, or another agency sent, is scanned by the worker.

    Raises:
        ValidationError: ``file-empty``, ``file-too-large``, ``file-type-refused``, ``file-type-mismatch``,
            ``archive-bomb``, ``file-infected`` (an `Infected`).
    """
    return enter(place(stream, media_type, name=name))


def place(stream: Readable, media_type: str = "", *, name: str = "", is_new: bool = False) -> Placed:
    """The part of `store` that takes its time, to be done before a transaction that holds others up.

    ``is_new`` says that these bytes cannot have been stored before: the program has just made them by chance.

    Raises:
        ValidationError: see `store`.
    """
    folder = _root()
    folder.mkdir(parents=True, exist_ok=True)
    verdict = Verdict(is_scanned=False)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as target:
        try:
            digest, size = _copied(stream, target, 0 if media_type else settings.UPLOAD_LIMIT)
            written = Path(target.name)
            if media_type:
                found = Content(media_type, media_type != CONTAINER and holds_macros(written))
            else:
                found = examine(written)
                require_fitting(name, found.media_type)
                verdict = _scanned(written, digest)
        except BaseException:
            os.unlink(target.name)
            raise
    kill_points.reached("file-written")
    known = _in_place(written, digest, is_new=is_new)
    kill_points.reached("file-in-place")
    facts = {"size": size, "media_type": found.media_type, "has_macros": found.has_macros, **_columns(verdict)}
    return Placed(digest, facts, verdict, known)


def enter(placed: Placed) -> StoredFile:
    """The row of bytes that were placed."""
    stored, is_new = placed.known, False
    if stored is None:
        stored, is_new = _entered(placed)
    if not is_new and placed.verdict.is_scanned and stored.scan != Scan.CLEAN:
        keep_verdict(stored, placed.verdict)
    return stored


def _entered(placed: Placed) -> tuple[StoredFile, bool]:
    """The new row; or that of whoever stored the same content a moment ago."""
    row = StoredFile(sha256=placed.sha256, **placed.facts)
    if bulk.add(row):
        return row, True
    return StoredFile.objects.get(sha256=placed.sha256), False


def _in_place(written: Path, digest: str, *, is_new: bool) -> StoredFile | None:
    """Put the file where its content belongs; the row that knows this content, if one does.

    Bytes that were destroyed with their last paper and come again are kept again; who removes them waits here.
    """
    known = None if is_new else _KNOWN.first(sha256=digest)
    if known is None or known.destroyed_at is None:
        _put(written, digest)
        return known
    with transaction.atomic():
        known = StoredFile.objects.select_for_update().get(pk=known.pk)
        _put(written, digest)
        known.destroyed_at = None
        known.save()
    return known


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


def keep_verdict(stored: StoredFile, verdict: Verdict) -> None:
    """Write down what a later scan said of a stored content."""
    for name, value in _columns(verdict).items():
        setattr(stored, name, value)
    stored.save()


def open_stored(stored: StoredFile) -> BinaryIO:
    """The bytes of a stored file, to be closed by the caller."""
    return path_of(stored).open("rb")


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie; read only."""
    place = place_of(stored.sha256)
    found = _root() / place
    return found if _aside.get() is None or found.exists() else Path(settings.FILES_DIR) / place


def blocks(stored: StoredFile) -> Iterator[bytes]:
    """The bytes of a stored file, block by block."""
    with open_stored(stored) as source:
        while block := source.read(BLOCK):
            yield block


def _copied(stream: Readable, target: "tempfile._TemporaryFileWrapper[bytes]", limit: int) -> tuple[str, int]:
    """Digest and size of what was written; no limit is 0."""
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        size += len(block)
        if limit and size > limit:
            raise ValidationError(
                _("The file is larger than %(limit)s MB.") % {"limit": limit // BLOCK}, code="file-too-large"
            )
        digest.update(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _scanned(path: Path, digest: str) -> Verdict:
    """What the scanner says at once. One that is down stops nobody: the worker asks it later."""
    if not is_configured():
        return Verdict(is_scanned=False)
    try:
        verdict = scan(path)
    except ScannerUnavailable as error:
        logger.warning("the virus scanner does not answer: %s", error)
        return Verdict(is_scanned=False)
    if verdict.is_infected:
        raise Infected(verdict.finding, sha256=digest)
    return verdict


def _columns(verdict: Verdict) -> dict[str, object]:
    if not verdict.is_scanned:
        state = Scan.UNREADABLE if verdict.finding else Scan.NONE
        return {"scan": state, "scan_finding": verdict.finding, "scanned_at": clock.now() if verdict.finding else None}
    state = Scan.INFECTED if verdict.is_infected else Scan.CLEAN
    return {"scan": state, "scan_finding": verdict.finding, "scanned_at": clock.now()}


def _put(written: Path, digest: str) -> None:
    place = _root() / place_of(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(written, 0o440)
    os.replace(written, place)
    _keep_names_of(place.parent)


def _root() -> Path:
    return _aside.get() or Path(settings.FILES_DIR)


def place_of(sha256: str) -> Path:
    """Where a content lies, from the folder of the store."""
    return Path(sha256[:2], sha256[2:4], sha256)


def _keep_names_of(folder: Path) -> None:
    """A renamed file outlives a power cut only when its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_KNOWN = Prepared(lambda: StoredFile.objects.filter(sha256=Given("sha256")))
