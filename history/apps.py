"""The history room of the house."""

from django.apps import AppConfig


class History(AppConfig):
    """Registers the room; its acts and readers are declared when it is ready."""

    name = "history"
