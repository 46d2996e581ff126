"""Packages in watched folders: laid whole or not at all, found when they are whole, moved away when they are settled.

A package is a folder of its own with ``message.xml`` and what belongs to it. Below each watched folder ``out`` is what
we lay for the courier, ``in`` what the courier lays for us, ``done`` and ``refused`` what was read. None of them is
made while messages go: a share that has vanished must not be mistaken for an empty folder.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from exchange.transport import DeliveryFailed
from signing.sources import CHUNK, Source

IN, OUT, DONE, REFUSED = "in", "out", "done", "refused"
PARTS = (IN, OUT, DONE, REFUSED)
MESSAGE = "message.xml"
CONTAINER = re.compile(r"[a-fA-F0-9]{32}\.edc\.zip", re.ASCII)
ENTRIES_AT_MOST = 1000
ARRIVALS_AT_MOST = 500  # in one round, the oldest names first
_UNFINISHED = (".part", ".tmp", ".partial", ".filepart")
_GARBAGE_SECONDS = 24 * 3600
CODES = {
    errno.ENOENT: "FOLDER_VANISHED",
    errno.ENOTDIR: "FOLDER_VANISHED",
    errno.EROFS: "FOLDER_READ_ONLY",
    errno.EACCES: "FOLDER_FORBIDDEN",
    errno.EPERM: "FOLDER_FORBIDDEN",
    errno.ENOSPC: "FOLDER_FULL",
    errno.EDQUOT: "FOLDER_FULL",
    errno.EFBIG: "FOLDER_FULL",
    errno.EXDEV: "FOLDER_SPLIT",
}


class FolderFault(Exception):
    """The folder cannot be used now; ``detail`` is the code of the fault, ``part`` the part of it that has it."""

    def __init__(self, detail: str, part: str = "") -> None:
        super().__init__(detail)
        self.detail, self.part = detail, part


class NotYet(Exception):
    """The package is still growing, or its courier died over it: it is looked at again."""


class Unfit(Exception):
    """What lies there is no package: a link, a device, a name that has no place in it."""


def place_of(name: str) -> Path:
    """Where a watched folder lies."""
    return Path(settings.EXCHANGE_FOLDERS) / name


def make(name: str) -> Path:
    """Make a watched folder with its four parts, where they are missing."""
    for part in PARTS:
        (place_of(name) / part).mkdir(parents=True, exist_ok=True)
    return place_of(name)


def try_out(name: str) -> None:
    """Write into each part of a watched folder, and move from ``in`` as packages are moved; nothing of it stays.

    Raises:
        FolderFault: that does not work, or ``FOLDER_OUTSIDE``: a link leads out of the folder of exchange.
    """
    place = place_of(name)
    whole = Path(settings.EXCHANGE_FOLDERS).resolve() / name
    probe = f".{secrets.token_hex(8)}.part"
    for part in PARTS:
        if (place / part).resolve() != whole / part:
            raise FolderFault("FOLDER_OUTSIDE", part)
        try:
            os.close(os.open(place / part / probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640))
            (place / part / probe).unlink()
        except OSError as error:
            raise FolderFault(told(error), part) from error
    at = place / IN / probe
    try:
        at.touch(exist_ok=False)
        for part in (DONE, REFUSED):
            at = at.rename(place / part / probe)
    except OSError as error:
        raise FolderFault(told(error), at.parent.name) from error
    finally:
        with contextlib.suppress(OSError):
            at.unlink()


def lay(place: Path, name: str, files: Mapping[str, Source]) -> None:
    """Lay a package for the courier under its name; one that lies there already is the same and stays.

    Raises:
        DeliveryFailed: the folder is full, read-only, or not there. Nothing half-written is left under the name.
    """
    out = place / OUT
    draft = out / f".{name}.{secrets.token_hex(4)}.part"
    try:
        if (out / name).exists():
            return
        draft.mkdir()
        for entry, source in files.items():
            _write(draft / entry, source)
        _sync_folder(draft)
        draft.rename(out / name)
        _sync_folder(out)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if error.errno in (errno.EEXIST, errno.ENOTEMPTY) and (out / name).exists():
            return  # another worker was faster with the same bytes
        raise DeliveryFailed(told(error)) from error


def arrivals(place: Path) -> list[Path]:
    """The packages that the courier has laid, oldest names first; what is still being written is left alone.

    Raises:
        FolderFault: the folder cannot be read, or there is nowhere to move what was read.
    """
    try:
        for part in (DONE, REFUSED):
            (place / part).stat()
        _clear_drafts(place / OUT)
        with os.scandir(place / IN) as found:
            names = sorted(entry.name for entry in found if not _is_unfinished(entry.name))
    except OSError as error:
        raise FolderFault(told(error)) from error
    return [place / IN / name for name in names[:ARRIVALS_AT_MOST]]


@dataclass(frozen=True)
class Package:
    """What lies in a package: its message, and its container if it has one."""

    path: Path
    entries: Mapping[str, os.stat_result]

    @property
    def container(self) -> str:
        """The name of the container, empty when there is none."""
        return next((name for name in self.entries if CONTAINER.fullmatch(name)), "")

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(entry.st_size for entry in self.entries.values())

    @property
    def has_settled(self) -> bool:
        """Whether nothing of it was written for so long that whoever wrote it has stopped."""
        newest = max([self.path.lstat().st_mtime, *(entry.st_mtime for entry in self.entries.values())])
        return time.time() - newest > settings.EXCHANGE_FOLDER_SETTLES_SECONDS

    def open(self, name: str) -> BinaryIO:
        """A file of it; a link that took its place meanwhile is not followed.

        Raises:
            Unfit: it is no plain file any more.
        """
        try:
            descriptor = os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise Unfit(name) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unfit(name)
        return os.fdopen(descriptor, "rb")


def package_at(path: Path) -> Package:
    """What lies at a place in ``in``.

    Raises:
        NotYet: it has no message yet.
        Unfit: it is no folder of plain files.
    """
    try:
        if not stat.S_ISDIR(path.lstat().st_mode):
            raise Unfit(path.name)
        names = os.listdir(path)
        if len(names) > ENTRIES_AT_MOST:
            raise Unfit(path.name)
        entries = {name: (path / name).lstat() for name in sorted(names)}
    except FileNotFoundError as error:
        raise NotYet from error
    except OSError as error:
        raise NotYet(told(error)) from error
    if any(not stat.S_ISREG(entry.st_mode) for entry in entries.values()):
        raise Unfit(path.name)
    package = Package(path, entries)
    if any(_is_unfinished(name) for name in entries) and not package.has_settled:
        raise NotYet
    if MESSAGE not in entries:
        if package.has_settled:
            raise Unfit(path.name)
        raise NotYet
    if sum(1 for name in entries if CONTAINER.fullmatch(name)) > 1:
        raise Unfit(path.name)
    return package


def put_away(path: Path, part: str) -> None:
    """Move a package that was read out of ``in``; done twice, or while the folder is gone, it is found again later."""
    target = path.parent.parent / part / path.name
    with contextlib.suppress(OSError):
        while target.exists():
            target = target.with_name(f"{path.name}.{secrets.token_hex(4)}")
        path.rename(target)
        _sync_folder(path.parent)


def _write(path: Path, source: Source) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "wb") as target, source.open() as stream:
        while piece := stream.read(CHUNK):
            target.write(piece)
        target.flush()
        os.fsync(descriptor)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_drafts(out: Path) -> None:
    """Remove what a killed worker left half-written a day ago."""
    with os.scandir(out) as found:
        drafts = [entry for entry in found if entry.name.startswith(".") and entry.name.endswith(".part")]
    for draft in drafts:
        if time.time() - draft.stat(follow_symlinks=False).st_mtime > _GARBAGE_SECONDS:
            shutil.rmtree(draft.path, ignore_errors=True)


def _is_unfinished(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(_UNFINISHED)


def told(error: OSError) -> str:
    """The code of what is wrong; `exchange.reports` says it in words, and no path of this machine is told."""
    return CODES.get(error.errno or 0, "FOLDER_FAULT")
