"""The store of tiles: as C2SP says on disk, proofs from tiles alone, and whole again after being killed anywhere."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from history.log import merkle
from history.log.tiles import Tile, TileError, TileReader, TileStore, belongs, tiles_of
from tests.history.building import MemoryTiles

ROOT = Path(__file__).resolve().parent.parent.parent
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(70_000)]
NODE = merkle.nodes_of(LEAVES)
# Appends batches of a size to a store, but ends at its n-th look at, or change of, a file: without any clean-up.
KILLED = """
import os, sys
from pathlib import Path
from history.log import merkle
from history.log.tiles import TileStore

folder, size, more, step, moments = Path(sys.argv[1]), *map(int, sys.argv[2:])
leaves = [merkle.leaf_hash(b"%d" % number) for number in range(size + more)]
store = TileStore.open(folder, size, lambda start, stop: leaves[start:stop])
seen = 0

def count(event, given):
    global seen
    if event in {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir", "os.scandir"}:
        seen += 1
        if seen == moments:
            os._exit(9)

sys.addaudithook(count)
for start in range(size, size + more, step):
    store.append(leaves[start : start + step])
"""


def opened(folder: Path, size: int) -> TileStore:
    """The store of the first leaves, from a caller that has them all."""
    return TileStore.open(folder, size, lambda start, stop: LEAVES[start:stop])


def files(folder: Path) -> dict[str, bytes]:
    """All that lies in a store."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def right(size: int) -> dict[str, bytes]:
    """What should lie in a store of that size."""
    memory = MemoryTiles(LEAVES[:size])
    return {tile.path: memory.tile(*tile) for tile in tiles_of(size)}


def steps(chance: random.Random, size: int) -> Iterator[int]:
    """Sizes from 0 up to that one, by batches of any size."""
    at = 0
    while at < size:
        at = min(size, at + chance.choice([1, 2, 100, 256, 257, 700, 5_000]))
        yield at


def test_tiles_are_named_as_the_specification_says() -> None:
    """C2SP tlog-tiles, with its own example."""
    assert Tile(0, 1_234_067).path == "tile/0/x001/x234/067"
    assert Tile(1, 0, 17).path == "tile/1/000.p/17"
    assert Tile(2, 999).path == "tile/2/999"
    assert Tile(2, 1_000).path == "tile/2/x001/000"
    for size in (0, 1, 256, 70_000, 256**2, 256**3 + 5):
        assert all(
            belongs(tile, size) and Tile.at(tile.path) == tile
            for tile in tiles_of(min(size, 300_000))
            if size < 300_000
        )


@pytest.mark.parametrize(
    "path", ["tile/0/1", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/00/001", "x"]
)
def test_other_ways_to_write_a_path_name_no_tile(path: str) -> None:
    """Each tile has one name."""
    assert Tile.at(path) is None


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_batches_the_tiles_are_the_same(seed: int, tmp_path: Path) -> None:
    """And nothing else is left: superseded tiles are gone."""
    chance = random.Random(seed)
    size, at = chance.randrange(66_000, 70_000), 0
    store = opened(tmp_path, 0)

    for until in steps(chance, size):
        store.append(LEAVES[at:until])
        at = until

    assert (store.size, store.root()) == (size, merkle.root(size, NODE))
    assert files(tmp_path) == right(size)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_535, 65_536, 65_537])
def test_roots_and_proofs_come_from_tiles_alone(size: int, tmp_path: Path) -> None:
    """Of any earlier size; another reader opens the folder knowing nothing."""
    opened(tmp_path, size)
    reader, chance = TileReader(tmp_path), random.Random(size)

    for _time in range(20):
        old = chance.randint(0, size)
        root = reader.root_at(old)
        assert root == merkle.root(old, NODE)
        merkle.check_consistency(old, root, size, reader.root_at(size), reader.consistency(old, size))
        if old:
            index = chance.randrange(old)
            merkle.check_inclusion(LEAVES[index], index, old, reader.inclusion(index, old), root)
            assert list(reader.leaves(index, old)) == LEAVES[index:old]


def test_what_the_store_does_not_reach_is_refused(tmp_path: Path) -> None:
    """Rather than answered with a root of something else."""
    store = opened(tmp_path, 300)

    for attempt in (lambda: store.root_at(301), lambda: store.tile(0, 1, 45), lambda: list(store.leaves(0, 301))):
        with pytest.raises(TileError):
            attempt()


def test_a_file_of_another_length_is_refused(tmp_path: Path) -> None:
    """A torn tile is told from a tile."""
    opened(tmp_path, 300)
    path = tmp_path / "tile/0/000"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(TileError, match="damaged"):
        TileReader(tmp_path).root_at(200)


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_missing_or_too_much_is_put_right(seed: int, tmp_path: Path) -> None:
    """Files removed, cut, added; a size that is smaller or larger than that of the store."""
    chance = random.Random(seed)
    opened(tmp_path, chance.randrange(0, 3_000))
    for path in [path for path in tmp_path.rglob("*") if path.is_file() and chance.random() < 0.4]:
        if chance.random() < 0.5:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-5])
    for name in ("tile/0/000.new", "tile/0/099", "tile/1/000.p/200", "tile/7/note", "tile/0/000.p/3"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(96))
    size = chance.randrange(0, 3_000)

    store = opened(tmp_path, size)

    assert store.root() == merkle.root(size, NODE)
    assert files(tmp_path) == right(size)


def test_a_store_with_another_root_than_expected_is_built_anew(tmp_path: Path) -> None:
    """A bit that turned over in a tile of the upper level."""
    opened(tmp_path, 66_000)
    path = tmp_path / "tile/1/000"
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    expected = merkle.root(66_000, NODE)

    store = TileStore.open(tmp_path, 66_000, lambda start, stop: LEAVES[start:stop], expected_root=expected)

    assert store.root() == expected
    assert files(tmp_path) == right(66_000)


def test_leaves_that_do_not_have_the_expected_root_are_refused(tmp_path: Path) -> None:
    """The database and the checkpoint contradict each other: nobody may go on."""
    with pytest.raises(TileError, match="expected root"):
        TileStore.open(tmp_path, 5, lambda start, stop: LEAVES[start:stop], expected_root=bytes(32))


def test_a_caller_that_gives_too_few_leaves_is_refused(tmp_path: Path) -> None:
    """It vouched for more."""
    with pytest.raises(TileError, match="leaves"):
        TileStore.open(tmp_path, 500, lambda start, stop: LEAVES[start : stop - 1])


def test_what_is_no_hash_is_not_appended(tmp_path: Path) -> None:
    """And changes nothing."""
    store = opened(tmp_path, 10)

    with pytest.raises(ValueError, match="32 bytes"):
        store.append([LEAVES[10], b"short"])
    store.append(LEAVES[10:12])

    assert files(tmp_path) == right(12)


def test_after_a_failed_write_the_store_takes_nothing_until_it_is_opened_again(tmp_path: Path) -> None:
    """A file stands where a folder should be made."""
    store = opened(tmp_path, 250)
    (tmp_path / "tile/1").write_bytes(b"")

    with pytest.raises(OSError, match="tile/1"):
        store.append(LEAVES[250:300])
    with pytest.raises(TileError, match="open the store again"):
        store.append(LEAVES[250:300])

    assert opened(tmp_path, 300).root() == merkle.root(300, NODE)
    assert files(tmp_path) == right(300)


@pytest.mark.slow
@pytest.mark.feature("X01")
@pytest.mark.parametrize("seed", range(30))
def test_killed_anywhere_the_store_is_whole_after_the_next_start(seed: int, tmp_path: Path) -> None:
    """A child process that ends without warning at some open, rename, removal; then opened at whatever size is true."""
    chance = random.Random(seed)
    size, more, step = chance.randrange(0, 1_200), chance.randrange(1, 1_500), chance.choice([1, 40, 300, 1_500])
    command = [sys.executable, "-c", KILLED, tmp_path, size, more, step, chance.randrange(1, 40)]

    done = subprocess.run(list(map(str, command)), cwd=ROOT, check=False, capture_output=True, timeout=60)
    true = chance.randint(size, size + more)
    store = opened(tmp_path, true)
    store.append(LEAVES[true : true + 300])

    assert done.returncode in {0, 9}, done.stderr
    assert store.root() == merkle.root(true + 300, NODE)
    assert files(tmp_path) == right(true + 300)
