"""What the guards are made from: tracked tables with their version tables, and tables that only grow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from history.models import TrackedModel
from history.models.versions import ContentHash

# Tables of the log itself. Of an entry the salt may be removed, of a content the text, never anything else.
GROWING = (
    "Act",
    "ActMention",
    "Checkpoint",
    "Content",
    "Cosignature",
    "Entry",
    "Epoch",
    "ForeignCheckpoint",
    "Leaf",
    "Reading",
    "ReadingMention",
    "Schema",
)


@dataclass(frozen=True)
class Column:
    """A column that a version copies: by its value, or by the SHA-256 of its text."""

    name: str
    is_hashed: bool
    is_personal: bool
    blank: str


@dataclass(frozen=True)
class Pair:
    """A tracked table and the table of its versions."""

    table: str
    key: str
    versions: str
    columns: tuple[Column, ...]


def guarded_models() -> list[type[TrackedModel]]:
    """Every concrete tracked model of the program."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, TrackedModel) and not model._meta.abstract and model._meta.managed
    ]


def pairs() -> Iterator[Pair]:
    """Every tracked table with its versions."""
    for model in guarded_models():
        versions: Any = model.version_model
        columns = [
            Column(
                name=field.column,
                is_hashed=isinstance(versions._meta.get_field(field.name), ContentHash),
                is_personal=field.attname in model.PERSONAL,
                blank=_blank(field),
            )
            for field in versions.tracked_fields
        ]
        yield Pair(model._meta.db_table, str(model._meta.pk.column), versions._meta.db_table, tuple(columns))


def growing_tables() -> list[str]:
    """Tables whose rows never change or go."""
    return [apps.get_model("history", name)._meta.db_table for name in GROWING]


def _blank(field: Any) -> str:
    """What a personal value becomes when the person is depersonalised, as SQL."""
    if field.null:
        return "NULL"
    return "'{}'" if isinstance(field, models.JSONField) else "''"
