"""Who is acting: a person or an automatic setting of the program, known to everything done inside an act."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@runtime_checkable
class Actor(Protocol):
    """Anything that may act: an employee, or `Automatic`."""

    @property
    def actor_key(self) -> int | None:
        """The person's number, or None for an automatic setting."""

    @property
    def actor_name(self) -> str:
        """The name that the record keeps for good."""


@dataclass(frozen=True)
class Acting:
    """The copied identity of an actor."""

    key: int | None
    name: str


@dataclass(frozen=True)
class Automatic:
    """An automatic setting of the program: the worker, a timer, the loader of a new node."""

    name: str

    @property
    def actor_key(self) -> None:
        """An automatic setting is no person."""

    @property
    def actor_name(self) -> str:
        """Its name as the record shows it."""
        return self.name


_NOBODY = Acting(None, "")
_current: ContextVar[Acting] = ContextVar("current_actor", default=_NOBODY)


def current_actor() -> Acting:
    """Who is acting now; nobody outside of an act."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let everything written inside the block carry this actor."""
    token = _current.set(Acting(actor.actor_key, actor.actor_name))
    try:
        yield
    finally:
        _current.reset(token)
