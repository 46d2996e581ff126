"""``python -m bench``: print a table, write JSON under ``bench/results/``; each database gets a process of its own.

The programs measured are the program's own services and pages; the containers are measured beside ``signxml`` and
``xmlsec1`` doing the same job in the same run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"


@dataclass(frozen=True)
class Part:
    """A module that measures, in a process of its own."""

    module: str
    title: str
    on_postgres: bool = False
    is_always_quick: bool = False  # whole, it is a command of its own
    server: bool = False  # it makes its own databases on the server


PARTS = (
    Part("containers", "containers"),
    Part("log", "log"),
    Part("office", "SQLite"),
    Part("record", "SQLite", is_always_quick=True),
    Part("search", "SQLite"),
    Part("processes", "SQLite"),
    Part("office", "PostgreSQL", on_postgres=True),
    Part("record", "PostgreSQL", on_postgres=True, is_always_quick=True),
    Part("search", "PostgreSQL", on_postgres=True),
    Part("processes", "PostgreSQL", on_postgres=True),
    Part("line", "the line between two nodes", on_postgres=True, server=True),
)


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few repetitions of everything: for tests")
    parser.add_argument("--only", choices=sorted({part.module for part in PARTS}), help="this part alone")
    parser.add_argument("--out", type=Path, help="where the JSON goes; bench/results/ by default")
    given = parser.parse_args(arguments)
    figures: dict[str, list[dict[str, Any]]] = {}
    for part in PARTS:
        if given.only in (None, part.module):
            figures.setdefault(part.title, []).extend(_measured(part, is_quick=given.quick or part.is_always_quick))
    _print(figures)
    moment = datetime.now(UTC)
    path = given.out or RESULTS / f"{moment:%Y%m%d-%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "processor": platform.machine(), "cores": os.cpu_count()}
    told = {"at": moment.isoformat(), "is_quick": given.quick, "machine": machine, "figures": figures}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{path}")
    return 0


def _measured(part: Part, *, is_quick: bool) -> list[dict[str, Any]]:
    """The figures of a part; none where it needs a server and none answers."""
    module = f"bench.{part.module}"
    if not part.on_postgres:
        return _run(module, is_quick, {})
    with _postgres() as address:
        if not address:
            return []
        own = {"MEZHVED_BENCH_POSTGRES": os.environ.get("MEZHVED_BENCH_POSTGRES", POSTGRES)}
        return _run(module, is_quick, own if part.server else {"MEZHVED_DATABASE_URL": address})


def _run(module: str, is_quick: bool, settings: dict[str, str]) -> list[dict[str, Any]]:
    """Run one part in a process of its own, on a data folder that vanishes afterwards."""
    with tempfile.TemporaryDirectory(prefix="mezhved-bench-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEZHVED_", "DJANGO_"))}
        environment = kept | {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "MEZHVED_DATA_DIR": folder,
            "MEZHVED_LOG_LEVEL": "ERROR",
            "MEZHVED_ALLOWED_HOSTS": "testserver",
        }
        command = [sys.executable, "-m", module, *(["--quick"] if is_quick else [])]
        done = subprocess.run(
            command, cwd=ROOT, env=environment | settings, stdout=subprocess.PIPE, text=True, check=True
        )
    measured: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured


@contextmanager
def _postgres() -> Iterator[str | None]:
    """The address of a new database that is dropped afterwards; None where no server answers."""
    server = os.environ.get("MEZHVED_BENCH_POSTGRES", POSTGRES)
    name = f"mezhved_bench_{os.getpid()}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        print("PostgreSQL does not answer: left out", file=sys.stderr)
        yield None
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as again:
            again.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _print(figures: dict[str, list[dict[str, Any]]]) -> None:
    figures = {title: rows for title, rows in figures.items() if rows}
    width = max((len(row["name"]) for rows in figures.values() for row in rows), default=0)
    for title, rows in figures.items():
        print(f"\n{title}")
        for row in rows:
            digits = 0 if row["unit"] == "queries" else 1 if row["value"] >= 10 else 2
            print(f"  {row['name']:<{width}}  {row['value']:>10,.{digits}f} {row['unit']:<8} n={row['repetitions']}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
