"""What the tries of bad input are written with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse

from history import clock
from tests.stage import Stage

TOMORROW, YESTERDAY = (f"{clock.today() + timedelta(days=days):%Y-%m-%d}" for days in (1, -1))
A_PROGRAM = ("run.exe", b"MZ\x90\x00\x03\x00")


@dataclass(frozen=True)
class Try:
    """Who sends what where, and beside which field the message stands; none: above the form."""

    role: str
    address: Callable[[Stage], str]
    sent: dict[str, Any]
    beside: str = ""
    kept: tuple[str, ...] = ()
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    is_asked: bool = False


def at(name: str, key: Callable[[Stage], Any] | None = None) -> Callable[[Stage], str]:
    """The address of a page, with the key of its row."""
    return lambda house: reverse(name, args=[key(house)] if key else [])
