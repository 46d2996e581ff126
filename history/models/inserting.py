"""Plain inserts of what history writes: the statement of a table is made once, no model instance is built, no signal
is sent. Only rows that nothing else waits for are written so.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

ROWS_AT_MOST = 500


@dataclass(frozen=True)
class _Statement:
    columns: tuple[tuple[str, Any, Any], ...]
    start: str
    row: str
    returning: str


@dataclass
class _Insert:
    """One statement with its values, and the rows that it returned once it was executed."""

    sql: str
    values: list[Any]
    returns: bool
    rows: list[Any] = field(default_factory=list)

    def fetchall(self) -> list[Any]:
        """The rows that were returned."""
        return self.rows


_held: ContextVar[list[_Insert] | None] = ContextVar("inserts_held_together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Send the statements inside as one where the database can: one round trip, and little more than the price of one.

    What `insert` gave may be asked for its keys after the block only.
    """
    own = connections[DEFAULT_DB_ALIAS]
    # with values bound by the server, it takes one statement at a time
    if own.vendor != "postgresql" or own.settings_dict["OPTIONS"].get("server_side_binding"):
        yield
        return
    held: list[_Insert] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    if held:
        _send(held, own)


def _send(held: Sequence[_Insert], own: Any) -> None:
    with own.cursor() as cursor:
        cursor.execute("; ".join(one.sql for one in held), [value for one in held for value in one.values])
        for one in held:
            if one.returns:
                one.rows = cursor.fetchall()
            cursor.nextset()


def append(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, given by the names of all their columns but the generated key, which nobody asks for."""
    statement = _statement(model)
    for some in _batched(rows):
        _execute(statement, some, "")


def append_unless_there(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for rows with a key of their own, but those whose key is there already."""
    statement = _statement(model)
    for some in _batched(rows):
        _execute(statement, some, "ON CONFLICT DO NOTHING")


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The same, if the keys are asked for by `keys_of`, which must be done."""
    statement = _statement(model)
    return [_execute(statement, some, statement.returning) for some in _batched(rows)]


def keys_of(cursors: list[Any]) -> list[int]:
    """The generated keys of the inserted rows, in the order of the rows."""
    return [row[0] for cursor in cursors for row in cursor.fetchall()]


def _batched(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """As many rows as a statement takes: the parameters of SQLite are limited."""
    for start in range(0, len(rows), ROWS_AT_MOST):
        yield rows[start : start + ROWS_AT_MOST]


def _execute(statement: _Statement, rows: Sequence[Mapping[str, Any]], end: str) -> Any:
    own, values = connections[DEFAULT_DB_ALIAS], []
    for row in rows:
        for name, kind, prepare in statement.columns:
            value = row[name]
            values.append(value if value is None or type(value) is kind else prepare(value, own))
    sql, held = f"{statement.start} {', '.join([statement.row] * len(rows))} {end}", _held.get()
    if held is not None:
        held.append(_Insert(sql, values, returns=end == statement.returning))
        return held[-1]
    cursor = own.cursor()
    cursor.execute(sql, values)
    return cursor


@cache
def _statement(model: type[models.Model]) -> _Statement:
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    made = model._meta.auto_field
    fields: tuple[Any, ...] = tuple(field for field in model._meta.local_concrete_fields if field is not made)
    columns = ", ".join(quote(field.column) for field in fields)
    return _Statement(
        tuple((field.attname, passed_on(field), field.get_db_prep_save) for field in fields),
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES",
        f"({', '.join(['%s'] * len(fields))})",
        f"RETURNING {quote(key.column)}",
    )


def passed_on(field: Any) -> Any:
    """The type whose values a column takes as they are, if there is one: to ask the field for each costs more."""
    if isinstance(field, models.CharField | models.TextField):
        return str
    return int if isinstance(field, models.IntegerField) else None
