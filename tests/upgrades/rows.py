"""A kept database as lines of JSON, the same for every engine: written by the release it is of, loaded by later ones.

Of each line one thing: the migrations that had run, a table with its columns, a row of it, the statements of the guards
of an engine, or a file of the log's folder. Sessions are not kept.
"""

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.duration import duration_iso_string

from config.tables import lay
from history.guards import installing, postgres

KEPT = Path(__file__).parent / "kept"
LEFT_OUT = {"sessions.session"}


@dataclass
class Table:
    """The rows of a model, each as the values of these columns."""

    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)


@dataclass
class Kept:
    """A database of a release."""

    migrations: list[tuple[str, str]]
    tables: dict[str, Table] = field(default_factory=dict)
    guards: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def kept_releases() -> list[str]:
    """The names of all that are kept, the oldest first: each has migrations that the one before it had not."""
    paths = sorted(KEPT.glob("*.jsonl.gz"), key=_count_of_migrations)
    return [path.name.removesuffix(".jsonl.gz") for path in paths]


def _count_of_migrations(path: Path) -> int:
    """How many had run: the first line names the last of each room, and they are numbered from one."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        leaves = json.loads(next(file))["migrations"]
    return sum(int(name.partition("_")[0]) for _room, name in leaves)


def keep(name: str) -> Path:
    """Write the database of this process, which must be SQLite, and the log beside it."""
    path = KEPT / f"{name}.jsonl.gz"
    path.parent.mkdir(exist_ok=True)
    text = "".join(f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n" for line in _lines())
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path


def read(name: str) -> Kept:
    """What was written."""
    kept = Kept([])
    rows: list[list[Any]] = []
    for line in gzip.decompress((KEPT / f"{name}.jsonl.gz").read_bytes()).decode().removesuffix("\n").split("\n"):
        one = json.loads(line)
        if isinstance(one, list):
            rows.append(one)
        elif "model" in one:
            rows = (kept.tables.setdefault(one["model"], Table(one["columns"]))).rows
        elif "migrations" in one:
            kept.migrations = [(app, migration) for app, migration in one["migrations"]]
        elif "guards" in one:
            kept.guards[one["guards"]] = one["statements"]
        else:
            kept.files[one["file"]] = base64.b64decode(one["base64"])
    return kept


def load(name: str) -> None:
    """Make the empty database of this process the kept one: its tables, rows and guards, and the log beside it."""
    kept = read(name)
    then = lay(connection, kept.migrations)
    historical: list[Any] = [then.get_model(label) for label in kept.tables]
    with transaction.atomic(), connection.cursor() as cursor:
        for model, table in zip(historical, kept.tables.values(), strict=True):
            fields = [_field(model, name) for name in table.columns]
            cursor.executemany(
                _insertion(model._meta.db_table, [one.column for one in fields]),
                [[_stored(one, value) for one, value in zip(fields, row, strict=True)] for row in table.rows],
            )
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), historical):
            cursor.execute(statement)
        for statement in kept.guards[connection.vendor]:
            cursor.execute(statement)
    for place, content in kept.files.items():
        path = Path(settings.LOG_DIR) / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def differences(name: str) -> list[str]:
    """Rows and columns of the kept database that are not in the one of this process, or have another value."""
    different = []
    for label, table in read(name).tables.items():
        model = apps.get_model(label)
        key = model._meta.pk.attname
        columns = {one.attname: one for one in model._meta.local_concrete_fields if one.attname in table.columns}
        different += [f"{label}: {name} is gone" for name in table.columns if name not in columns]
        found = {plain(model._meta.pk, row[key]): row for row in model._base_manager.values(*columns)}
        for values in table.rows:
            then = dict(zip(table.columns, values, strict=True))
            if then[key] not in found:
                different.append(f"{label} {then[key]} is lost")
                continue
            for attname, column in columns.items():
                now = plain(column, found[then[key]][attname])
                if now != then[attname]:
                    different.append(f"{label} {then[key]}: {attname} was {then[attname]!r}, is {now!r}")
    return different


def plain(column: Any, value: Any) -> Any:
    """A value of a column as JSON has it, exact to the microsecond."""
    if isinstance(column, models.CharField):  # those of processes are read as what they name
        return column.get_prep_value(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _stored(column: Any, value: Any) -> Any:
    """What `plain` has written, as the engine takes it."""
    while column.remote_field:
        column = column.target_field
    return (
        value if isinstance(column, models.CharField) else column.get_db_prep_save(column.to_python(value), connection)
    )


def _field(model: Any, attname: str) -> Any:
    return next(one for one in model._meta.local_concrete_fields if one.attname == attname)


def _insertion(table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"  # noqa: S608  # our own names


def _lines() -> Iterator[Any]:
    yield {"migrations": MigrationExecutor(connection).loader.graph.leaf_nodes()}
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label_lower):
        if model._meta.proxy or not model._meta.managed or model._meta.label_lower in LEFT_OUT:
            continue
        fields = model._meta.local_concrete_fields
        columns = [one.attname for one in fields]
        rows = model._base_manager.order_by("pk").values_list(*columns)
        if rows:
            yield {"model": model._meta.label_lower, "columns": columns}
            yield from ([plain(*pair) for pair in zip(fields, row, strict=True)] for row in rows)
    yield {"guards": "sqlite", "statements": _guards_of_this_database()}
    yield {"guards": "postgresql", "statements": _guards_of_postgres()}
    folder = Path(settings.LOG_DIR)
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock"):
        yield {"file": str(path.relative_to(folder)), "base64": base64.b64encode(path.read_bytes()).decode("ascii")}


def _guards_of_this_database() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'trigger' OR name LIKE 'history_lookup_%'"
            " OR name IN ('history_never', 'history_unpaired'))"
            " ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name"
        )
        return [row[0] for row in cursor.fetchall()]


def _guards_of_postgres() -> list[str]:
    return [*postgres.PREPARE, installing.ERASED, *installing.statements(postgres)]
