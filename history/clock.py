"""The moment that acts are dated with: now, unless a loader or a test says otherwise; and whether another has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

# Moments further ahead than any that is set now come from a clock that was wrong: nothing waits for them (ADR 0073).
TOLERANCE = timedelta(minutes=5)
_frozen: ContextVar[datetime | None] = ContextVar("frozen_moment", default=None)


def now() -> datetime:
    """The aware moment that everything done now is dated with."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The calendar day of `now` in the installation's time zone."""
    return timezone.localtime(now()).date()


def has_come(moment: datetime, now: datetime, longest: timedelta) -> bool:
    """Whether a due moment has come, or was set by a clock that was wrong: it lies beyond ``longest`` from now."""
    return moment <= now or moment > now + longest + TOLERANCE


def have_come(field: str, now: datetime, longest: timedelta) -> Q:
    """The condition that `has_come` holds for this column."""
    return Q(**{f"{field}__lte": now}) | Q(**{f"{field}__gt": now + longest + TOLERANCE})


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
