"""The agencies room of the house."""

from django.apps import AppConfig


class Agencies(AppConfig):
    """Registers the room."""

    name = "agencies"

    def ready(self) -> None:
        """Declare the room's acts."""
        from agencies import acts  # noqa: F401  # imported for its effect
