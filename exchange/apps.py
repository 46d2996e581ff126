"""The exchange room of the house."""

from django.apps import AppConfig


class Exchange(AppConfig):
    """Registers the room; its acts are declared when it is ready."""

    name = "exchange"

    def ready(self) -> None:
        """Declare acts."""
        from exchange import acts  # noqa: F401  # imported for its effect
