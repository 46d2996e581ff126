"""``manage.py export_container DOCUMENT_NUMBER OUT.asice``: the signed container of a registered document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import files
from documents.models import Document, DocumentFile


class Command(BaseCommand):
    """Write the container that officials signed, byte for byte as it is kept."""

    help = "Write the signed container of a registered document to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The number as it stands on the card, ours or, with --theirs, the sender's."""
        parser.add_argument("number")
        parser.add_argument("out", type=Path)
        parser.add_argument("--agency", help="exchange code of the agency, where several share the node")
        parser.add_argument("--year", type=int, help="year of registration, where a number stands in several years")
        parser.add_argument("--theirs", action="store_true", help="the number is the sender's")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find exactly one document.

        Raises:
            CommandError: there is none, several, it bears no signature, or it was destroyed by an act.
        """
        number = {"their_number" if options["theirs"] else "number": options["number"]}
        found = Document.objects.filter(**number)
        if options["agency"]:
            found = found.filter(agency__exchange_id=options["agency"])
        if options["year"]:
            found = found.filter(registered_on__year=options["year"])
        documents = list(found.order_by("-registered_on")[:2])
        if not documents:
            raise CommandError(f"no document has the number {options['number']}")
        if len(documents) > 1:
            raise CommandError("several documents have this number: name --agency or --year")
        kept = DocumentFile.objects.filter(document=documents[0], role=DocumentFile.FileRole.CONTAINER).last()
        if kept is None:
            raise CommandError("this document bears no signature")
        if kept.destroyed_by is not None:
            raise CommandError(f"destroyed by act no. {kept.destroyed_by.act_number}")
        with options["out"].open("wb") as target:
            for block in files.blocks(kept.stored):
                target.write(block)
        self.stdout.write(f"{options['out']}: {kept.stored.size} bytes, SHA-256 {kept.stored.sha256}")
