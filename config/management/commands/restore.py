"""``manage.py restore FOLDER``: an empty node becomes the one that was copied; or a copy is only looked through."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backups, dumps


class Command(BaseCommand):
    """Ends with 0 when every file and every table is as it was copied, else with 1, naming what is not."""

    help = "Make an empty node of a backup, and compare it with its manifest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, and whether to look only."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="only see whether the backup is as it was written")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say how far it is.

        Raises:
            CommandError: the backup is damaged or does not fit, or the node is not empty.
        """
        try:
            if options["check"]:
                self._check(options["folder"])
            else:
                backups.restore(options["folder"], self.stdout.write)
                self.stdout.write("Restored. Next: manage.py set_up, manage.py verify_history, start.")
        except (backups.Refused, dumps.DumpFailed, OSError) as error:
            raise CommandError(str(error)) from error

    def _check(self, folder: Path) -> None:
        found = list(backups.damages(folder))
        if found:
            raise CommandError("\n".join(found))
        manifest = backups.read_manifest(folder)
        self.stdout.write(f"The backup of {manifest.made_at} is as it was written: {manifest.files} files")
