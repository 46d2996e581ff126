"""The oversight room of the house."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """Registers the room; its acts and readers are declared when it is ready."""

    name = "oversight"
