"""Conditions of sight, written once for a person: Django builds them ten times longer than a database answers them.

What a person may see asks the same questions within questions at every turn of a page. `kept` keeps a condition for as
long as the person's posts, substitutions and the day are the same; `keys` and `existence` hold a question within it as
finished SQL, which costs nothing to put into another one. The SQL is what Django writes for the queryset.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

from history import clock

if TYPE_CHECKING:
    from agencies.models import Employee

Made = TypeVar("Made")
# Stands in the SQL of an existence where the column of the question around it will.
_OUTER = "\0outer\0"
# Conditions of about a hundred people; each takes some 20 KB.
MOST_KEPT = 600
KEPT: "OrderedDict[tuple[Any, ...], Any]" = OrderedDict()
_LOCK = threading.Lock()


def kept(employee: "Employee", name: str, make: Callable[[], Made]) -> Made:
    """What ``make`` makes of the person's posts, substitutions and the day; made anew when one of them changes.

    It lives as long as this process or until others were asked for more lately, so ``make`` must be made of these
    alone: it asks the database nothing.
    """
    key = (name, employee.pk, employee.is_active, _standing(employee), clock.today())
    with _LOCK:
        if key in KEPT:
            KEPT.move_to_end(key)
            found: Made = KEPT[key]
            return found
    made = make()
    with _LOCK:
        KEPT[key] = made
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)
    return made


def _standing(employee: "Employee") -> tuple[Any, ...]:
    """Everything that the person's posts, their units and the substitutions are today, as values."""
    posts, substitutions = employee.current_posts, employee.current_substitutions
    held = employee.__dict__.get("_standing")
    if held is None or held[0] is not posts or held[1] is not substitutions:
        told = tuple((*_values(post), *_values(post.unit)) for post in posts)
        held = employee.__dict__["_standing"] = (posts, substitutions, (told, substitutions))
    standing: tuple[Any, ...] = held[2]
    return standing


def _values(row: models.Model) -> tuple[Any, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)


def keys(asked: QuerySet[Any, Any]) -> "Keys | list[int]":
    """The one column of a queryset, for an ``__in``; a queryset that cannot find anything is an empty list."""
    try:
        sql, params = _written(asked.order_by())
    except EmptyResultSet:
        return []
    return Keys(sql, params)


def existence(asked: QuerySet[Any, Any], of: str = "pk") -> "Existence":
    """Whether the queryset has a row of which the look-up ``of`` is a column of the question around it."""
    query = asked.order_by().filter(**{of: _Outer()}).query.exists()
    query.change_aliases({alias: f"seen_{number}" for number, alias in enumerate(query.alias_map)})
    try:
        sql, params = query.get_compiler(asked.db).as_sql()
    except EmptyResultSet:
        return Existence((), ())
    return Existence(tuple(sql.split(_OUTER)), tuple(params))


@dataclass(frozen=True)
class Existence:
    """An ``EXISTS`` without the column that it is about."""

    parts: tuple[str, ...]
    params: tuple[Any, ...]

    def about(self, column: str) -> Q:
        """The condition for a column, named by a look-up from the question around it."""
        return Q(_Exists(self, column)) if self.parts else Q(pk__in=[])


class Keys(Expression):
    """A question within another, of whose rows it names none, as finished SQL."""

    def __init__(self, sql: str, params: tuple[Any, ...]) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.sql, self.params = sql, params

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """See `Expression`."""
        return f"({self.sql})", self.params


class _Exists(Expression):
    """An `Existence` about a column."""

    def __init__(self, existence: Existence, column: str) -> None:
        super().__init__(output_field=models.BooleanField())
        self.existence = existence
        self.column: Any = F(column)  # resolved by the question around

    def get_source_expressions(self) -> list[Any]:
        """See `Expression`: the column follows the aliases of the question around."""
        return [self.column]

    def set_source_expressions(self, exprs: Any) -> None:
        """See `Expression`."""
        (self.column,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """See `Expression`."""
        column, params = compiler.compile(self.column)
        assert not params
        return f"EXISTS({column.join(self.existence.parts)})", self.existence.params


class _Outer(Expression):
    """The place of a column that is not known yet."""

    def __init__(self) -> None:
        super().__init__(output_field=models.BigIntegerField())

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """See `Expression`."""
        return _OUTER, ()


def _written(asked: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, params = asked.query.get_compiler(asked.db).as_sql()
    return sql, tuple(params)
