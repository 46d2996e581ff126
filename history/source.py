"""From where a change or a reading comes: the address and request of a page, or the task of a worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Source:
    """Where the program is acting from; what is unknown is empty."""

    address: str = ""
    request: str = ""
    task: str = ""
    reason: str = ""


_UNKNOWN = Source()
_current: ContextVar[Source] = ContextVar("source", default=_UNKNOWN)


def current_source() -> Source:
    """The source of what is done now."""
    return _current.get()


@contextmanager
def coming_from(source: Source) -> Iterator[None]:
    """Let everything written inside the block tell this source."""
    token = _current.set(source)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Let everything written inside the block tell this reason. It is not hidden in the log: name no person in it."""
    with coming_from(replace(current_source(), reason=reason[:300])):
        yield
