"""A release never breaks data: the filled database of an earlier release is migrated, and nothing of it is lost.

The newest kept release each time, and all of them by ``make upgrades``: between two kept releases nothing can go
otherwise than it did when the later one was made, because the migrations of kept releases are never changed.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.history.verifying import verify
from tests.nodes import Node
from tests.upgrades import frozen
from tests.upgrades.rows import kept_releases, read

pytestmark = [pytest.mark.process, pytest.mark.slow]
RELEASES = kept_releases() if os.environ.get("MEZHVED_RELEASES") == "all" else kept_releases()[-1:]
ASKING = """
import json
from tests.upgrades import looking, rows, tables
print(json.dumps([{calls}]))
"""


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    """The name of an earlier release."""
    return str(request.param)


@pytest.fixture
def node(release: str, tmp_path: Path) -> Iterator[Node]:
    """A node with the database and the log as that release left them."""
    node = Node("upgraded", tmp_path / "node", is_migrated=False)
    try:
        ask(node, f"rows.load({release!r})")
        yield node
    finally:
        node.stop()


def ask(node: Node, *calls: str) -> Any:
    """Call functions of the modules beside this one in one process of the node; what each returns."""
    return node.ask(ASKING.format(calls=", ".join(calls)))


def tables_of_a_new_database(folder: Path) -> list[str]:
    """What `migrate` makes in an empty database, which is another way to the same tables."""
    new = Node("new", folder / "new")
    try:
        described: list[str] = ask(new, "tables.described()")[0]
    finally:
        new.stop()
    return described


def test_a_filled_database_of_an_earlier_release_is_migrated_without_loss(
    node: Node, release: str, tmp_path: Path
) -> None:
    """Every row stands as it was kept, the guards and the record hold, and both go on with the old rows."""
    kept = read(release)
    numbered = len(kept.tables["history.leaf"].rows)

    node.manage("migrate", "--verbosity", "0")

    differences, findings, unguarded, exported, untold, acted, tables = ask(
        node,
        f"rows.differences({release!r})",
        "looking.findings()",
        "looking.unguarded()",
        f"looking.export({str(tmp_path / 'log')!r})",
        "looking.untold_models()",
        "looking.act_on_an_old_row()",
        "tables.described()",
    )
    assert differences == []
    assert findings == []
    assert unguarded == []
    assert exported == numbered
    assert verify(tmp_path / "log").findings == []
    assert untold == "No changes detected"
    assert tables == tables_of_a_new_database(tmp_path)
    assert acted == {"acts": 1, "new_versions": 1, "unnumbered": 0, "epochs": 1, "findings": []}


def test_kept_databases_hold_nothing_that_opens_anything(release: str) -> None:
    """No password can be entered, no private key and no session lies in the file."""
    kept = read(release)
    employees = kept.tables["agencies.employee"]
    password = employees.columns.index("password")

    assert all(row[password].startswith("!") for row in employees.rows)
    assert "sessions.session" not in kept.tables
    texts = [value for table in kept.tables.values() for row in table.rows for value in row if isinstance(value, str)]
    assert not [text for text in texts if "PRIVATE KEY" in text]
    assert not [place for place, content in kept.files.items() if b"PRIVATE KEY" in content]


def test_no_migration_of_a_kept_release_has_changed() -> None:
    """Nor has one vanished: databases lie out there on which they have run."""
    today = frozen.digests()

    assert {place: today.get(place) for place in frozen.kept()} == frozen.kept()
