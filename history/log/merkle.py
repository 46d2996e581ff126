"""The tree of RFC 6962 (section 2.1, the same as in RFC 9162): roots, proofs, and a tree that only grows.

Hashes of leaves come in, texts of entries do not. A *node* is named by height and index: ``(0, 5)`` is the leaf number
5, ``(h, i)`` the root of the full subtree over the leaves from ``i * 2**h`` up to ``(i + 1) * 2**h``.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof does not prove what it is given for."""


def leaf_hash(entry: bytes) -> bytes:
    """``H(0x00 ‖ entry)``."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """``H(0x01 ‖ left ‖ right)``."""
    return sha256(b"\x01" + left + right).digest()


def parents(hashes: bytes) -> bytes:
    """The next level above an even number of hashes that stand one after the other."""
    return b"".join([sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)])


def nodes_of(leaves: Sequence[bytes]) -> Node:
    """The nodes over leaves that are all at hand."""

    def node(height: int, index: int) -> bytes:
        hashes = b"".join(leaves[index << height : (index + 1) << height])
        for _level in range(height):
            hashes = parents(hashes)
        return hashes

    return node


def root(size: int, node: Node) -> bytes:
    """The root of the tree's first ``size`` leaves; it asks for one node for each bit that is set in the size."""
    return _root(0, size, node) if size else EMPTY_ROOT


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these hashes of leaves."""
    return root(len(leaves), nodes_of(leaves))


def prove_inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The audit path of a leaf in the tree of its first ``size`` leaves, the leaf's neighbour first (RFC 6962, 2.1.1).

    Raises:
        ValueError: that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_root(middle, stop, node))
            stop = middle
        else:
            path.append(_root(start, middle, node))
            start = middle
    return path[::-1]


def prove_consistency(old: int, new: int, node: Node) -> list[bytes]:
    """That the tree of ``old`` leaves is the beginning of the tree of ``new`` leaves (RFC 6962, 2.1.2).

    Nothing is needed, and given, where either is empty or both are the same.

    Raises:
        ValueError: the old tree is larger than the new one.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves is no beginning of a tree of {new}")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    start, stop, is_whole = 0, new, True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_root(middle, stop, node))
            stop = middle
        else:
            path.append(_root(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        path.append(_root(start, stop, node))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Return where the path proves the leaf in the tree with the expected root (RFC 9162, 2.1.3.2).

    Raises:
        ProofError: it does not.
    """
    if not 0 <= index < size:
        raise ProofError("the tree has no such leaf")
    here, last, found = index, size - 1, leaf
    for hashed in path:
        if last == 0:
            raise ProofError("the proof is too long")
        if here & 1 or here == last:
            found = node_hash(hashed, found)
            here, last = _turn(here, last)
        else:
            found = node_hash(found, hashed)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    if found != expected:
        raise ProofError("the leaf is not in this tree")


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """Return where the path proves that the new tree begins with the old one (RFC 9162, 2.1.4.2).

    Raises:
        ProofError: it does not.
    """
    if not 0 <= old <= new:
        raise ProofError("the old tree is larger than the new one")
    if old in {0, new}:
        _check_nothing_to_prove(old, old_root, new, new_root, path)
        return
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        raise ProofError("the proof is too short")
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = hashes[0]
    for hashed in hashes[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if here & 1 or here == last:
            first, second = node_hash(hashed, first), node_hash(hashed, second)
            here, last = _turn(here, last)
        else:
            second = node_hash(second, hashed)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    if first != old_root or second != new_root:
        raise ProofError("the new tree does not begin with the old one")


def _check_nothing_to_prove(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """The old tree is empty, or both are of one size."""
    if path:
        raise ProofError("the proof is too long")
    if old_root != (EMPTY_ROOT if old == 0 else new_root) or (new == 0 and new_root != EMPTY_ROOT):
        raise ProofError("the new tree does not begin with the old one")


def _turn(here: int, last: int) -> tuple[int, int]:
    """Up to where the node on the right edge is a right child again."""
    while not here & 1 and here:
        here, last = here >> 1, last >> 1
    return here, last


class Frontier:
    """A tree that only grows and keeps only the roots of its full subtrees: one hash for each bit set in its size."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        """Go on from what ``size`` and ``subtrees`` of another one were.

        Raises:
            ValueError: a tree of this size has another number of full subtrees.
        """
        self._size, self._subtrees = size, list(subtrees)
        if size < 0 or size.bit_count() != len(self._subtrees):
            raise ValueError(f"{len(self._subtrees)} subtrees are not those of {size} leaves")

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._size

    @property
    def subtrees(self) -> tuple[bytes, ...]:
        """The roots of its full subtrees, the largest first."""
        return tuple(self._subtrees)

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        hashed, size = leaf, self._size
        while size & 1:
            hashed = node_hash(self._subtrees.pop(), hashed)
            size >>= 1
        self._subtrees.append(hashed)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the hashes of leaves in their order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._subtrees:
            return EMPTY_ROOT
        *others, found = self._subtrees
        for hashed in reversed(others):
            found = node_hash(hashed, found)
        return found


def _split(count: int) -> int:
    """The largest power of two below a number of at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _root(start: int, stop: int, node: Node) -> bytes:
    """The root over the leaves of a range as the tree has it: its beginning is a multiple of its left part's size."""
    count = stop - start
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(count)
    return node_hash(_root(start, middle, node), _root(middle, stop, node))
