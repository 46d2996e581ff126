"""Rows as they change: what is derived from them follows in the same transaction, whoever wrote them and how.

`history.acts.on` tells what was done; this tells which tracked rows a transaction saved or deleted, bare saves and
`history.bulk` among them. It is for indexes and the like, never for rules.
"""

from collections.abc import Callable, Iterable, Mapping

Changed = Mapping[str, set[int]]
Follower = Callable[[Changed], None]

_followers: dict[Follower, frozenset[str]] = {}


def follow(*labels: str) -> Callable[[Follower], Follower]:
    """Register what follows rows of these types (``documents.document``).

    It is called at the end of a recorded transaction that changed any of them, with their keys by type. A row of which
    a savepoint was rolled back may be named, too: what is true stands in its table. It writes no tracked rows.
    """

    def register(follower: Follower) -> Follower:
        _followers[follower] = frozenset(labels)
        return follower

    return register


def tell(changed: Iterable[tuple[str, int]]) -> None:
    """Let every follower know of the rows of its types."""
    by_type: dict[str, set[int]] = {}
    for label, key in changed:
        by_type.setdefault(label, set()).add(key)
    for follower, labels in _followers.items():
        concerned = {label: keys for label, keys in by_type.items() if label in labels}
        if concerned:
            follower(concerned)


__all__ = ["Changed", "follow", "tell"]
