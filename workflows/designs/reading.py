"""Reading content that anybody may have written: what is no text, number or list is empty."""

from collections.abc import Iterable
from typing import Any

from workflows.designs.kinds import Content


def text(row: Content, name: str) -> str:
    """A text without spaces around it."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def whole(row: Content, name: str) -> int:
    """A whole number; 0 for what is none."""
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def texts(row: Content, name: str) -> tuple[str, ...]:
    """A list of texts, without the empty ones."""
    return tuple(one.strip() for one in _list(row.get(name)) if isinstance(one, str) and one.strip())


def rows(content: Content, name: str) -> Iterable[Content]:
    """A list of rows."""
    return (one for one in _list(content.get(name)) if isinstance(one, dict))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
