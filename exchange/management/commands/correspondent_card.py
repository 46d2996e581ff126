"""Write an agency's own card for the registers of its correspondents."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from exchange.management.agency import agency_named, with_agency
from exchange.services.correspondents import own_card


class Command(BaseCommand):
    """``manage.py correspondent_card OUT.json [--agency CODE]``"""

    help = "Write the agency's own card (JSON) for other agencies' registers of correspondents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write, and for which agency."""
        parser.add_argument("out", type=Path)
        with_agency(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file."""
        options["out"].write_text(own_card(agency_named(options["agency"])).written(), encoding="utf-8")
