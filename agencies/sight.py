"""Conditions of sight, written once for a person: Django builds them ten times longer than a database answers them.

What a person may see asks the same questions within questions at every turn of a page. `kept` keeps a condition for as
long as the person's posts, substitutions and the day are the same; `keys` and `existence` hold a question within it as
finished SQL, which costs nothing to put into another one. The SQL is what Django writes for the queryset.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

from history import clock

if TYPE_CHECKING:
    from agencies.models import Employee, Post

Made = TypeVar("Made")
# Stands in the SQL of an existence where the column of the question around it will.
_OUTER = "\0outer\0"


@dataclass(frozen=True)
class _Kept:
    """What was made for a person, and as whom."""

    made: Any
    posts: "tuple[Post, ...]"
    substitutions: tuple[tuple[int, str], ...]
    is_active: bool
    day: date

    def holds_for(self, employee: "Employee") -> bool:
        """Whether nothing that it was made of is another by now."""
        return (
            self.posts is employee.current_posts
            and self.substitutions is employee.current_substitutions
            and self.is_active == employee.is_active
            and self.day == clock.today()
        )


def kept(employee: "Employee", name: str, make: Callable[[], Made]) -> Made:
    """What ``make`` makes of the person's posts, substitutions and the day; made anew when one of them changes.

    It lives as long as this object of the person: a request, as a rule.
    """
    held: dict[str, _Kept] = employee.__dict__.setdefault("_kept_sight", {})
    found = held.get(name)
    if found is None or not found.holds_for(employee):
        posts, substitutions = employee.current_posts, employee.current_substitutions
        found = held[name] = _Kept(make(), posts, substitutions, employee.is_active, clock.today())
    made: Made = found.made
    return made


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
