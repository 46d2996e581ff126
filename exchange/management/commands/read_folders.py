"""Take in what lies in the watched folders now, for an operator without a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from exchange.services import read_folders


class Command(BaseCommand):
    """``manage.py read_folders``"""

    help = "Take in the packages that lie in the watched folders."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Read them, and tell how many packages were taken."""
        self.stdout.write(str(read_folders()))
