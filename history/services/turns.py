"""One sequencer at a time: by a lock of the server on PostgreSQL, by a lock of a file on SQLite."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

LOCK = 0x6D657A68766564  # "mezhved"


class AnotherRuns(Exception):
    """Another sequencer is at work."""


@contextmanager
def the_only_one() -> Iterator[None]:
    """Hold the turn as long as the block runs; the end of the process or of its connection gives it back.

    Raises:
        AnotherRuns: it is taken.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise AnotherRuns
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    folder = Path(settings.LOG_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sequencer.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRuns from error
        yield
