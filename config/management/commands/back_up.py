"""``manage.py back_up FOLDER``: a copy of the whole node, while it works."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backups, dumps


class Command(BaseCommand):
    """Ends with 0 when the copy is whole; with 1 when there is none, or when the store lacked something."""

    help = "Copy database, files, log and keys into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, what it may be linked to, and whether the keys go elsewhere."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--previous", type=Path, help="an earlier backup: files that it has take no new room")
        parser.add_argument("--without-keys", action="store_true", help="the keys are kept elsewhere")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say how far it is.

        Raises:
            CommandError: there is no backup, or the store lacked something that the backup therefore lacks, too.
        """
        try:
            manifest = backups.back_up(
                options["folder"],
                previous=options["previous"],
                with_keys=not options["without_keys"],
                say=self.stdout.write,
            )
        except (backups.Refused, dumps.DumpFailed, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"{options['folder']}: {rows} rows, {manifest.files} files, {manifest.bytes} bytes")
        if manifest.faults:
            told = "\n".join(manifest.faults[:20])
            raise CommandError(f"the store lacks or has changed {len(manifest.faults)} contents:\n{told}")
