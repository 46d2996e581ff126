"""Guards of PostgreSQL: a deferred constraint trigger asks at the commit whether the newest version equals the row."""

from collections.abc import Iterator
from typing import Any

from history.guards.tables import Column, Pair

PREPARE = (
    "CREATE OR REPLACE FUNCTION history_guard_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'history: % only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
    " END $$",
)
EXISTING = (
    "SELECT tgname || '\" ON \"' || relname FROM pg_trigger"
    " JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE 'history\\_guard\\_%'"
)


def lookups(_cursor: Any) -> Iterator[str]:
    """Nothing: a parent that comes after its children is found by them, not they by it."""
    yield from ()


def removal(names: list[str]) -> Iterator[str]:
    """Statements that take the guards away."""
    for name in names:
        yield f'DROP TRIGGER IF EXISTS "{name}"'


def pairing(pair: Pair) -> Iterator[str]:
    """Statements that let no change of a row pass without a version that equals it."""
    same = " AND ".join(f'{_compared(one)} IS NOT DISTINCT FROM v."{one.name}"' for one in pair.columns)
    name = _short(f"history_guard_{pair.table}")
    yield (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$'
        f" DECLARE guard_key bigint; guard_newest text; guard_fits boolean;"
        f' BEGIN IF TG_OP = \'DELETE\' THEN guard_key := OLD."{pair.key}"; ELSE guard_key := NEW."{pair.key}"; END IF;'
        f" SELECT v.history_type, CASE v.history_type WHEN '-' THEN live.\"{pair.key}\" IS NULL"
        f' ELSE live."{pair.key}" IS NOT NULL AND {same} END INTO guard_newest, guard_fits'
        f' FROM "{pair.versions}" v LEFT JOIN "{pair.table}" live ON live."{pair.key}" = v."{pair.key}"'
        f' WHERE v."{pair.key}" = guard_key ORDER BY v.history_id DESC LIMIT 1;'
        f" IF guard_newest IS NULL OR NOT guard_fits THEN"
        f" RAISE EXCEPTION 'history: row % of {pair.table} changed without a version', guard_key"
        f" USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
    )
    changed = " OR ".join(f'OLD."{one.name}" IS DISTINCT FROM NEW."{one.name}"' for one in pair.columns)
    for event, condition in (("INSERT OR DELETE", ""), ("UPDATE", f" WHEN ({changed})")):
        short = _short(f"{name}_{event[:6].lower()}")
        yield (
            f'CREATE CONSTRAINT TRIGGER "{short}" AFTER {event} ON "{pair.table}"'
            f' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW{condition} EXECUTE FUNCTION "{name}"()'
        )


def only_growing(table: str, *, may: str = "") -> Iterator[str]:
    """Statements that refuse to change or delete rows; ``may`` is the one change that is let through."""
    allowed = f" WHEN (NOT ({may}))" if may else ""
    for event, condition in (("UPDATE", allowed), ("DELETE", "")):
        yield (
            f'CREATE TRIGGER "{_short(f"history_guard_{table}_no_{event.lower()}")}" BEFORE {event} ON "{table}"'
            f" FOR EACH ROW{condition} EXECUTE FUNCTION history_guard_only_grows()"
        )
    yield (
        f'CREATE TRIGGER "{_short(f"history_guard_{table}_no_truncate")}" BEFORE TRUNCATE ON "{table}"'
        f" FOR EACH STATEMENT EXECUTE FUNCTION history_guard_only_grows()"
    )


def erasing(pair: Pair, others: list[str]) -> str:
    """The change of a version that depersonalisation makes: personal values blanked once the entry's salt is gone."""
    kept = [f'OLD."{name}" IS NOT DISTINCT FROM NEW."{name}"' for name in others]
    blanked = [
        f'(OLD."{one.name}" IS NOT DISTINCT FROM NEW."{one.name}" OR NEW."{one.name}" IS NOT DISTINCT FROM {one.blank})'
        for one in pair.columns
        if one.is_personal
    ]
    kept += [f'OLD."{one.name}" IS NOT DISTINCT FROM NEW."{one.name}"' for one in pair.columns if not one.is_personal]
    return " AND ".join([*kept, *blanked, "history_is_erased(OLD.history_entry_id)"]) if blanked else ""


def same(names: list[str]) -> str:
    """The condition that these columns stay as they are."""
    return " AND ".join(f'OLD."{name}" IS NOT DISTINCT FROM NEW."{name}"' for name in names)


def _compared(column: Column) -> str:
    if column.is_hashed:
        return f"encode(sha256(convert_to(live.\"{column.name}\", 'UTF8')), 'hex')"
    return f'live."{column.name}"'


def _short(name: str) -> str:
    """Names of PostgreSQL have at most 63 bytes; the end tells one from another."""
    return name if len(name) <= 63 else f"{name[:40]}_{name[-22:]}"
