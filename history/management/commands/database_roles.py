"""``manage.py database_roles``: the roles of PostgreSQL that keep the application away from its own history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

from history.guards import roles


class Command(BaseCommand):
    """Makes the roles and their rights; a second run, after an upgrade, brings them up to date."""

    help = "Make the roles owner, app, sequencer and auditor in PostgreSQL, with the rights of each."

    def add_arguments(self, parser: CommandParser) -> None:
        """The beginning of the roles' names."""
        parser.add_argument("--prefix", default="mezhved", help="mezhved gives mezhved_owner, mezhved_app …")

    def handle(self, *_args: Any, prefix: str, **_options: Any) -> None:
        """All or nothing; passwords are given by the administrator of the server."""
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: whoever can write its file can write all of it")
        if not roles.is_ready():
            raise CommandError("run `manage.py migrate` first")
        with transaction.atomic(), connection.cursor() as cursor:
            for name in roles.missing_roles(prefix):
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
                self.stdout.write(f"{name} was made; give it a password: \\password {name}")
            for statement in roles.statements(prefix):
                cursor.execute(statement)
        self.stdout.write(
            f"Migrations run as {prefix}_owner; web and worker as {prefix}_app; the sequencer as {prefix}_sequencer; "
            f"{prefix}_auditor reads."
        )
