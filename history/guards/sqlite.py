"""Guards of SQLite. It has no deferred triggers, but deferred foreign keys, so changed rows lie in a table until their
version comes: each row of that table refers to one that never exists, which lets no commit pass.
"""

from collections.abc import Iterator
from typing import Any

from history.guards.tables import Column, Pair

PREPARE = (
    "CREATE TABLE IF NOT EXISTS history_never (id INTEGER PRIMARY KEY CHECK (id = 0))",
    "CREATE TABLE IF NOT EXISTS history_unpaired (row_of TEXT NOT NULL, row_key INTEGER NOT NULL,"
    " has_no_version INTEGER NOT NULL REFERENCES history_never (id) DEFERRABLE INITIALLY DEFERRED,"
    " PRIMARY KEY (row_of, row_key))",
)
# While a row waits for its version or its entry, SQLite looks for waiting children of every row that is inserted, by
# reading their whole table where no index leads to them: each write would cost as much as the record is long.
UNINDEXED = (
    'SELECT DISTINCT child.name, reference."from" FROM sqlite_master AS child,'
    " pragma_foreign_key_list(child.name) AS reference"
    " WHERE child.type = 'table' AND reference.\"table\" <> 'history_never' AND NOT EXISTS"
    ' (SELECT 1 FROM pragma_table_info(child.name) AS one WHERE one.name = reference."from" AND one.pk = 1)'
    " AND NOT EXISTS (SELECT 1 FROM pragma_index_list(child.name) AS known, pragma_index_info(known.name) AS part"
    ' WHERE part.seqno = 0 AND part.name = reference."from")'
)
EXISTING = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'history\\_guard\\_%' ESCAPE '\\'"


def lookups(cursor: Any) -> Iterator[str]:
    """Statements that lead from every parent row to its children."""
    cursor.execute(UNINDEXED)
    for table, column in cursor.fetchall():
        yield f'CREATE INDEX "history_lookup_{table}_{column}" ON "{table}" ("{column}")'


def removal(names: list[str]) -> Iterator[str]:
    """Statements that take the guards away."""
    for name in names:
        yield f'DROP TRIGGER IF EXISTS "{name}"'


def pairing(pair: Pair) -> Iterator[str]:
    """Statements that let no change of a row pass without a version that equals it."""
    changed = " OR ".join(f'OLD."{one.name}" IS NOT NEW."{one.name}"' for one in pair.columns)
    for event, row, condition in (
        ("INSERT", "NEW", ""),
        ("UPDATE", "NEW", f" WHEN {changed}"),
        ("DELETE", "OLD", ""),
    ):
        yield (
            f'CREATE TRIGGER "history_guard_{pair.table}_{event.lower()}" AFTER {event} ON "{pair.table}"'
            f" FOR EACH ROW{condition} BEGIN"
            f" INSERT OR REPLACE INTO history_unpaired VALUES ('{pair.table}', {row}.\"{pair.key}\", 1); END"
        )
    same = " AND ".join(f'{_compared(one)} IS NEW."{one.name}"' for one in pair.columns)
    found = f'EXISTS (SELECT 1 FROM "{pair.table}" AS live WHERE live."{pair.key}" = NEW."{pair.key}"'
    yield (
        f'CREATE TRIGGER "history_guard_{pair.versions}_paired" AFTER INSERT ON "{pair.versions}" FOR EACH ROW BEGIN'
        f" DELETE FROM history_unpaired WHERE row_of = '{pair.table}' AND row_key = NEW.\"{pair.key}\""
        f" AND CASE NEW.history_type WHEN '-' THEN NOT {found}) ELSE {found} AND {same}) END; END"
    )


def only_growing(table: str, *, may: str = "") -> Iterator[str]:
    """Statements that refuse to change or delete rows; ``may`` is the one change that is let through."""
    allowed = f" WHEN NOT ({may})" if may else ""
    for event, condition in (("UPDATE", allowed), ("DELETE", "")):
        yield (
            f'CREATE TRIGGER "history_guard_{table}_no_{event.lower()}" BEFORE {event} ON "{table}" FOR EACH ROW'
            f"{condition} BEGIN SELECT RAISE(ABORT, 'history: {table} only grows'); END"
        )


def erasing(pair: Pair, others: list[str]) -> str:
    """The change of a version that depersonalisation makes: personal values blanked once the entry's salt is gone."""
    kept = [f'OLD."{name}" IS NEW."{name}"' for name in others]
    blanked = [
        f'(OLD."{one.name}" IS NEW."{one.name}" OR NEW."{one.name}" IS {one.blank})'
        for one in pair.columns
        if one.is_personal
    ]
    kept += [f'OLD."{one.name}" IS NEW."{one.name}"' for one in pair.columns if not one.is_personal]
    erased = "EXISTS (SELECT 1 FROM history_entry AS e WHERE e.uuid = OLD.history_entry_id AND e.salt IS NULL)"
    return " AND ".join([*kept, *blanked, erased]) if blanked else ""


def same(names: list[str]) -> str:
    """The condition that these columns stay as they are."""
    return " AND ".join(f'OLD."{name}" IS NEW."{name}"' for name in names)


def _compared(column: Column) -> str:
    return f'history_sha256(live."{column.name}")' if column.is_hashed else f'live."{column.name}"'
