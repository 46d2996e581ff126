"""What a test has committed is taken back: the rows that the database had before the first such test are put back.

Django would empty every table and then do what follows a migration: seconds with our guards and, on PostgreSQL, with as
many files as there are tables. SQLite copies the whole database instead; PostgreSQL deletes where there are rows.
"""

import contextlib
import sqlite3
from typing import Protocol

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase


class Rows(Protocol):
    """The rows of a database at one moment."""

    def put_back(self) -> None:
        """Let these rows be there again, and no others."""


class FileOfSqlite:
    """A database of SQLite, whole."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self.kept = sqlite3.connect(":memory:")
        connection.connection.backup(self.kept)

    def put_back(self) -> None:
        """Also while other connections are open, as long as none is in a transaction."""
        connection.close()
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=30)) as file:
            self.kept.backup(file)


class TablesOfPostgres:
    """The tables of a PostgreSQL database that have rows, each as COPY writes it. Sequences go on."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self.kept = {table: _copied(cursor, table) for table in _with_rows(cursor)}

    def put_back(self) -> None:
        """As a superuser, for whom neither guards nor references hold in this transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in _with_rows(cursor):
                cursor.execute(f"DELETE FROM {table}")
            for table, rows in self.kept.items():
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(rows)


def _with_rows(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    tables = [table for (table,) in cursor.fetchall()]
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))
    return [table for (table,) in cursor.fetchall()]


def _copied(cursor: CursorWrapper, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(bytes(part) for part in copy)


class Emptying:
    """Takes the place of Django's emptying."""

    def __init__(self) -> None:
        self._before: Rows | None = None
        TransactionTestCase._fixture_teardown = self._take_back  # type: ignore[attr-defined]

    def before(self) -> None:
        """Called before a test that commits, when nothing of any test lies in the database."""
        if self._before is None:
            self._before = FileOfSqlite() if connection.vendor == "sqlite" else TablesOfPostgres()

    def _take_back(self) -> None:
        if self._before is None:
            raise AssertionError("a test commits, and nobody has kept what was there before it")
        self._before.put_back()


EMPTYING = Emptying()
