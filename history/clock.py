"""The moment that acts are dated with: now, unless a loader or a test says otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen_moment", default=None)


def now() -> datetime:
    """The aware moment that everything done now is dated with."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The calendar day of `now` in the installation's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Date everything inside the block with this aware moment (migration of old papers, demo, tests)."""
    if timezone.is_naive(moment):
        raise ValueError("an act needs an aware moment")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
