"""The database of a node as one file, and back: what each engine needs for it, and how both count and digest rows."""

import contextlib
import hashlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection
from psycopg import sql

from documents.models import StoredFile

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_FILES = StoredFile._meta.db_table
LIVE = f"SELECT sha256 FROM {_FILES} WHERE destroyed_at IS NULL ORDER BY id"  # noqa: S608  # a name of ours
DESTROYED = f"SELECT sha256 FROM {_FILES} WHERE destroyed_at IS NOT NULL ORDER BY id"  # noqa: S608
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"
# What libpq reads from the environment, so that no password stands among the words of a command.
_LIBPQ = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
_TLS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
_WITHOUT_OWNERS = ("--no-owner", "--no-privileges")
_SESSION = "-c TimeZone=UTC -c DateStyle=ISO -c synchronize_seqscans=off"


class DumpFailed(Exception):
    """The database could not be written to a file, or read from one, for the reason it names."""


@dataclass(frozen=True)
class Table:
    """How many rows a table has, and the SHA-256 of all of them in their order."""

    rows: int
    sha256: str


class Moment(Protocol):
    """The database as it was at one moment, whatever is written meanwhile."""

    def tables(self) -> dict[str, Table]:
        """Every table by its name."""

    def texts(self, statement: str) -> Iterator[tuple[str, ...]]:
        """The rows of a query that gives texts, without holding all of them."""


def engine() -> str:
    """The kind of database that this node has."""
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


@contextlib.contextmanager
def written(target: Path) -> Iterator[Moment]:
    """Write the database as it is now to a new file; gives the same moment to look at.

    SQLite lets nobody write meanwhile, which takes seconds a gigabyte.

    Raises:
        DumpFailed: the program that does it is missing, or failed.
    """
    if engine() == SQLITE:
        with _sqlite_file() as file, contextlib.closing(sqlite3.connect(target)) as copy:
            with _told():
                file.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself
            yield _SqliteMoment(copy)
        return
    with _postgres_moment() as moment:
        row = moment.server.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        _run(["pg_dump", "--format=custom", *_WITHOUT_OWNERS, f"--snapshot={row[0]}", f"--file={target}"])
        yield moment


@contextlib.contextmanager
def looked_at() -> Iterator[Moment]:
    """The database as it is now, of a node that does not run."""
    if engine() == SQLITE:
        with _sqlite_file() as file:
            yield _SqliteMoment(file)
        return
    with _postgres_moment() as moment:
        yield moment


def lay(source: Path) -> None:
    """Fill the empty database of this node from a file that was `written` on the same engine.

    Raises:
        DumpFailed: the program that does it is missing, or failed; the database is as it was.
    """
    if engine() == SQLITE:
        connection.close()
        with contextlib.closing(sqlite3.connect(source)) as copy, _sqlite_file() as file, _told():
            copy.backup(file)
        return
    database = connection.settings_dict["NAME"]
    connection.close()
    whole_or_not = ["--exit-on-error", "--single-transaction", *_WITHOUT_OWNERS]
    _run(["pg_restore", *whole_or_not, f"--dbname={database}", str(source)])


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise DumpFailed(f"SQLite: {error}") from error


def _sqlite_file() -> contextlib.closing[sqlite3.Connection]:
    """The database's file without Django's converters: rows as they are kept."""
    return contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60))


@dataclass(frozen=True)
class _SqliteMoment:
    file: sqlite3.Connection

    def tables(self) -> dict[str, Table]:
        names = self.file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        return {name: self._table(name) for (name,) in names}

    def _table(self, name: str) -> Table:
        digest, count = hashlib.sha256(), 0
        for row in self.file.execute(f'SELECT * FROM "{name}"'):  # noqa: S608  # a name that the database gave
            digest.update(repr(row).encode())
            count += 1
        return Table(count, digest.hexdigest())

    def texts(self, statement: str) -> Iterator[tuple[str, ...]]:
        yield from self.file.execute(statement)


@contextlib.contextmanager
def _postgres_moment() -> Iterator["_PostgresMoment"]:
    with psycopg.connect(**_address(), options=_SESSION) as server:
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _PostgresMoment(server)


@dataclass(frozen=True)
class _PostgresMoment:
    server: psycopg.Connection[tuple[Any, ...]]

    def tables(self) -> dict[str, Table]:
        names = self.server.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        ).fetchall()
        return {name: self._table(name) for (name,) in names}

    def _table(self, name: str) -> Table:
        keys = self.server.execute(
            "SELECT a.attname FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
            " WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey, a.attnum)",
            [sql.Identifier(name).as_string()],
        ).fetchall()
        order = sql.SQL(" ORDER BY {}").format(sql.SQL(", ").join(sql.Identifier(key) for (key,) in keys))
        asked = sql.SQL("COPY (SELECT * FROM {}{}) TO STDOUT").format(
            sql.Identifier(name), order if keys else sql.SQL("")
        )
        digest, count = hashlib.sha256(), 0
        with self.server.cursor() as cursor, cursor.copy(asked) as rows:
            for block in rows:
                digest.update(block)
                count += bytes(block).count(b"\n")  # one at the end of each row: within a value it is escaped
        return Table(count, digest.hexdigest())

    def texts(self, statement: str) -> Iterator[tuple[str, ...]]:
        with self.server.cursor(name="texts") as cursor:
            yield from cursor.execute(statement.encode())


def _address() -> dict[str, Any]:
    told = connection.settings_dict
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    tls = {name: value for name, value in told.get("OPTIONS", {}).items() if name in _TLS}
    return {there: told[here] for here, there in names.items() if told.get(here)} | tls


def _run(words: list[str]) -> None:
    told = connection.settings_dict
    given = {variable: str(told[name]) for name, variable in _LIBPQ.items() if told.get(name)}
    given |= {variable: str(told["OPTIONS"][name]) for name, variable in _TLS.items() if name in told["OPTIONS"]}
    try:
        done = subprocess.run(  # noqa: S603  # words of ours
            words, env=os.environ | given, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise DumpFailed(f"{words[0]} is missing: install the client programs of PostgreSQL") from None
    if done.returncode:
        raise DumpFailed(f"{words[0]}: {done.stderr.strip()[-1000:]}")
