"""The documents room of the house."""

from django.apps import AppConfig


class Documents(AppConfig):
    """Registers the room."""

    name = "documents"

    def ready(self) -> None:
        """Declare the room's acts."""
        from documents import acts  # noqa: F401  # imported for its effect
