"""Threads of the web keep their connection to PostgreSQL from request to request, and get another when it is lost."""

import psycopg
import pytest
from django.db import connection

WHERE = {"host", "port", "user", "password", "dbname"}

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def _asked() -> int:
    """A request's beginning, a question, and the request's end; the server's process that answered."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        answered = int(cursor.fetchone()[0])
    connection.close_if_unusable_or_obsolete()
    return answered


def test_requests_of_a_thread_share_a_connection() -> None:
    """Each of its own would cost the server a process."""
    assert _asked() == _asked()


def test_a_connection_that_the_server_ended_is_replaced_before_the_next_request() -> None:
    """Nobody sees an error when the server was started anew meanwhile."""
    before = _asked()
    told = {name: value for name, value in connection.get_connection_params().items() if name in WHERE}
    with psycopg.connect(**told, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])

    assert _asked() != before
