"""The store of files: content-addressed by SHA-256, written once, never changed, destroyed only by an act."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
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
from history.prepared import GivenTexts, Prepared

logger = logging.getLogger(__name__)
BLOCK = 1024 * 1024
FORCED_AT_ONCE = 8
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
    return put_all([write(stream, media_type, name=name, is_new=is_new)])[0]


def place_all(several: Iterable[tuple[Readable, str]]) -> list[Placed]:
    """Place the bytes of streams with their media types, looked up together and forced to the disk together."""
    written: list[Written] = []
    try:
        for stream, media_type in several:
            written.append(write(stream, media_type))  # what was written before a failure is taken away
    except BaseException:
        for one in written:
            one.path.unlink()
        raise
    return put_all(written)


@dataclass(frozen=True)
class Written:
    """Bytes in a file of their own, on their way to their place; no power cut is survived as yet."""

    path: Path
    sha256: str
    facts: dict[str, Any]
    verdict: Verdict
    is_new: bool = False


def write(stream: Readable, media_type: str = "", *, name: str = "", is_new: bool = False) -> Written:
    """The first half of `place`, for several that `put_all` then puts into their places together.

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
    facts = {"size": size, "media_type": found.media_type, "has_macros": found.has_macros, **_columns(verdict)}
    return Written(written, digest, facts, verdict, is_new)


def enter(placed: Placed) -> StoredFile:
    """The row of bytes that were placed."""
    return enter_all([placed])[0]


def enter_all(several: Sequence[Placed]) -> list[StoredFile]:
    """The rows of bytes that were placed, in their order, the new ones by one statement."""
    known = {placed.sha256: placed.known for placed in several if placed.known is not None}
    # in one order: who enters the same contents at the same moment waits, and is not waited for
    unknown = sorted({placed.sha256: placed for placed in several if placed.sha256 not in known}.items())
    rows = {digest: StoredFile(sha256=digest, **placed.facts) for digest, placed in unknown}
    added = bulk.add(StoredFile, "sha256", list(rows.values()))
    for digest in rows.keys() - added:  # somebody stored the same content a moment ago
        known[digest] = StoredFile.objects.get(sha256=digest)
    for placed in several:
        stored = known.get(placed.sha256)
        if stored is not None and placed.verdict.is_scanned and stored.scan != Scan.CLEAN:
            keep_verdict(stored, placed.verdict)
    return [known.get(placed.sha256) or rows[placed.sha256] for placed in several]


def put_all(several: Sequence[Written]) -> list[Placed]:
    """Put files where their contents belong, with the rows that know these contents, if there are any.

    When it returns, all of them outlive a power cut. What a call that failed has put in its place already stays there.
    Bytes that were destroyed with their last paper and come again are kept again; who removes them waits here.
    """
    asked = {one.sha256 for one in several if not one.is_new}
    known = {row.sha256: row for row in _KNOWN.all(digests=asked)} if asked else {}
    _force({one.path for one in several if one.path.exists()})
    for one in several:
        row = known.get(one.sha256)
        if row is None or row.destroyed_at is None:
            _put(one)
        else:
            known[one.sha256] = _put_again(one, row)
        kill_points.reached("file-in-place")
    _force({(_root() / place_of(one.sha256)).parent for one in several})
    return [Placed(one.sha256, one.facts, one.verdict, known.get(one.sha256)) for one in several]


def _put_again(one: Written, known: StoredFile) -> StoredFile:
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().get(pk=known.pk)
        _force({_put(one)})
        row.destroyed_at = None
        row.save()
    return row


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
                _force({path_of(stored).parent})
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


def _put(one: Written) -> Path:
    """Move a file to its place, unless that was done; the folder, whose list of names is still to be forced."""
    place = _root() / place_of(one.sha256)
    if one.path.exists() or not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(one.path, 0o440)
        os.replace(one.path, place)
    return place.parent


def _root() -> Path:
    return _aside.get() or Path(settings.FILES_DIR)


def place_of(sha256: str) -> Path:
    """Where a content lies, from the folder of the store."""
    return Path(sha256[:2], sha256[2:4], sha256)


def _force(several: Collection[Path]) -> None:
    """Have files outlive a power cut, and names that were given in folders; all at once.

    A disk takes several that wait together in little more than the time of one.
    """
    if len(several) <= 1:
        for one in several:
            _force_one(one)
        return
    list(_threads(os.getpid()).map(_force_one, several))


@cache
def _threads(_process: int) -> ThreadPoolExecutor:
    """Those of this process: a process that was forked off has none of its parent's."""
    return ThreadPoolExecutor(FORCED_AT_ONCE, thread_name_prefix="forcing")


def _force_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_KNOWN = Prepared(lambda: StoredFile.objects.filter(sha256__in=GivenTexts("digests")))
