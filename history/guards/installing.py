"""Putting the guards into the database, and taking them out for a moment where a test empties it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from history.guards import postgres, sqlite
from history.guards.tables import Pair, growing_tables, pairs

ERASED = (
    "CREATE OR REPLACE FUNCTION history_is_erased(of uuid) RETURNS boolean LANGUAGE sql STABLE AS"
    " $$ SELECT EXISTS (SELECT 1 FROM history_entry WHERE uuid = of AND salt IS NULL) $$"
)


def install() -> None:
    """Make every guard anew from the models."""
    ours = dialect()
    with transaction.atomic(), connection.cursor() as cursor:
        _run(cursor, ours.PREPARE)
        if ours is postgres:
            cursor.execute(ERASED)
        _run(cursor, ours.removal(_existing(cursor)))
        _run(cursor, statements(ours))
        _run(cursor, list(ours.lookups(cursor)))


def remove() -> None:
    """Take every guard away. The log itself shows what is done then."""
    with transaction.atomic(), connection.cursor() as cursor:
        _run(cursor, dialect().removal(_existing(cursor)))


def statements(dialect: Any) -> Iterator[str]:
    """The statements that make the guards of a dialect, from the models."""
    for pair in pairs():
        yield from dialect.pairing(pair)
        yield from dialect.only_growing(pair.versions, may=dialect.erasing(pair, _beside(pair)))
    for table in growing_tables():
        yield from dialect.only_growing(table, may=_may(dialect, table))


def _may(dialect: Any, table: str) -> str:
    """The one change of a row of the log that is let through."""
    if table == "history_entry":
        others = [name for name in _columns("Entry") if name not in ("salt", "erased_by_id")]
        return f"{dialect.same(others)} AND OLD.salt IS NOT NULL AND NEW.salt IS NULL AND NEW.erased_by_id IS NOT NULL"
    if table == "history_content":
        return f"{dialect.same(['sha256'])} AND NEW.text = ''"
    if table in ("history_act", "history_reading"):
        kind = "Act" if table == "history_act" else "Reading"
        personal = {"Act": ("subject_label", "data"), "Reading": ("query",)}[kind]
        others = [name for name in _columns(kind) if name not in personal]
        blanks = [f"NEW.{name} = {chr(39)}{'{}' if name == 'data' else ''}{chr(39)}" for name in personal]
        erased = (
            "history_is_erased(OLD.entry_id)"
            if dialect is postgres
            else "EXISTS (SELECT 1 FROM history_entry AS e WHERE e.uuid = OLD.entry_id AND e.salt IS NULL)"
        )
        return " AND ".join([dialect.same(others), *blanks, erased])
    return ""


def _beside(pair: Pair) -> list[str]:
    """The columns of a version table that are not copied from the row."""
    copied = {one.name for one in pair.columns}
    model = next(one for one in apps.get_models() if one._meta.db_table == pair.versions)
    return [str(field.column) for field in model._meta.concrete_fields if field.column not in copied]


def _columns(name: str) -> list[str]:
    return [str(field.column) for field in apps.get_model("history", name)._meta.concrete_fields]


def _existing(cursor: Any) -> list[str]:
    cursor.execute(dialect().EXISTING)
    return [row[0] for row in cursor.fetchall()]


def _run(cursor: Any, statements: Any) -> None:
    for statement in statements:
        cursor.execute(statement)


def dialect() -> Any:
    """The statements of the database in use: `history.guards.postgres` or `history.guards.sqlite`."""
    return postgres if connection.vendor == "postgresql" else sqlite
