"""The documents room of the house."""

from django.apps import AppConfig


class Documents(AppConfig):
    """Registers the room."""

    name = "documents"

    def ready(self) -> None:
        """Declare the room's acts, and let the index of search follow what is written."""
        from documents import acts  # noqa: F401  # imported for its effect
        from documents.search import upkeep

        upkeep.begin()
