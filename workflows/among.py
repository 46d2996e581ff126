"""A condition on states that partial indexes serve: SQLite proves "state IN (…)" by its text, never by parameters."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler

CODE = re.compile(r"[a-z_]+")


@CharField.register_lookup
class Among(Lookup):
    """``state__among=CODES``: one of these codes, which stand in the SQL themselves.

    The index must have the same codes in the same order.

    Raises:
        ValueError: something is no code of our own: letters and underscores.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """See `django.db.models.Lookup`."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN ({', '.join(_literals(self.rhs))})", params


def _literals(codes: Iterable[str]) -> Iterable[str]:
    for code in map(str, codes):
        if not CODE.fullmatch(code):
            raise ValueError(f"{code!r} is no code")
        yield f"'{code}'"
