"""Tiles of the tree on disk, by C2SP ``tlog-tiles``: one writer appends, any number of readers prove.

``tile/<level>/<number>`` holds up to 256 hashes, the roots of full subtrees of 256**level leaves. A tile is written
under another name, forced to disk and renamed, so what has its name is whole. What else a killed writer leaves behind
(other names, tiles beyond the size, partial tiles that a later one superseded, gaps) the next :meth:`TileStore.open`
puts right.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Self

from history.log import merkle

WIDTH = 256
HEIGHT = 8
LeavesByRange = Callable[[int, int], Iterable[bytes]]

_FILES_AT_ONCE = 128
_LEAVES_AT_ONCE = 65_536
_CACHED = 64
_PATH = re.compile(r"tile/([0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


class TileError(Exception):
    """The store does not hold what was asked for, or cannot hold what it was given."""


class Tile(NamedTuple):
    """The name of a tile: its level, its number there, how many hashes it has."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the folder of the store: ``tile/0/x001/x234/067``, a partial one ``….p/17``."""
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *others, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        whole = f"tile/{self.level}/{''.join(f'x{part}/' for part in others)}{last}"
        return whole if self.width == WIDTH else f"{whole}.p/{self.width}"

    @classmethod
    def at(cls, path: str) -> "Tile | None":
        """The tile of that path; None where no tile is written so."""
        if not (found := _PATH.fullmatch(path)):
            return None
        level, number, width = found.groups()
        tile = cls(int(level), int(number.replace("x", "").replace("/", "")), int(width) if width else WIDTH)
        return tile if tile.path == path and tile.width else None


def tiles_of(size: int) -> Iterator[Tile]:
    """The tiles of a tree of that size, level by level from the leaves."""
    level, hashes = 0, size
    while hashes:
        full, rest = divmod(hashes, WIDTH)
        yield from (Tile(level, number) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        level, hashes = level + 1, full


def belongs(tile: Tile, size: int) -> bool:
    """Whether a tree of that size has exactly this tile."""
    full, rest = divmod(size >> HEIGHT * tile.level, WIDTH)
    return tile.number < full if tile.width == WIDTH else (tile.number, tile.width) == (full, rest)


class TileReader:
    """Reads tiles, and proves from tiles alone. Safe beside a writer in another process."""

    def __init__(self, folder: Path) -> None:
        """Read the store whose ``tile`` folder lies in ``folder``."""
        self.folder = folder
        self._cache: dict[Tile, bytes] = {}

    def tile(self, level: int, number: int, width: int = WIDTH) -> bytes:
        """The first ``width`` hashes of a tile, one after the other, also where a wider one has superseded it.

        Raises:
            TileError: the store does not reach so far, or the file was damaged.
        """
        return self._at_least(level, number, width)[: width * merkle.HASH_BYTES]

    def node(self, height: int, index: int) -> bytes:
        """The root of a full subtree, see :mod:`history.log.merkle`.

        Raises:
            TileError: the store does not reach so far, or a file was damaged.
        """
        level, rest = divmod(height, HEIGHT)
        first, count = index << rest, 1 << rest
        number, offset = divmod(first, WIDTH)
        hashes = self._at_least(level, number, offset + count)
        hashes = hashes[offset * merkle.HASH_BYTES : (offset + count) * merkle.HASH_BYTES]
        while len(hashes) > merkle.HASH_BYTES:
            hashes = merkle.parents(hashes)
        return hashes

    def root_at(self, size: int) -> bytes:
        """The root of the tree's first ``size`` leaves.

        Raises:
            TileError: the store does not reach so far, or a file was damaged.
        """
        return merkle.root(size, self.node)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Proves a leaf in the tree of ``size`` leaves.

        Raises:
            ValueError: that tree has no such leaf.
            TileError: the store does not reach so far, or a file was damaged.
        """
        return merkle.prove_inclusion(index, size, self.node)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Proves that the tree of ``new`` leaves begins with that of ``old`` leaves.

        Raises:
            ValueError: the old tree is larger.
            TileError: the store does not reach so far, or a file was damaged.
        """
        return merkle.prove_consistency(old, new, self.node)

    def leaves(self, start: int, stop: int) -> Iterator[bytes]:
        """The hashes of leaves of a range, a tile in memory at a time.

        Raises:
            TileError: the store does not reach so far, or a file was damaged.
        """
        at = start
        while at < stop:
            number, offset = divmod(at, WIDTH)
            until = min(WIDTH, stop - number * WIDTH)
            hashes = self.tile(0, number, until)
            yield from _apart(hashes[offset * merkle.HASH_BYTES :])
            at = number * WIDTH + until

    def _at_least(self, level: int, number: int, width: int) -> bytes:
        whole = Tile(level, number)
        if whole in self._cache:
            return self._cache[whole]
        # A writer may supersede a tile between the look and the reading; the wider one is there before that.
        for _attempt in range(8):
            for tile in self._candidates(whole, width):
                try:
                    found = (self.folder / tile.path).read_bytes()
                except FileNotFoundError:
                    continue
                if len(found) != tile.width * merkle.HASH_BYTES:
                    raise TileError(f"{tile.path} was damaged: it has {len(found)} bytes")
                if tile == whole:
                    self._remember(tile, found)
                return found
        raise TileError(f"{Tile(level, number, width).path} is not there")

    def _remember(self, tile: Tile, hashes: bytes) -> None:
        if len(self._cache) >= _CACHED:
            self._cache.clear()
        self._cache[tile] = hashes

    def _candidates(self, whole: Tile, width: int) -> Iterator[Tile]:
        """The full tile, then the partial ones that are wide enough."""
        yield whole
        if width < WIDTH:
            yield whole._replace(width=width)
            try:
                names = os.listdir(self.folder / f"{whole.path}.p")
            except FileNotFoundError:
                return
            yield from (whole._replace(width=int(name)) for name in names if name.isdecimal() and int(name) > width)


class TileStore(TileReader):
    """The one writer of a store. Who opens it sees to it that there is no second one."""

    def __init__(self, folder: Path, size: int, edge: Sequence[bytes]) -> None:
        """Use :meth:`open`; ``edge`` is what the partial tile of each level holds."""
        super().__init__(folder)
        self._size, self._edge, self._is_usable = size, list(edge), True

    @classmethod
    def open(cls, folder: Path, size: int, leaves: LeavesByRange, *, expected_root: bytes | None = None) -> Self:
        """Open a store, or make one, that holds exactly the first ``size`` leaves.

        What is missing, of a wrong length or beyond that size is put right: leaves come from ``leaves(start, stop)``,
        everything above from the tiles below. The partial tiles at the edge are always compared with what they should
        be. A damaged bit in the middle of the tree is not looked for here; with ``expected_root`` (that of the newest
        checkpoint of this size) a store that has another root is built anew from its leaves.

        Raises:
            TileError: ``leaves`` gave more or fewer hashes than were asked for, or their root is not the expected one.
        """
        (folder / "tile").mkdir(parents=True, exist_ok=True)
        store = cls._repaired(folder, size, leaves, _clear(folder, size))
        if expected_root is not None and store._root_or_none() != expected_root:
            store = cls._repaired(folder, size, leaves, set())
            if store.root() != expected_root:
                raise TileError("the leaves do not have the expected root")
        return store

    @property
    def size(self) -> int:
        """How many leaves it holds."""
        return self._size

    def root(self) -> bytes:
        """The root of the tree as it is now.

        Raises:
            TileError: a file was damaged.
        """
        return self.root_at(self._size)

    def append(self, hashes: Sequence[bytes]) -> None:
        """Add hashes of leaves in their order; when this returns they are on disk.

        Raises:
            ValueError: one of them is no hash of 32 bytes; nothing was added.
            OSError: they could not be written; this store takes no more, and :meth:`open` puts right what is on disk.
            TileError: that happened before.
        """
        if not self._is_usable:
            raise TileError("a write failed: open the store again")
        if any(len(hashed) != merkle.HASH_BYTES for hashed in hashes):
            raise ValueError("a hash has 32 bytes")
        files: list[tuple[Tile, bytes]] = []
        superseded: list[Tile] = []
        edge, level, more = list(self._edge), 0, b"".join(hashes)
        while more:
            if level == len(edge):
                edge.append(b"")
            number = self._size >> HEIGHT * (level + 1)
            if edge[level]:
                superseded.append(Tile(level, number, len(edge[level]) // merkle.HASH_BYTES))
            full, edge[level] = _cut(edge[level] + more)
            files += [(Tile(level, number + at), tile) for at, tile in enumerate(full)]
            if edge[level]:
                width = len(edge[level]) // merkle.HASH_BYTES
                files.append((Tile(level, number + len(full), width), edge[level]))
            level, more = level + 1, b"".join(_root_of(tile) for tile in full)
        self._is_usable = False
        self._write(files)
        self._size, self._edge = self._size + len(hashes), edge
        self._remove(superseded)
        self._is_usable = True

    @classmethod
    def _repaired(cls, folder: Path, size: int, leaves: LeavesByRange, kept: set[Tile]) -> Self:
        """The store with everything written that is not among what was ``kept``."""
        store = cls(folder, size, ())
        edge: dict[int, bytes] = {}
        for batch in _batches(tile for tile in tiles_of(size) if tile not in kept or tile.width < WIDTH):
            files = [(tile, hashes) for tile, hashes in store._made(batch, leaves) if not store._has(tile, hashes)]
            store._write(files)
        for tile in tiles_of(size):
            if tile.width < WIDTH:
                edge[tile.level] = store.tile(*tile)
        store._edge = [edge.get(level, b"") for level in range(max(edge, default=-1) + 1)]
        return store

    def _made(self, batch: Sequence[Tile], leaves: LeavesByRange) -> Iterator[tuple[Tile, bytes]]:
        """Neighbouring tiles of one level, from the leaves or from the tiles below."""
        level, first = batch[0].level, batch[0].number * WIDTH
        count = sum(tile.width for tile in batch)
        if level == 0:
            hashes = b"".join(leaves(first, first + count))
            if len(hashes) != count * merkle.HASH_BYTES:
                raise TileError(f"the leaves from {first} up to {first + count} are {len(hashes)} bytes")
        else:
            hashes = b"".join(_root_of(self.tile(level - 1, first + at)) for at in range(count))
        at = 0
        for tile in batch:
            yield tile, hashes[at : at + tile.width * merkle.HASH_BYTES]
            at += tile.width * merkle.HASH_BYTES

    def _has(self, tile: Tile, hashes: bytes) -> bool:
        try:
            return (self.folder / tile.path).read_bytes() == hashes
        except FileNotFoundError:
            return False

    def _root_or_none(self) -> bytes | None:
        try:
            return self.root()
        except TileError:
            return None

    def _write(self, files: Sequence[tuple[Tile, bytes]]) -> None:
        """Write tiles so that each is whole as soon as it has its name."""
        folders: set[Path] = set()
        for tile, _hashes in files:
            path = self.folder / tile.path
            if path.parent not in folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                folders.update((path.parent, path.parent.parent))
            self._cache.pop(tile, None)
        for start in range(0, len(files), _FILES_AT_ONCE):
            _write_together(
                [(self.folder / tile.path, hashes) for tile, hashes in files[start : start + _FILES_AT_ONCE]]
            )
        for folder in sorted(folders):
            _force(folder)

    def _remove(self, superseded: Iterable[Tile]) -> None:
        """Remove partial tiles, after wider ones are on disk."""
        for tile in superseded:
            path = self.folder / tile.path
            path.unlink(missing_ok=True)
            if next(path.parent.iterdir(), None) is None:
                path.parent.rmdir()


def _clear(folder: Path, size: int) -> set[Tile]:
    """Remove what a tree of that size does not have; the tiles that are there, of the right length."""
    kept = set()
    for place, folders, files in os.walk(folder / "tile", topdown=False):
        below = Path(place).relative_to(folder).as_posix()
        for name in files:
            path = Path(place, name)
            tile = Tile.at(f"{below}/{name}")
            if tile and belongs(tile, size) and path.stat().st_size == tile.width * merkle.HASH_BYTES:
                kept.add(tile)
            else:
                path.unlink()
        if folders or below != "tile":
            _remove_if_empty(Path(place))
    return kept


def _remove_if_empty(folder: Path) -> None:
    if next(folder.iterdir(), None) is None:
        folder.rmdir()


def _batches(tiles: Iterable[Tile]) -> Iterator[list[Tile]]:
    """Neighbours of one level together, not too many."""
    batch: list[Tile] = []
    for tile in tiles:
        is_next = batch and (tile.level, tile.number) == (batch[-1].level, batch[-1].number + 1)
        if batch and (not is_next or len(batch) * WIDTH >= _LEAVES_AT_ONCE):
            yield batch
            batch = []
        batch.append(tile)
    if batch:
        yield batch


def _cut(hashes: bytes) -> tuple[list[bytes], bytes]:
    """The full tiles in there, and the rest."""
    step = WIDTH * merkle.HASH_BYTES
    whole = len(hashes) // step * step
    return [hashes[at : at + step] for at in range(0, whole, step)], hashes[whole:]


def _root_of(tile: bytes) -> bytes:
    """The root over a full tile."""
    hashes = tile
    while len(hashes) > merkle.HASH_BYTES:
        hashes = merkle.parents(hashes)
    return hashes


def _apart(hashes: bytes) -> Iterator[bytes]:
    return (hashes[at : at + merkle.HASH_BYTES] for at in range(0, len(hashes), merkle.HASH_BYTES))


def _write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write all under other names, then force each to disk and rename it: the disk is asked to hurry only once."""
    with ExitStack() as opened:
        written = []
        for path, content in files:
            other = path.with_name(f"{path.name}.new")
            file = opened.enter_context(other.open("wb"))
            file.write(content)
            file.flush()
            written.append((file, other, path))
        for file, other, path in written:
            os.fsync(file.fileno())
            other.replace(path)


def _force(folder: Path) -> None:
    """Force the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
