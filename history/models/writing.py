"""Writing what a transaction told: its versions, acts and readings, and the entry of the log that names them all."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from history.actors import Acting
from history.log.canonical import canonical, commitment
from history.models.acts import Act, ActMention
from history.models.entries import Entry
from history.models.inserting import append, insert, keys_of, together
from history.models.readings import Reading, ReadingMention
from history.models.schemas import hexadecimal, moment, plain, schema_of
from history.source import current_source

Mentions = Sequence[tuple[str, int]]


@dataclass
class ToldRow:
    """A version that will be written; ``by`` is who saved the row, if another than who did the whole."""

    model: Any
    kind: str
    key: int
    columns: dict[str, Any]
    about: dict[str, Any]
    by: dict[str, Any] | None
    part: ClassVar[str] = "rows"

    @property
    def table(self) -> type[models.Model]:
        """Where it is kept."""
        return self.model.version_model  # type: ignore[no-any-return]

    def row(self) -> dict[str, Any]:
        """The columns of its row."""
        return self.columns | self.about

    def facts(self, key: int) -> tuple[dict[str, Any], Iterable[str]]:
        """How the entry tells it under its key, and which values it hides."""
        schema = schema_of(self.model)
        return {
            "model": self.model._meta.label_lower,
            "row": self.key,
            "id": key,
            "op": self.kind,
            "by": self.by,
            "schema": schema.id,
            "values": schema.values(self.columns),
        }, schema.personal


@dataclass
class ToldAct:
    """An act that will be written, with the objects on whose timelines it stands."""

    act: Act
    mentions: Mentions
    by: dict[str, Any] | None
    part: ClassVar[str] = "acts"
    table: ClassVar[type[models.Model]] = Act

    def row(self) -> dict[str, Any]:
        """The columns of its row."""
        return self.act.__dict__

    def facts(self, key: int) -> tuple[dict[str, Any], Iterable[str]]:
        """How the entry tells it under its key, and which values it hides."""
        act = self.act
        act.pk, act._state.adding = key, False
        return {
            "id": hexadecimal(key),
            "verb": act.verb,
            "subject": [act.subject_type, act.subject_key],
            "about": [list(one) for one in self.mentions],
            "agency": act.agency_key,
            "by": self.by,
            "label": plain(act.subject_label),
            "data": plain(act.data),
        }, ("label", "data")


@dataclass
class ToldReading:
    """A reading that will be written, with what it showed."""

    reading: Reading
    mentions: Mentions
    part: ClassVar[str] = "readings"
    table: ClassVar[type[models.Model]] = Reading

    def row(self) -> dict[str, Any]:
        """The columns of its row."""
        return self.reading.__dict__

    def facts(self, key: int) -> tuple[dict[str, Any], Iterable[str]]:
        """How the entry tells it under its key, and which values it hides."""
        reading = self.reading
        reading.pk, reading._state.adding = key, False
        return {
            "id": hexadecimal(key),
            "kind": plain(reading.kind),
            "page": reading.page,
            "about": [list(one) for one in self.mentions],
            "agency": reading.agency_key,
            "ground": reading.ground,
            "query": reading.query,
        }, ("query",)


@dataclass
class ToldLog:
    """What the log says of itself."""

    facts: dict[str, Any]


Told = ToldRow | ToldAct | ToldReading | ToldLog


def write(told: Sequence[Told], *, key: UUID, at: datetime, actor: Acting) -> None:
    """Write the rows of what was told and its entry, whose number is ``key``: in two round trips, whatever was told."""
    source, salt = current_source(), secrets.token_bytes(32)
    body: dict[str, Any] = {
        "v": 1,
        "id": key.hex,
        "at": moment(at),
        "actor": {"key": actor.key, "name": plain(actor.name)},
        "from": {"address": source.address, "request": source.request, "task": source.task},
        "reason": plain(source.reason),
        "acts": [],
        "rows": [],
        "readings": [],
    }
    keys = insert_rows(told)
    for one in told:
        if isinstance(one, ToldLog):
            body["log"] = one.facts
        else:
            part = body[one.part]
            part.append(_with_commitments(f"{one.part}/{len(part)}", *one.facts(keys[id(one)]), salt))
    with together():
        insert_mentions(told)
        entry = {"uuid": key, "at": at, "actor_key": actor.key, "actor_name": actor.name, "reason": source.reason}
        entry |= {"address": source.address, "request": source.request, "task": source.task}
        append(Entry, [entry | {"body": canonical(body).decode(), "salt": salt, "erased_by_id": None}])


def insert_rows(told: Sequence[Told]) -> dict[int, int]:
    """Insert the rows of each table by one statement; their keys by the identity of what was told."""
    by_table: dict[type[models.Model], list[ToldRow | ToldAct | ToldReading]] = defaultdict(list)
    for one in told:
        if not isinstance(one, ToldLog):
            by_table[one.table].append(one)
    with together():
        cursors = [(group, insert(table, [one.row() for one in group])) for table, group in by_table.items()]
    return {id(one): key for group, cursor in cursors for one, key in zip(group, keys_of(cursor), strict=True)}


def insert_mentions(told: Sequence[Told]) -> None:
    """Insert what stands on whose timelines, of acts and readings that have their keys."""
    acts = [one for one in told if isinstance(one, ToldAct)]
    mentions = [
        {"act_id": one.act.pk, "object_type": kind, "object_key": key} for one in acts for kind, key in one.mentions
    ]
    if mentions:
        append(ActMention, mentions)
    readings = [one for one in told if isinstance(one, ToldReading)]
    shown = [
        {"reading_id": one.reading.pk, "object_type": kind, "object_key": key}
        for one in readings
        for kind, key in one.mentions
    ]
    if shown:
        append(ReadingMention, shown)


def _with_commitments(path: str, facts: dict[str, Any], hidden: Iterable[str], salt: bytes) -> dict[str, Any]:
    """The facts with salted hashes instead of the hidden values, each bound to its place in the entry."""
    values, place = (facts["values"], f"{path}/values") if "values" in facts else (facts, path)
    for name in hidden:
        values[name] = commitment(salt, f"{place}/{name}", values[name])
    return facts
