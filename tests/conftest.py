"""What all tests share: the browser, and the marks that are checked or given here."""

import os
from collections.abc import Iterator

import pytest

from history import guards
from tests.chromium import chromium
from tests.features import ROWS
from tests.people import office
from tests.world import world

__all__ = ["chromium", "office", "world"]


@pytest.fixture(autouse=True)
def _unguarded_emptying(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits is followed by an emptying of the database, which the guards would refuse.

    The emptying ends with Django's signal of a migration, and that puts them back.
    """
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    guards.remove()


HAS_SERVICES = os.environ.get("MEZHVED_TEST_SERVICES") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens pages, leave out what needs absent services, refuse marks of unknown rows."""
    for item in items:
        unknown = [row for mark in item.iter_markers("feature") for row in mark.args if row not in ROWS]
        if unknown:
            raise pytest.UsageError(f"{item.nodeid} claims to prove unknown rows: {', '.join(unknown)}")
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("services") and not HAS_SERVICES:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL and RabbitMQ: make test-services"))
    items.sort(key=_is_short)


def _is_short(item: pytest.Item) -> bool:
    """What takes a minute comes first, so that no worker is left with it at the end."""
    return not any(item.get_closest_marker(name) for name in ("process", "browser"))
