"""How rows are told in entries: the columns of each tracked table, their kinds, and which hold personal data."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import models

from history.log.canonical import canonical

_SAFE = 2**53


@dataclass(frozen=True)
class RowSchema:
    """The form in which the rows of one model are told."""

    id: str
    told: dict[str, Any]
    columns: tuple[str, ...]
    personal: tuple[str, ...]
    large: frozenset[str]

    @property
    def body(self) -> str:
        """The canonical JSON that the id is the hash of."""
        return canonical(self.told).decode()

    def values(self, known: dict[str, Any]) -> dict[str, Any]:
        """The values of a row by column, as entries write them; large ones must be given as their SHA-256 already."""
        return {
            name: {"sha256": known[name]} if name in self.large and known[name] is not None else written(known[name])
            for name in self.columns
        }


@cache
def schema_of(model: type[models.Model]) -> RowSchema:
    """The schema of a tracked model as it stands in the code now."""
    versions = model.version_model  # type: ignore[attr-defined]
    fields = [versions._meta.get_field(field.name) for field in versions.tracked_fields]
    columns = [(field.attname, _kind(field)) for field in fields]
    personal = tuple(name for name, _of in columns if name in model.PERSONAL)  # type: ignore[attr-defined]
    large = [name for name, kind in columns if kind == "large"]
    told = {
        "model": model._meta.label_lower,
        "columns": [list(column) for column in columns],
        "personal": list(personal),
        "large": large,
    }
    return RowSchema(
        id=sha256(canonical(told)).hexdigest(),
        told=told,
        columns=tuple(name for name, _of in columns),
        personal=personal,
        large=frozenset(large),
    )


def _kind(field: Any) -> str:
    return getattr(field, "told_as", "") or str(field.get_internal_type())


def hexadecimal(number: int) -> str:
    """The number of an act or a reading as entries write it."""
    return f"{number:032x}"


def plain(value: Any) -> Any:
    """A value of JSON as it will be read back; fractions, which canonical JSON has not, become texts."""
    if type(value) in (str, int, NoneType) or value == {}:
        return value
    return json.loads(json.dumps(value), parse_float=str)


def moment(at: datetime) -> str:
    """A moment as entries write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def written(value: Any) -> Any:
    """A value as entries write it.

    Raises:
        TypeError: values of this type are not told.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # a choice or a safe string as the plain text that it is
    if isinstance(value, int):
        return int(value) if abs(value) < _SAFE else str(value)
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"a {type(value).__name__} is not told in entries")


_WRITERS: tuple[tuple[Any, Any], ...] = (
    (datetime, moment),
    ((date, time), lambda value: value.isoformat()),
    (timedelta, lambda value: round(value / timedelta(microseconds=1))),
    (UUID, lambda value: value.hex),
    ((Decimal, float), str),
    ((bytes, memoryview, bytearray), lambda value: base64.b64encode(bytes(value)).decode("ascii")),
    ((dict, list), lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))),
)
