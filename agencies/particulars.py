"""Particulars that acts keep as codes, so that each reader sees them in their own language."""

from typing import Any

_labels: dict[str, dict[str, Any]] = {}


def declare(name: str, labels: dict[str, Any]) -> None:
    """Name what the codes of a particular mean (translatable)."""
    _labels[name] = labels


def in_words(name: str, value: object) -> str:
    """What a particular says in the current language; what is no declared code stands for itself."""
    return str(_labels.get(name, {}).get(value, value))
