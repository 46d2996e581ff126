"""Comparing the live tables with the log: what was changed, added or removed behind the program's back is named.

The log itself is checked by the exported `verify_log.py`, which needs nothing of the program; here the tables that
people look at are held against it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, Max

from history.guards import guarded_models
from history.log.canonical import commitment
from history.log.merkle import leaf_hash
from history.log.notes import SignedCheckpoint
from history.models import Act, ActMention, Checkpoint, Content, Entry, Epoch, Leaf, Reading, ReadingMention, Schema
from history.models.schemas import moment, plain, written
from history.models.versions import ContentHash, digest
from history.services import heads
from history.services.sequencing import tree_of

CHUNK = 1000
KEYS = {"id", "at", "actor", "from", "reason", "acts", "rows", "readings"}


@dataclass(frozen=True)
class Finding:
    """Something that is not as the log tells it. ``code`` is stable, ``place`` names the row."""

    code: str
    place: str


def verify_history() -> Iterator[Finding]:
    """Everything that differs between the tables and the log, as both are at one moment, whatever is written meanwhile.
    Memory does not grow with the log.
    """
    # Read before that moment: a published head must not be ahead of the leaves that it is held against.
    published = {epoch.pk: heads.published(epoch) for epoch in Epoch.objects.all()}
    with _one_moment():
        yield from _verify(published)


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read inside is of the moment of its first question, and nobody who writes waits for it.

    Within a transaction it is what that one sees.
    """
    if connection.in_atomic_block:
        yield
        return
    # Not Django's transaction, which in SQLite is that of a writer.
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _verify(published: dict[int, SignedCheckpoint | None]) -> Iterator[Finding]:
    told = _Told()
    for entries in _chunks(Entry.objects.all()):
        bodies = [(entry, _read(entry)) for entry in entries]
        yield from (Finding("entry-changed", f"entry {entry.uuid}") for entry, body in bodies if body is None)
        bodies = [(entry, body) for entry, body in bodies if body is not None]
        yield from _entries(bodies)
        yield from told.acts(bodies)
        yield from told.rows(bodies)
        yield from told.readings(bodies)
    yield from told.untold()
    yield from _leaves()
    yield from _heads(published)
    yield from _live_rows()
    yield from _contents()


class _Told:
    """Acts, readings and versions against the entries that tell them."""

    def __init__(self) -> None:
        self.counts: dict[Any, int] = defaultdict(int)

    def acts(self, bodies: list[tuple[Entry, Any]]) -> Iterator[Finding]:
        """Each told act is in the table, as it was told."""
        told = [(entry, one, at) for entry, body in bodies for at, one in enumerate(body["acts"])]
        found = Act.objects.in_bulk([int(one["id"], 16) for _entry, one, _at in told])
        mentions: dict[int, list[list[Any]]] = defaultdict(list)
        for mention in ActMention.objects.filter(act__in=list(found)).order_by("object_type", "object_key"):
            mentions[mention.act_id].append([mention.object_type, mention.object_key])
        for entry, one, at in told:
            row = found.get(int(one["id"], 16))
            place = f"act {int(one['id'], 16)}"
            self.counts[Act] += row is not None
            if row is None:
                yield Finding("act-missing", place)
                continue
            known = (
                row.verb,
                [row.subject_type, row.subject_key],
                mentions[row.pk],
                row.agency_key,
                row.entry_id,
                row.at,
            )
            if known != (one["verb"], one["subject"], one["about"], one["agency"], entry.uuid, entry.at):
                yield Finding("act-changed", place)
            if (row.actor_key, row.actor_name) != _by(entry, one) or row.address != entry.address:
                yield Finding("act-changed", place)
            hidden = {"label": plain(row.subject_label), "data": plain(row.data)}
            yield from _hidden(entry, one, f"acts/{at}", hidden, place)

    def readings(self, bodies: list[tuple[Entry, Any]]) -> Iterator[Finding]:
        """Each told reading is in the table, as it was told."""
        told = [(entry, one, at) for entry, body in bodies for at, one in enumerate(body["readings"])]
        found = Reading.objects.in_bulk([int(one["id"], 16) for _entry, one, _at in told])
        mentions: dict[int, list[list[Any]]] = defaultdict(list)
        for mention in ReadingMention.objects.filter(reading__in=list(found)).order_by("object_type", "object_key"):
            mentions[mention.reading_id].append([mention.object_type, mention.object_key])
        for entry, one, at in told:
            row = found.get(int(one["id"], 16))
            place = f"reading {int(one['id'], 16)}"
            self.counts[Reading] += row is not None
            if row is None:
                yield Finding("reading-missing", place)
                continue
            known = (row.kind, row.page, mentions[row.pk], row.agency_key, row.ground, row.entry_id, row.at)
            if (row.actor_key, row.actor_name, row.address) != (entry.actor_key, entry.actor_name, entry.address):
                yield Finding("reading-changed", place)
            told_as = (one["kind"], one["page"], one["about"], one["agency"], one["ground"], entry.uuid, entry.at)
            if known != told_as:
                yield Finding("reading-changed", place)
            yield from _hidden(entry, one, f"readings/{at}", {"query": plain(row.query)}, place)

    def rows(self, bodies: list[tuple[Entry, Any]]) -> Iterator[Finding]:
        """Each told version is in its table, as it was told."""
        by_model: dict[str, list[tuple[Entry, Any, int]]] = defaultdict(list)
        for entry, body in bodies:
            for at, one in enumerate(body["rows"]):
                by_model[one["model"]].append((entry, one, at))
        for label, told in by_model.items():
            versions = _model(label).version_model
            found = versions._base_manager.in_bulk([one["id"] for _entry, one, _at in told])
            self.counts[versions] += len(found)
            for entry, one, at in told:
                yield from _version(found.get(one["id"]), entry, one, f"rows/{at}/values")

    def untold(self) -> Iterator[Finding]:
        """Rows of the record that no entry tells."""
        tables = [Act, Reading, *(model.version_model for model in guarded_models())]
        for table in tables:
            if table._base_manager.count() != self.counts[table]:
                yield Finding("untold", f"{table._meta.db_table}: rows that no entry tells")


def _version(row: Any, entry: Entry, one: Any, path: str) -> Iterator[Finding]:
    place = f"version {one['id']} of {one['model']} {one['row']}"
    if row is None:
        yield Finding("version-missing", place)
        return
    known = (getattr(row, row.instance_type._meta.pk.attname), row.history_type, row.history_entry_id, row.history_date)
    is_by = (row.history_user_id, row.history_actor) == _by(entry, one)
    if known != (one["row"], one["op"], entry.uuid, entry.at) or not is_by:
        yield Finding("version-changed", place)
    large = {field.attname for field in row._meta.concrete_fields if isinstance(field, ContentHash)}
    hidden = {}
    for name, told in one["values"].items():
        if not hasattr(row, name):
            continue  # a later migration took the column away
        value = getattr(row, name)
        value = {"sha256": value} if name in large and value is not None else written(value)
        if isinstance(told, dict) and "c" in told:
            hidden[name] = value
        elif told != value:
            yield Finding("version-changed", f"{place}: {name}")
    yield from _hidden(entry, one["values"], path, hidden, place)


def _by(entry: Entry, one: Any) -> tuple[int | None, str]:
    """Who did a part of an entry."""
    return (one["by"]["key"], one["by"]["name"]) if one["by"] else (entry.actor_key, entry.actor_name)


def _hidden(entry: Entry, told: Any, path: str, known: dict[str, Any], place: str) -> Iterator[Finding]:
    """Hidden values are what the entry is committed to, while its salt is there."""
    if entry.salt is None:
        return
    salt = bytes(entry.salt)
    for name, value in known.items():
        if told[name] != commitment(salt, f"{path}/{name}", value):
            yield Finding("value-changed", f"{place}: {name}")


def _read(entry: Entry) -> Any:
    """The entry as it was told; None where that is no entry any more."""
    try:
        body = json.loads(entry.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) and body.keys() >= KEYS else None


def _entries(bodies: list[tuple[Entry, Any]]) -> Iterator[Finding]:
    for entry, body in bodies:
        told = (body["id"], body["at"], body["actor"], body["from"], body["reason"])
        known = (
            entry.uuid.hex,
            moment(entry.at),
            {"key": entry.actor_key, "name": entry.actor_name},
            {"address": entry.address, "request": entry.request, "task": entry.task},
            entry.reason,
        )
        if told != known:
            yield Finding("entry-changed", f"entry {entry.uuid}")


def _leaves() -> Iterator[Finding]:
    """Every number of the tree has its entry, and the hash of its leaf is that of the entry."""
    for epoch in Epoch.objects.order_by("number"):
        numbered = Leaf.objects.filter(epoch=epoch).aggregate(newest=Max("number"), count=Count("pk"))
        if numbered["count"] and numbered["newest"] + 1 != numbered["count"]:
            yield Finding("leaf-missing", f"epoch {epoch.number}: numbers without a leaf")
    for leaves in _chunks(Leaf.objects.select_related("entry")):
        for leaf in leaves:
            if bytes(leaf.hash) != leaf_hash(leaf.entry.body.encode()):
                yield Finding("leaf-changed", f"entry {leaf.number} of epoch {leaf.epoch_id}")


def _heads(published: dict[int, SignedCheckpoint | None]) -> Iterator[Finding]:
    """Kept and published heads are those of the tree, and the tree is that of the leaves."""
    for epoch in Epoch.objects.order_by("number"):
        tree = tree_of(epoch)
        signed = [(one.size, bytes(one.root)) for one in Checkpoint.objects.filter(epoch=epoch)]
        head = published.get(epoch.pk)
        if head is not None:
            signed.append((head.checkpoint.size, head.checkpoint.root))
        count = Leaf.objects.filter(epoch=epoch).count()
        for size, root in signed:
            if size > count:
                yield Finding("head-beyond", f"epoch {epoch.number}: {size} entries were signed, {count} are there")
            elif tree.root_at(size) != root:
                yield Finding("head-changed", f"epoch {epoch.number}: the head of {size} entries")
        yield from _tiles(epoch, tree, min(count, head.checkpoint.size) if head else 0)


def _tiles(epoch: Epoch, tree: Any, size: int) -> Iterator[Finding]:
    rows = Leaf.objects.filter(epoch=epoch).order_by("number").values_list("hash", flat=True)
    pairs = zip(tree.leaves(0, size), rows.iterator(chunk_size=10_000), strict=False)
    for at, (hashed, leaf) in enumerate(pairs):
        if bytes(leaf) != hashed:
            yield Finding("tile-changed", f"entry {at} of epoch {epoch.number}")


def _live_rows() -> Iterator[Finding]:
    """Every row equals its newest version, and every row that was not deleted is there."""
    for model in guarded_models():
        versions: Any = model.version_model
        key = model._meta.pk.attname
        names = [field.attname for field in versions.tracked_fields]
        hashed = {name for name in names if isinstance(versions._meta.get_field(_name(versions, name)), ContentHash)}
        newest = versions._base_manager.values(key).annotate(last=Max("history_id")).order_by(key)
        standing = 0
        for last in _batched(newest.iterator(chunk_size=CHUNK)):
            found = versions._base_manager.in_bulk([one["last"] for one in last])
            live = model._base_manager.in_bulk([one[key] for one in last])
            for one in last:
                version, row = found[one["last"]], live.get(one[key])
                is_gone = version.history_type == "-"
                standing += not is_gone
                if (row is None) != is_gone:
                    yield Finding(
                        "row-missing" if row is None else "row-returned", f"{model._meta.label_lower} {one[key]}"
                    )
                elif row is not None:
                    yield from _differing(model, row, version, names, hashed)
        if model._base_manager.count() > standing:
            yield Finding("row-added", f"{model._meta.db_table}: rows without a version")


def _differing(model: Any, row: Any, version: Any, names: list[str], hashed: set[str]) -> Iterator[Finding]:
    for name in names:
        live = getattr(row, name)
        if name in hashed and live is not None:
            live = digest(live)
        if live != getattr(version, name) and not (name in hashed and getattr(version, name) == ""):
            yield Finding("row-changed", f"{model._meta.label_lower} {row.pk}: {name}")


def _contents() -> Iterator[Finding]:
    """Kept texts and schemas have the hashes that they are named by."""
    for contents in _chunks(Content.objects.all()):
        for content in contents:
            if content.text and digest(content.text) != content.pk:
                yield Finding("content-changed", f"content {content.pk}")
    for schema in Schema.objects.all():
        if digest(schema.body) != schema.pk:
            yield Finding("schema-changed", f"schema {schema.pk}")


def _chunks(rows: Any) -> Iterator[list[Any]]:
    """All rows by key, a stretch at a time."""
    last: Any = None
    while True:
        stretch = rows.order_by("pk")
        if last is not None:
            stretch = stretch.filter(pk__gt=last)
        found = list(stretch[:CHUNK])
        if not found:
            return
        yield found
        last = found[-1].pk


def _batched(rows: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def _name(versions: Any, attname: str) -> str:
    return next(str(field.name) for field in versions._meta.concrete_fields if field.attname == attname)


def _model(label: str) -> Any:
    return apps.get_model(label)
