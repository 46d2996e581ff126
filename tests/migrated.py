"""A migrated, empty database that every test process and every node copies: migrating takes many times longer.

On SQLite it is kept between runs in ``var/migrated``, under a digest of all that migrations are made of; on PostgreSQL
it lives as long as the run. What a copy's migrations have not made (tables of test models, guards, permissions) Django
adds as after any migration.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "migrated"
HAS_SERVICES = os.environ.get("MEZHVED_TEST_SERVICES") == "1"


def copy_file(target: Path) -> None:
    """Lay a migrated SQLite database in this place, instead of what may lie there."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with _alone():
        kept = KEPT / f"{digest()}.sqlite3"
        if not kept.exists():
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                migrate({"MEZHVED_DATA_DIR": folder})
                made = Path(folder) / "db.sqlite3"
                with contextlib.closing(sqlite3.connect(made)) as file:
                    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                for old in KEPT.glob("*.sqlite3"):
                    old.unlink()
                made.rename(kept)
        shutil.copy(kept, target)


def create_database(url: str, name: str) -> None:
    """A new migrated database of this name on the server of the address."""
    with _alone():
        template = _template(url)
        with _server(url) as server:
            known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
        if known is None:
            made = f"{template}_in_making"
            create_empty_database(url, made)
            with tempfile.TemporaryDirectory() as folder:
                migrate({"MEZHVED_DATA_DIR": folder, "MEZHVED_DATABASE_URL": at(url, made)})
            with _server(url) as server:
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                server.execute(rename.format(sql.Identifier(made), sql.Identifier(template)))
        create_empty_database(url, name, template)


def create_empty_database(url: str, name: str, template: str = "template1") -> None:
    """A new database on the server, in place of one that an interrupted run has left."""
    drop_database(url, name)
    with _server(url) as server:
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(command.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(url: str, name: str) -> None:
    """Give the server a database back."""
    with _server(url) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def forget() -> None:
    """Drop what the run has kept on a server, and what an interrupted one left there."""
    if HAS_SERVICES:
        url = os.environ["MEZHVED_DATABASE_URL"]
        drop_database(url, _template(url))


def at(url: str, database: str) -> str:
    """The same server, another database."""
    return f"{url.rpartition('/')[0]}/{database}"


def _template(url: str) -> str:
    return f"{url.rpartition('/')[2]}_migrated"


def _server(url: str) -> psycopg.Connection[tuple[int]]:
    return psycopg.connect(at(url, "postgres"), autocommit=True)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time makes or copies: the others wait and find it made."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest() -> str:
    """Names what a migrated database is made of: the migrations of this project and the versions of all others."""
    made_of = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("requirements/*.txt"), *ROOT.glob("config/*.py")]
    sums = (f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(made_of))
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()[:16]


def migrate(given: dict[str, str]) -> None:
    """Run the migrations where these settings point to."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MEZHVED_", "DJANGO_"))}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=kept | given, check=True, timeout=900)
