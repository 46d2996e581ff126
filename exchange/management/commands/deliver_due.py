"""Deliver what is due now, for an operator without a worker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from exchange.services import delivery


class Command(BaseCommand):
    """``manage.py deliver_due [--limit N]``"""

    help = "Deliver the messages of the outbox that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many attempts at most."""
        parser.add_argument("--limit", type=int, default=None)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Deliver and tell how many attempts were made."""
        self.stdout.write(str(delivery.deliver_due(limit=options["limit"])))
