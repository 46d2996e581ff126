"""``manage.py verify_history``: hold the live tables against the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from history.services.verifying import verify_history


class Command(BaseCommand):
    """Ends with 0 when the tables are as the log tells them, else with 1, naming what is not."""

    help = "Compare the tables with the log, row by row."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line for each finding."""
        count = 0
        for finding in verify_history():
            count += 1
            self.stdout.write(f"{finding.code}: {finding.place}")
        if count:
            raise CommandError(f"{count} findings: the tables are not as the log tells them")
        self.stdout.write("The tables are as the log tells them.")
