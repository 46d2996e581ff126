"""Many rows at once, each with its version: `bulk_create` and the like alone would be refused at the commit."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS

from history.models import TrackedModel
from history.models.inserting import ROWS_AT_MOST
from history.models.recording import recorder, recording
from history.models.saving import inserted_unless_there
from history.models.versions import tell

Row = TypeVar("Row", bound=TrackedModel)
Thing = TypeVar("Thing")


def create(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert new rows with their versions, in a few statements for each few hundred."""
    made: list[Row] = []
    pending: list[Row] = []
    with recording():
        for row in rows:
            pending.append(row)
            if len(pending) == ROWS_AT_MOST:
                made += _create(model, pending)
                pending = []
        return made + _create(model, pending)


def add(row: TrackedModel) -> bool:
    """Insert a new row with its version unless one with the same unique value is there; whether it was inserted.

    It waits for whoever is inserting that other row, and makes no savepoint.
    """
    model = type(row)
    with recording(savepoint=False):
        key = inserted_unless_there(row)
        if key is None:
            return False
        row.pk, row._state.adding, row._state.db = key, False, DEFAULT_DB_ALIAS
        recorder().make_room(1)
        values = {field.attname: getattr(row, field.attname) for field in model.version_model.tracked_fields}
        tell(model, "+", key, dict(values))
        row.remember(values)
    return True


def _create(model: type[Row], rows: list[Row]) -> list[Row]:
    fields = model.version_model.tracked_fields
    recorder().make_room(len(rows))
    made = model._base_manager.bulk_create(rows)
    for row in made:
        values = {field.attname: getattr(row, field.attname) for field in fields}
        tell(model, "+", row.pk, dict(values))
        row.remember(values)
    return made


def stretches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """So many at a time."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
