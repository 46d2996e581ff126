"""What all tests share: the browser, and the marks that are checked or given here."""

import os

import pytest

from tests.chromium import chromium
from tests.features import ROWS
from tests.people import office
from tests.world import world

__all__ = ["chromium", "office", "world"]

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
