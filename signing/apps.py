"""The signing room of the house."""

from django.apps import AppConfig


class Signing(AppConfig):
    """Registers the room; its acts are declared when it is ready."""

    name = "signing"

    def ready(self) -> None:
        """Declare acts."""
        from signing import acts  # noqa: F401  # imported for its effect
