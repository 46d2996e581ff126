"""The demo room of the house."""

from django.apps import AppConfig


class Demo(AppConfig):
    """Registers the room; its acts and readers are declared when it is ready."""

    name = "demo"
