"""What acts keep as codes, particulars and automatic actors, so that each reader sees it in their own language."""

from typing import Any

_labels: dict[str, dict[str, Any]] = {}


def declare(name: str, labels: dict[str, Any]) -> None:
    """Name what codes of a particular mean (translatable); rooms add their own."""
    _labels.setdefault(name, {}).update(labels)


def in_words(name: str, value: Any) -> str:
    """What a particular says in the current language; what is no declared code stands for itself."""
    return str(_labels.get(name, {}).get(value, value))
