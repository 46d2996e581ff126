"""What all tests share: the browser, and the marks that are checked or given here."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from config import memory
from tests import migrated
from tests.chromium import chromium, driver, shell
from tests.dealing import dealt
from tests.emptying import EMPTYING
from tests.features import ROWS
from tests.layers import layers, pytest_fixture_setup
from tests.migrated import HAS_SERVICES
from tests.people import office
from tests.traffic import TRAFFIC
from tests.world import world

__all__ = ["chromium", "driver", "layers", "office", "pytest_fixture_setup", "shell", "world"]


@pytest.fixture(autouse=True)
def _language_of_the_installation() -> None:
    """A test begins in the default language: the last answer of a page leaves its reader's active."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _emptying(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits leaves nothing behind it."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    EMPTYING.before()
    yield
    if opened := {"chromium", "shell"} & set(request.fixturenames):  # an open page goes on asking
        for browser in opened:
            for window in request.getfixturevalue(browser).contexts:
                window.close()
        TRAFFIC.wait()


# Fixtures through which a test is given the database.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens pages, leave out what needs absent services, refuse marks of unknown rows."""
    for item in items:
        unknown = [row for mark in item.iter_markers("feature") for row in mark.args if row not in ROWS]
        if unknown:
            raise pytest.UsageError(f"{item.nodeid} claims to prove unknown rows: {', '.join(unknown)}")
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("services") and not HAS_SERVICES:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL and RabbitMQ: make test-services"))
    if HAS_SERVICES:
        config.hook.pytest_deselected(items=[item for item in items if not _concerns_services(item)])
        items[:] = filter(_concerns_services, items)
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _concerns_services(item: pytest.Item) -> bool:
    """Whether a test can go otherwise on PostgreSQL and RabbitMQ than on SQLite and the embedded bell.

    What is given no database and starts no node cannot: hashes, containers, keys, the export's verifier, tools. What is
    marked ``embedded_only`` cannot either, for the reason that stands beside the mark.
    """
    if item.get_closest_marker("embedded_only"):
        return False
    names = set(getattr(item, "fixturenames", ()))
    return bool(DATABASE & names) or any(item.get_closest_marker(name) for name in ("django_db", "process", "services"))


def pytest_collection_finish() -> None:
    """What is read in by now stays: the collector of cycles, which takes a fifth of the time, need not look at it."""
    memory.settle()


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the others begins with no database of an interrupted run."""
    if not hasattr(config, "workerinput"):
        migrated.forget()


def pytest_unconfigure(config: pytest.Config) -> None:
    """It clears up after all of them, too."""
    if not hasattr(config, "workerinput"):
        migrated.forget()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database of a test process is there before Django comes to create it."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Lay a copy of a migrated database where this process has its own, and take it away at the end."""
    name = str(connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}")
    if not migrated.HAS_SERVICES:
        migrated.copy_file(Path(name))  # in a folder that vanishes
        yield
        return
    server = os.environ["MEZHVED_DATABASE_URL"]
    migrated.create_database(server, name)
    yield
    connection.close()
    migrated.drop_database(server, name)
