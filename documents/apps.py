"""The documents room of the house."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Documents(AppConfig):
    """Registers the room. After every migration rows from before kinds of retention are carried over."""

    name = "documents"

    def ready(self) -> None:
        """Declare the room's acts, and let the index of search follow what is written."""
        from documents import acts  # noqa: F401  # imported for its effect
        from documents.search import upkeep

        upkeep.begin()
        post_migrate.connect(_carry_over, sender=self, dispatch_uid="documents.carried")


def _carry_over(plan: Any = (), **_kwargs: Any) -> None:
    """Not in a migration: rows change with their versions and an entry, by the tables as the code knows them."""
    from documents.services.carrying import CARRIER, carry_filings, carry_texts

    if plan and any(migration.app_label == "documents" and not is_undone for migration, is_undone in plan):
        carry_texts(actor=CARRIER)
        carry_filings(actor=CARRIER)
