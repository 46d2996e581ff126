"""Roots and proofs are those of RFC 6962: an independent program computes the same, and nothing false is proved."""

import random
from functools import cache

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.log import merkle
from history.log.merkle import Frontier, ProofError

ENTRIES = [f"entry {number}".encode() for number in range(300)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
NODE = merkle.nodes_of(LEAVES)
SIZES = st.integers(0, len(LEAVES))


@cache
def theirs() -> pymerkle.InmemoryTree:
    """The same tree of pymerkle, which knows nothing of our code."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


def flipped(hashed: bytes, chance: random.Random) -> bytes:
    """The same but for one bit."""
    at = chance.randrange(256)
    return bytes(byte ^ (1 << at % 8 if number == at // 8 else 0) for number, byte in enumerate(hashed))


def test_every_root_is_the_one_that_pymerkle_computes() -> None:
    """For all sizes, the empty tree among them."""
    for size in range(len(LEAVES) + 1):
        assert merkle.root(size, NODE) == theirs().get_root(size)


def test_the_roots_of_small_trees_are_those_written_out_by_hand() -> None:
    """Three leaves: the last one rises without a partner."""
    a, b, c = LEAVES[:3]

    assert merkle.root_of([]) == merkle.EMPTY_ROOT
    assert merkle.root_of([a]) == a
    assert merkle.root_of([a, b, c]) == merkle.node_hash(merkle.node_hash(a, b), c)


@settings(deadline=None)
@given(st.integers(1, len(LEAVES)), st.data())
def test_an_audit_path_is_that_of_pymerkle_and_proves_the_leaf(size: int, data: st.DataObject) -> None:
    """pymerkle counts leaves from 1 and puts the leaf itself at its place in the path."""
    index = data.draw(st.integers(0, size - 1))

    path = merkle.prove_inclusion(index, size, NODE)
    merkle.check_inclusion(LEAVES[index], index, size, path, merkle.root(size, NODE))

    proof = theirs().prove_inclusion(index + 1, size)
    assert sorted([*path, LEAVES[index]]) == sorted(proof.path)


@settings(deadline=None)
@given(SIZES, SIZES)
def test_the_smaller_tree_is_proved_to_begin_the_larger_one(one: int, other: int) -> None:
    """Any two sizes, the empty tree and the same tree among them."""
    old, new = sorted((one, other))

    path = merkle.prove_consistency(old, new, NODE)

    merkle.check_consistency(old, theirs().get_root(old), new, theirs().get_root(new), path)


@settings(deadline=None)
@given(st.integers(1, len(LEAVES)), st.data(), st.randoms(use_true_random=False))
def test_a_changed_inclusion_proves_nothing(size: int, data: st.DataObject, chance: random.Random) -> None:
    """A bit of the leaf, of the root or of the path, one hash more or fewer, another place."""
    index = data.draw(st.integers(0, size - 1))
    path, root, leaf = merkle.prove_inclusion(index, size, NODE), merkle.root(size, NODE), LEAVES[index]
    at = chance.randrange(len(path)) if path else 0
    wrong = [
        (flipped(leaf, chance), index, path, root),
        (leaf, index, path, flipped(root, chance)),
        (leaf, index, [*path, root], root),
        (leaf, size, path, root),
        (leaf, -1, path, root),
    ]
    if path:
        wrong += [
            (leaf, index, [*path[:at], flipped(path[at], chance), *path[at + 1 :]], root),
            (leaf, index, path[:-1], root),
            (leaf, (index + 1) % size, path, root),
        ]

    for given_leaf, place, given_path, given_root in wrong:
        with pytest.raises(ProofError):
            merkle.check_inclusion(given_leaf, place, size, given_path, given_root)


@settings(deadline=None)
@given(SIZES, SIZES, st.randoms(use_true_random=False))
def test_a_changed_consistency_proves_nothing(one: int, other: int, chance: random.Random) -> None:
    """A bit of either root or of the path, one hash more or fewer, the sizes changed round."""
    old, new = sorted((one, other))
    path, roots = merkle.prove_consistency(old, new, NODE), (merkle.root(old, NODE), merkle.root(new, NODE))
    wrong = [(old, new, flipped(roots[0], chance), roots[1], path), (old, new, *roots, [*path, roots[0]])]
    if old:
        wrong.append((old, new, roots[0], flipped(roots[1], chance), path))
    if old != new:
        wrong.append((new, old, roots[1], roots[0], path))
    if path:
        at = chance.randrange(len(path))
        changed = [*path[:at], flipped(path[at], chance), *path[at + 1 :]]
        wrong += [(old, new, *roots, changed), (old, new, *roots, path[:-1]), (old, new, *roots, [])]

    for given_old, given_new, old_root, new_root, given_path in wrong:
        with pytest.raises(ProofError):
            merkle.check_consistency(given_old, old_root, given_new, new_root, given_path)


def test_no_proof_is_made_of_what_is_not() -> None:
    """A leaf beyond the end, a tree that is larger than the one it should begin."""
    for prove, first in (
        (merkle.prove_inclusion, 5),
        (merkle.prove_inclusion, -1),
        (merkle.prove_consistency, 6),
        (merkle.prove_consistency, -1),
    ):
        with pytest.raises(ValueError, match="leaves"):
            prove(first, 5, NODE)


def test_a_tree_that_grows_has_every_root_on_its_way() -> None:
    """And keeps one hash for each bit that is set in its size."""
    tree = Frontier()

    for size, leaf in enumerate(LEAVES):
        assert tree.root() == merkle.root(size, NODE)
        assert len(tree.subtrees) == size.bit_count()
        tree.append(leaf)


@settings(deadline=None)
@given(SIZES, SIZES)
def test_a_tree_goes_on_from_what_was_kept_of_it(one: int, other: int) -> None:
    """As after a restart."""
    old, new = sorted((one, other))
    before = Frontier()
    before.extend(LEAVES[:old])

    after = Frontier(before.size, before.subtrees)
    after.extend(LEAVES[old:new])

    assert (after.size, after.root()) == (new, merkle.root(new, NODE))


def test_a_tree_of_another_number_of_subtrees_is_refused() -> None:
    """Rather than go on with a wrong root."""
    with pytest.raises(ValueError, match="subtrees"):
        Frontier(3, LEAVES[:1])
