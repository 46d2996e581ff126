"""The exchange room of the house."""

from django.apps import AppConfig


class Exchange(AppConfig):
    """Registers the room; its acts and readers are declared when it is ready."""

    name = "exchange"

    def ready(self) -> None:
        """Declare acts."""
        from exchange import acts, readers  # noqa: F401  # imported for their effect
