"""Enter a correspondent from its card."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from exchange.management.agency import agency_named, with_agency
from exchange.services import add_correspondent
from exchange.services.correspondents import CorrespondentCard
from history.actors import Automatic
from signing.anchors import add_to_bundle


class Command(BaseCommand):
    """``manage.py add_correspondent FILE [--private-address] [--agency CODE]``"""

    help = "Enter a correspondent in the register, or bring its entry up to date, from its card (JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The card, the permission for an address inside the network, and the agency whose register it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--private-address", action="store_true", help="its gateway is inside the network")
        with_agency(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Enter it, trust its authorities for verifying papers on this node, and print its name."""
        try:
            card = CorrespondentCard.read(options["file"].read_text(encoding="utf-8"))
            entry = add_correspondent(
                actor=Automatic("console"),
                agency=agency_named(options["agency"]),
                card=card,
                is_private_address=options["private_address"],
            )
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        add_to_bundle(Path(settings.TRUST_ANCHORS_FILE), card.trust_anchors)
        self.stdout.write(entry.name)
