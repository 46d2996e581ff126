"""The demo room of the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Demo(AppConfig):
    """Registers the room."""

    name = "demo"

    def ready(self) -> None:
        """Say how its loader is called."""
        from agencies import particulars

        particulars.declare("actor", {"demo loader": _("loader of the demo")})
