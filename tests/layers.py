"""Worlds that many tests start from: made once, and every test is undone down to them instead of to an empty database.

A layer is what a fixture of this name makes. It lies in a transaction that stays open, on the layer that it needs;
each test runs in a savepoint above it, and gets a copy of what the layer's maker returned. A test that commits, or
needs no layer, runs on an empty database: the layers are taken off before it. So tests of one layer run one after
another (``order``), and a test sees exactly what it would see if the layer were made for it alone. Second factors,
which lie beside the keys and not in the database, are put back with it.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from history import clock

Maker = Callable[..., Any]


@dataclass(frozen=True)
class Layer:
    """How a layer is made, from what lies under it."""

    under: str
    make: Maker


DECLARED: dict[str, Layer] = {}
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}


def layer(*, under: str = "") -> Callable[[Maker], Any]:
    """Declare a fixture whose value is a layer; its maker is given the value of the one under it."""

    def declare(make: Maker) -> Any:
        name = make.__name__
        DECLARED[name] = Layer(under, make)

        @pytest.fixture(name=name)
        def value(request: pytest.FixtureRequest, db: None) -> Any:
            held: Layers = request.getfixturevalue("layers")
            if name in held.copies:
                return held.copies[name]
            return make(*([request.getfixturevalue(under)] if under else []))

        value.__doc__ = make.__doc__
        return value

    return declare


def path_to(name: str) -> tuple[str, ...]:
    """The layers from the lowest up to this one."""
    under = DECLARED[name].under
    return (*(path_to(under) if under else ()), name)


def wanted(item: pytest.Item) -> tuple[str, ...]:
    """The layers on which a test runs: the longest way up to a fixture that it uses, none if it commits."""
    names = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if COMMITTING & names or (marker and marker.kwargs.get("transaction")):
        return ()
    return max((path_to(name) for name in DECLARED if name in names), key=len, default=())


@dataclass
class Layers:
    """The layers that lie now, the lowest first, and this test's copies of their values."""

    blocker: DjangoDbBlocker
    day: date = field(default_factory=clock.today)
    lying: list[tuple[str, Any, transaction.Atomic]] = field(default_factory=list)
    copies: dict[str, Any] = field(default_factory=dict)
    factors: list[dict[Path, bytes]] = field(default_factory=list)

    def arrange(self, names: Sequence[str]) -> None:
        """Let exactly these layers lie, and copy their values."""
        if self.day != clock.today():  # what was made of yesterday's dates is made anew
            self.take_off()
            self.day = clock.today()
        kept = 0
        while kept < min(len(names), len(self.lying)) and self.lying[kept][0] == names[kept]:
            kept += 1
        self.take_off(kept)
        self._put_factors_back()
        with self.blocker.unblock():
            for name in names[kept:]:
                self._lay(name)
        # One copy of all, so that what two layers share is shared by their copies.
        self.copies = copy.deepcopy({name: value for name, value, _transaction in self.lying})

    def take_off(self, down_to: int = 0) -> None:
        """Undo the layers above this height."""
        with self.blocker.unblock():
            while len(self.lying) > down_to:
                _name, _value, opened = self.lying.pop()
                self.factors.pop()
                transaction.set_rollback(True)
                opened.__exit__(None, None, None)

    def _lay(self, name: str) -> None:
        below = [self.lying[-1][1]] if DECLARED[name].under else []
        opened = transaction.atomic()
        opened.__enter__()
        try:
            value = DECLARED[name].make(*copy.deepcopy(below))
            connection.check_constraints()
        except BaseException:
            transaction.set_rollback(True)
            opened.__exit__(None, None, None)
            raise
        self.lying.append((name, value, opened))
        self.factors.append(_factors())

    def _put_factors_back(self) -> None:
        """Let those lie beside the keys that lay there when the highest layer was made."""
        kept = self.factors[-1] if self.factors else {}
        for path in _factors().keys() - kept.keys():
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)


def _factors() -> dict[Path, bytes]:
    """Second factors and what they guard, as `signing.factors` keeps them."""
    folder = Path(settings.KEYS_DIR)
    found = [*folder.glob("factor-*"), *folder.glob("*.guard")] if folder.exists() else []
    return {path: path.read_bytes() for path in found}


@pytest.fixture(scope="session")
def layers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Layers]:
    """The layers of this process."""
    held = Layers(django_db_blocker)
    yield held
    held.take_off()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[Any]:
    """Before a test is given the database, see that it lies on its layers."""
    if fixturedef.argname == "_django_db_helper":
        request.getfixturevalue("layers").arrange(wanted(request.node))
    return (yield)
