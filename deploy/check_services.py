"""Ends with 0 when PostgreSQL and RabbitMQ answer at the addresses in the environment, else says what does not."""

import os
import sys
from urllib.parse import urlsplit

import psycopg
from kombu import Connection
from kombu.exceptions import OperationalError


def complaints() -> list[str]:
    """One line for each service that does not answer; passwords are left out."""
    found = []
    database, broker = os.environ["MEZHVED_DATABASE_URL"], os.environ["MEZHVED_BROKER_URL"]
    server = urlsplit(database)._replace(path="/postgres").geturl()
    try:
        psycopg.connect(server, connect_timeout=5).close()
    except psycopg.Error as error:
        found.append(f"PostgreSQL does not answer at {_place(database)} (MEZHVED_DATABASE_URL): {error}".strip())
    try:
        with Connection(broker, connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except (OperationalError, OSError) as error:
        found.append(f"RabbitMQ does not answer at {_place(broker)} (MEZHVED_BROKER_URL): {error}")
    return found


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}"


if __name__ == "__main__":
    found_wrong = complaints()
    print("\n".join(found_wrong) or "PostgreSQL and RabbitMQ answer", file=sys.stderr if found_wrong else sys.stdout)
    sys.exit(1 if found_wrong else 0)
