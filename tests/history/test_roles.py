"""The roles of PostgreSQL: the application works, and cannot touch its own history; the auditor only reads."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import errors, sql

from history.guards.roles import ROLES
from history.services import readings
from tests.sample.models import Thing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.feature("X01")]
Connect = Callable[[str], "psycopg.Connection[tuple[object, ...]]"]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connections as each role; the roles are taken away afterwards."""
    Thing.objects.create(name="дело", owner="Фролова")
    readings.note(kind="viewed", page="sample")
    prefix = f"roles_of_{connection.settings_dict['NAME']}"  # roles are the server's, and other tests run on it
    call_command("database_roles", prefix=prefix, verbosity=0)
    opened = []

    def as_role(role: str) -> "psycopg.Connection[tuple[object, ...]]":
        settings = connection.settings_dict
        made = psycopg.connect(
            host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=f"{prefix}_{role}"
        )
        opened.append(made)
        return made

    yield as_role
    for one in opened:
        one.close()
    with connection.cursor() as cursor:
        for role in ROLES:
            name = sql.Identifier(f"{prefix}_{role}")
            cursor.execute(sql.SQL("REASSIGN OWNED BY {} TO CURRENT_USER").format(name))
            cursor.execute(sql.SQL("DROP OWNED BY {}").format(name))
            cursor.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_act SET actor_name = 'другой'",
        "DELETE FROM history_act",
        "UPDATE history_entry SET body = '{}'",
        "DELETE FROM sample_historicalthing",
        "UPDATE sample_historicalthing SET name = 'другое'",
        "INSERT INTO history_epoch (number, origin, began_at) VALUES (9, 'x', now())",
        "ALTER TABLE sample_thing DISABLE TRIGGER ALL",
        "DROP TRIGGER history_guard_history_act_no_delete ON history_act",
        "TRUNCATE history_act CASCADE",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_touch_its_history(connect: Connect, statement: str) -> None:
    """Nor the guards around it."""
    with pytest.raises((errors.InsufficientPrivilege, errors.IntegrityConstraintViolation)), connect("app") as app:
        app.execute(statement.encode())


def test_the_application_changes_a_row_only_with_its_version(connect: Connect) -> None:
    """It has the right to the row, and the guard asks for the rest."""
    with pytest.raises(errors.IntegrityConstraintViolation), connect("app") as app:
        app.execute("UPDATE sample_thing SET name = 'другое'")


@pytest.mark.parametrize("statement", ["UPDATE sample_thing SET name = 'другое'", "DELETE FROM history_leaf"])
def test_the_sequencer_changes_nothing(connect: Connect, statement: str) -> None:
    """It adds leaves, heads and what tells of them."""
    with pytest.raises(errors.InsufficientPrivilege), connect("sequencer") as sequencer:
        sequencer.execute(statement.encode())


def test_the_auditor_only_reads(connect: Connect) -> None:
    """Everything."""
    with connect("auditor") as auditor:
        assert auditor.execute("SELECT count(*) FROM history_reading").fetchone() == (1,)
        with pytest.raises(errors.InsufficientPrivilege):
            auditor.execute("INSERT INTO sample_label (name) VALUES ('x')")
