"""The workflows room of the house."""

from django.apps import AppConfig


class Workflows(AppConfig):
    """Registers the room: its acts, its readers of lower rooms' news and its flows."""

    name = "workflows"

    def ready(self) -> None:
        """Declare acts and readers."""
        from workflows import acts, notice_readers, readers, rule_readers, typed, watching  # noqa: F401  # for their effect
