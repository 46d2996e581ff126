"""What acts keep as codes, particulars and automatic actors, so that each reader sees it in their own language."""

from collections.abc import Callable
from typing import Any

_labels: dict[str, dict[str, Any]] = {}
_families: dict[tuple[str, str], Callable[[str], str]] = {}


def declare(name: str, labels: dict[str, Any]) -> None:
    """Name what codes of a particular mean (translatable); rooms add their own."""
    _labels.setdefault(name, {}).update(labels)


def declare_family(name: str, family: str, words: Callable[[str], str]) -> None:
    """Name codes of a particular that are ``family:`` and a rest: ``words`` gives what the rest means."""
    _families[name, family] = words


def in_words(name: str, value: Any) -> str:
    """What a particular says in the current language; what is no declared code stands for itself."""
    known = _labels.get(name, {})
    if value not in known and isinstance(value, str):
        family, colon, rest = value.partition(":")
        if colon and (name, family) in _families:
            return _families[name, family](rest)
    return str(known.get(value, value))
