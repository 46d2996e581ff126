"""Many rows at once, each with its version: `bulk_create` and the like alone would be refused at the commit."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS

from history.models import TrackedModel
from history.models.inserting import ROWS_AT_MOST
from history.models.recording import recorder, recording
from history.models.saving import inserted_unless_there
from history.models.versions import tell

ADDED_AT_MOST = 50  # by one statement, which is kept for its number of rows
Row = TypeVar("Row", bound=TrackedModel)
Thing = TypeVar("Thing")


def create(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert new rows with their versions, in a few statements for each few hundred. There is no savepoint."""
    made: list[Row] = []
    pending: list[Row] = []
    with recording(savepoint=False):
        for row in rows:
            pending.append(row)
            if len(pending) == ROWS_AT_MOST:
                made += _create(model, pending)
                pending = []
        return made + _create(model, pending)


def add(model: type[Row], unique: str, rows: Sequence[Row]) -> set[Any]:
    """Insert new rows with their versions, but those whose value of this unique column is there; the values inserted.

    It waits for whoever is inserting another row with such a value, and makes no savepoint.
    """
    added: set[Any] = set()
    with recording(savepoint=False):
        for some in stretches(rows, ADDED_AT_MOST):
            keys = inserted_unless_there(some, model._meta.get_field(unique))
            new = [row for row in some if getattr(row, unique) in keys]
            for row in new:
                row.pk, row._state.adding, row._state.db = keys[getattr(row, unique)], False, DEFAULT_DB_ALIAS
            _tell_new(model, new)
            added.update(keys)
    return added


def _create(model: type[Row], rows: list[Row]) -> list[Row]:
    if not rows:
        return rows
    made = model._base_manager.bulk_create(rows)
    _tell_new(model, made)
    return made


def _tell_new(model: type[Row], rows: list[Row]) -> None:
    """Tell the versions of rows that were just inserted."""
    fields = model.version_model.tracked_fields
    recorder().make_room(len(rows))
    for row in rows:
        values = {field.attname: getattr(row, field.attname) for field in fields}
        tell(model, "+", row.pk, dict(values))
        row.remember(values)


def stretches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """So many at a time."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
