"""``manage.py export_log OUT``: the log in a folder that anybody can check without the program."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from history.actors import Automatic
from history.log.exporting import ExportError
from history.services.exporting import Selection, export_log
from history.services.sequencing import Sequencer
from history.services.turns import AnotherRuns, the_only_one

CONSOLE = Automatic("console")


class Command(BaseCommand):
    """Exports what was signed last; where no sequencer runs, what waits is numbered and signed first."""

    help = "Write the log, whole or in part, with everything that is needed to check it."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and what is wanted of the log."""
        parser.add_argument("out", type=Path, help="a folder that is not there yet, or empty")
        parser.add_argument("--from", dest="since", type=date.fromisoformat, help="first day, as 2026-11-25")
        parser.add_argument("--to", dest="until", type=date.fromisoformat, help="last day")
        parser.add_argument("--about", type=_object, help="one object, as citizens.case:17")
        parser.add_argument("--disclose", action="store_true", help="with the personal data that the log hides")

    def handle(self, *_args: Any, out: Path, **options: Any) -> None:
        """Write the folder and say how to check it."""
        try:
            with the_only_one():
                Sequencer().step()
        except AnotherRuns:
            pass
        selection = Selection(options["since"], options["until"], options["about"])
        try:
            size = export_log(actor=CONSOLE, target=out, selection=selection, is_disclosing=options["disclose"])
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{size} entries in {out}; check them with: python3 {out}/verify_log.py {out}")


def _object(text: str) -> tuple[str, int]:
    kind, _colon, key = text.rpartition(":")
    return kind, int(key)
