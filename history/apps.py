"""The history room of the house."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class History(AppConfig):
    """Registers the room. After every migration the guards are made anew and new schemas are told."""

    name = "history"

    def ready(self) -> None:
        """Tie the room to the database."""
        from history import checks  # noqa: F401  # registered by being imported

        connection_created.connect(_add_functions, dispatch_uid="history.functions")
        pre_migrate.connect(_unguard, sender=self, dispatch_uid="history.unguarded")
        post_migrate.connect(_guard, sender=self, dispatch_uid="history.guards")


def _add_functions(connection: Any, **_kwargs: Any) -> None:
    from history.models.versions import digest

    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "history_sha256", 1, lambda text: None if text is None else digest(text), deterministic=True
        )


def _unguard(plan: Any = (), **_kwargs: Any) -> None:
    """A migration rebuilds tables and changes columns that the guards are tied to: they come back when it is done."""
    from history import guards

    if plan and "history_entry" in _tables():
        guards.remove()


def _guard(**_kwargs: Any) -> None:
    from history import guards
    from history.models.entries import Entry
    from history.services import schemas

    if Entry._meta.db_table in _tables():
        guards.install()
        schemas.tell_new()


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.table_names()
