"""Take bytes from the disk that an interrupted destruction has left there."""

from typing import Any

from django.core.management.base import BaseCommand

from documents.files import remove_destroyed


class Command(BaseCommand):
    """``manage.py remove_destroyed``"""

    help = "Remove the bytes of files that a destruction act has destroyed, where an interruption left them."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many there were."""
        self.stdout.write(f"{remove_destroyed()} removed")
