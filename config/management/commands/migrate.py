"""Django's ``migrate``, with a short way for an empty database."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from config import tables

# Who asks for one of these wants to see, or to do, something else than bringing the database up to date.
OTHER_WISHES = ("app_label", "check_unapplied", "fake", "fake_initial", "plan", "prune", "step_by_step")


class Command(migrate.Command):
    """``manage.py migrate [--step-by-step]``: an empty database gets the tables of today at once."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Those of Django, and the long way."""
        super().add_arguments(parser)
        parser.add_argument(
            "--step-by-step", action="store_true", help="Run every migration, on an empty database, too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Lay the tables if there are none, then do what Django does."""
        connection = connections[options["database"]]
        if not any(options.get(name) for name in OTHER_WISHES) and tables.is_empty(connection):
            tables.lay(connection)
        super().handle(*args, **options)
