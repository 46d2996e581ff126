"""What a page shows: every row with personal data that was loaded for it. Views need not say it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Shown = set[tuple[str, int]]

_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def watching() -> Iterator[Shown]:
    """Gather type and number of everything with personal data that is loaded inside the block."""
    shown: Shown = set()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def note(kind: str, key: int) -> None:
    """A row was loaded."""
    shown = _shown.get()
    if shown is not None:
        shown.add((kind, key))


def reading_as(kind: str | None = None, *, always: bool = False) -> Callable[[View], View]:
    """Say how a view shows things, where that is not plain from its address; ``always``: also when nothing was loaded.

    An empty kind is for views that load rows and show nothing of them.
    """

    def mark(view: View) -> View:
        view.reading_kind = kind  # type: ignore[attr-defined]
        view.is_always_read = always  # type: ignore[attr-defined]
        return view

    return mark
