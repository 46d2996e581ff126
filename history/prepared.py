"""Questions to the database that are asked again and again: Django makes their SQL once for each process.

Making it costs Django several times what reading one row does. Only the words are kept, never an answer.
"""

import json
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)


class Given(models.Expression):
    """A value that is named when the question is asked. Never None: its SQL is another one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        """A mark, and this in the place of its value."""
        return "%s", [self]


class GivenKeys(Given):
    """Whole numbers that are named when the question is asked, for ``__in``: any number of them, one SQL."""

    kind = "bigint"

    def as_sql(self, _compiler: Any, connection: Any) -> Any:
        """A list that the database unfolds."""
        if connection.vendor == "postgresql":
            return f"(SELECT unnest(%s::{self.kind}[]))", [self]
        return "(SELECT value FROM json_each(%s))", [self]


class GivenTexts(GivenKeys):
    """The same of texts."""

    kind = "text"


@dataclass(frozen=True)
class _Made:
    """SQL with its parameters and how its rows are read."""

    sql: str
    parameters: tuple[Any, ...]
    select: list[Any]
    klass_info: dict[str, Any] | None
    converters: dict[int, tuple[list[Any], Any]]
    locks: bool

    def rows(self, given: dict[str, Any]) -> list[Any]:
        own = connections[DEFAULT_DB_ALIAS]
        if self.locks and own.get_autocommit():
            raise transaction.TransactionManagementError("rows are locked in a transaction only")
        values = [_adapted(given[one.name], own) if isinstance(one, Given) else one for one in self.parameters]
        with own.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows: list[Any] = cursor.fetchall()
        return [self._read(row, own) for row in rows] if self.converters else rows

    def _read(self, row: Any, own: Any) -> list[Any]:
        read = list(row)
        for at, (converters, expression) in self.converters.items():
            for convert in converters:
                read[at] = convert(read[at], expression, own)
        return read


class Prepared(Generic[Row]):
    """A queryset with a `Given` for each value that changes; made when it is asked first, since rooms load before.

    Its rows are like those of the queryset, related rows that it selects included. It asks the default database.
    """

    def __init__(self, queryset: Callable[[], "models.QuerySet[Row, Any]"]) -> None:
        self._queryset = queryset
        self._made: dict[str, _Made] = {}
        self._lock = threading.Lock()

    def all(self, **given: Any) -> list[Row]:
        """All rows."""
        return list(self._instances(self._sql(), given))

    def first(self, **given: Any) -> Row | None:
        """The first row; None where there is none."""
        return next(self._instances(self._sql(), given), None)

    def get(self, **given: Any) -> Row:
        """The one row.

        Raises:
            DoesNotExist, MultipleObjectsReturned: of its model.
        """
        found, model = self.all(**given), cast(Any, self._queryset().model)
        if len(found) != 1:
            raise (model.MultipleObjectsReturned if found else model.DoesNotExist)
        return found[0]

    def values(self, **given: Any) -> list[Any]:
        """The rows as they are read, of a queryset that names columns (``values_list``)."""
        return self._sql().rows(given)

    def exists(self, **given: Any) -> bool:
        """Whether there is a row."""
        return bool(self._sql().rows(given))

    def _sql(self) -> _Made:
        made = self._made.get(connection.vendor)
        if made is None:
            with self._lock:
                made = self._made[connection.vendor] = _made(self._queryset())
        return made

    @staticmethod
    def _instances(made: _Made, given: dict[str, Any]) -> Iterator[Row]:
        told = made.klass_info
        if told is None:
            raise TypeError("this question names columns: ask for its values")
        start, end = told["select_fields"][0], told["select_fields"][-1] + 1
        names = [column[0].target.attname for column in made.select[start:end]]
        related = get_related_populators(told, made.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # as in Django 5.2
        for row in made.rows(given):
            instance = told["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for one in related:
                one.populate(row, instance)
            yield instance


def _made(queryset: "models.QuerySet[Any, Any]") -> _Made:
    query: Any = queryset.query
    compiler = query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    return _Made(
        sql=sql,
        parameters=tuple(parameters),
        select=compiler.select,
        klass_info=compiler.klass_info,
        converters=compiler.get_converters(columns),
        locks=query.select_for_update and connection.features.has_select_for_update,
    )


def _adapted(value: Any, own: Any) -> Any:
    """A value as the driver of this connection takes it."""
    if type(value) in (int, str):
        return value
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return own.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return own.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not own.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, Collection) and not isinstance(value, str | bytes | memoryview):
        return sorted(value) if own.vendor == "postgresql" else json.dumps(sorted(value))
    return value


__all__ = ["Given", "GivenKeys", "GivenTexts", "Prepared"]
