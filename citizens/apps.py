"""The citizens room of the house."""

from django.apps import AppConfig


class Citizens(AppConfig):
    """Registers the room."""

    name = "citizens"

    def ready(self) -> None:
        """Declare the room's acts."""
        from citizens import acts  # noqa: F401  # imported for its effect
