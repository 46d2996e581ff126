"""Let a correspondent's messages go and come through a watched folder."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from exchange import folders
from exchange.management.agency import agency_named, with_agency
from exchange.models import Correspondent
from exchange.services import FolderEntry, use_folder
from history.actors import Automatic


class Command(BaseCommand):
    """``manage.py watch_folder CODE NAME --their-uid UUID --our-uid UUID [--agency CODE]``"""

    help = "Exchange with a correspondent through a watched folder in the format МЭДО 2.7.1, and make the folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The correspondent's exchange code, the name of the folder, and the ids of both in МЭДО."""
        parser.add_argument("code")
        parser.add_argument("name")
        parser.add_argument("--their-uid", type=UUID, required=True)
        parser.add_argument("--our-uid", type=UUID, required=True)
        with_agency(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Name it, and print where it lies."""
        agency = agency_named(options["agency"])
        correspondent = Correspondent.objects.filter(agency=agency, exchange_id=options["code"]).first()
        if correspondent is None:
            raise CommandError("no such correspondent: enter its card first (add_correspondent)")
        try:
            watched = use_folder(
                actor=Automatic("console"),
                correspondent=correspondent,
                entry=FolderEntry(options["name"], options["their_uid"], options["our_uid"]),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(str(folders.place_of(watched.name)))
