"""What must be set up once for the whole program."""

from django.apps import AppConfig


class Interface(AppConfig):
    """Loaded before all rooms."""

    name = "config"
