"""The statements that save one row, made once for each table and set of columns: Django would build them every time.

They are those of Django word for word. What they cannot say (an expression, a column with a placeholder of its own, a
model in two tables, another database) is left to Django.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from history.models.inserting import passed_on

Prepare = Callable[..., Any]


@dataclass(frozen=True)
class _Statement:
    """The words, and for each parameter the type that is taken as it is and what prepares any other."""

    sql: str
    columns: tuple[tuple[Any, Prepare], ...]

    def run(self, values: Sequence[Any], *more: Any) -> Any:
        own = connections[DEFAULT_DB_ALIAS]
        given = [
            value if value is None or type(value) is kind else prepare(value, own)
            for value, (kind, prepare) in zip(values, self.columns, strict=True)
        ]
        cursor = own.cursor()
        cursor.execute(self.sql, [*given, *more])
        return cursor


def inserted(row: models.Model, model: Any, fields: Sequence[Any], returning: Sequence[Any], using: str) -> int | None:
    """Insert a row whose key the database gives; the key, or None where Django has to do it."""
    if using != DEFAULT_DB_ALIAS or list(returning) != [model._meta.auto_field] or len(fields) < 1:
        return None
    statement = _insert(model, tuple(fields), connection.vendor)
    values = [field.pre_save(row, True) for field in fields]
    if statement is None or _has_expression(values):
        return None
    with statement.run(values) as cursor:
        return int(cursor.fetchone()[0])


def inserted_unless_there(rows: Sequence[models.Model], unique: Any) -> dict[Any, int]:
    """Insert new rows of one model; their keys by their value of a unique column, but of those that are there already.

    Raises:
        TypeError: the model is one that Django has to insert.
    """
    model: Any = type(rows[0])
    fields = tuple(field for field in model._meta.local_concrete_fields if field is not model._meta.auto_field)
    statement = _insert(model, fields, connection.vendor, unique, len(rows))
    if statement is None:
        raise TypeError(f"rows of {model._meta.label} are not inserted so")
    with statement.run([field.pre_save(row, True) for row in rows for field in fields]) as cursor:
        return {value: int(key) for key, value in cursor.fetchall()}


def updated(model: Any, key: Any, columns: Sequence[tuple[Any, Any, Any]], using: str) -> bool | None:
    """Update the columns of a row; whether there was one, or None where Django has to do it."""
    if using != DEFAULT_DB_ALIAS or not columns or type(key) is not int:
        return None
    statement = _update(model, tuple(field for field, _model, _value in columns), connection.vendor)
    values = [value for _field, _model, value in columns]
    if statement is None or _has_expression(values):
        return None
    with statement.run(values, key) as cursor:
        return bool(cursor.rowcount > 0)


def _has_expression(values: Sequence[Any]) -> bool:
    return any(hasattr(value, "resolve_expression") for value in values)


@cache
def _insert(
    model: Any, fields: tuple[Any, ...], _vendor: str, unique: Any = None, number: int = 1
) -> _Statement | None:
    """``unique`` is the column whose values may be there already; it is returned beside the key."""
    if not _are_plain(model, fields) or model._meta.auto_field in fields:
        return None
    quote, table = connection.ops.quote_name, model._meta.db_table
    named = ", ".join(quote(field.column) for field in fields)
    key = f"{quote(table)}.{quote(model._meta.pk.column)}"
    row = f"({', '.join(['%s'] * len(fields))})"
    end = f"RETURNING {key}"
    if unique is not None:
        end = f"ON CONFLICT DO NOTHING {end}, {quote(table)}.{quote(unique.column)}"
    sql = f"INSERT INTO {quote(table)} ({named}) VALUES {', '.join([row] * number)} {end}"  # noqa: S608  # names of our own
    return _Statement(sql, _prepared(fields) * number)


@cache
def _update(model: Any, fields: tuple[Any, ...], _vendor: str) -> _Statement | None:
    if not _are_plain(model, fields) or model._meta.select_on_save:
        return None
    quote, table = connection.ops.quote_name, model._meta.db_table
    named = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = f"{quote(table)}.{quote(model._meta.pk.column)}"
    sql = f"UPDATE {quote(table)} SET {named} WHERE {key} = %s"  # noqa: S608  # names of our own
    return _Statement(sql, _prepared(fields))


def _are_plain(model: Any, fields: Sequence[Any]) -> bool:
    return not model._meta.parents and not any(hasattr(field, "get_placeholder") for field in fields)


def _prepared(fields: Sequence[Any]) -> tuple[tuple[Any, Prepare], ...]:
    return tuple((passed_on(field), field.get_db_prep_save) for field in fields)


__all__ = ["inserted", "inserted_unless_there", "updated"]
