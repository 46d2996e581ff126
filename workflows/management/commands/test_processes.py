"""``manage.py test_processes``: run the tests of processes that agencies keep; ends with 1 if one goes otherwise."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Agency
from workflows.process_tests import ProcessTest
from workflows.trials.running import Report, run
from workflows.trials.statements import LineState


class Command(BaseCommand):
    """All tests by hand or after an update; it notes no outcome and leaves nothing behind."""

    help = "Run the tests of processes, of every agency or of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One agency."""
        parser.add_argument("--agency", metavar="CODE", help="the exchange code of an agency")

    def handle(self, *_arguments: Any, **given: Any) -> None:
        """Print a line a test, and below it what went otherwise.

        Raises:
            CommandError: there is no such agency, or a test went otherwise.
        """
        kept = ProcessTest.objects.select_related("agency").order_by("agency", "name")
        if given["agency"]:
            kept = kept.filter(agency__in=self._agency(given["agency"]))
        failed = total = 0
        for test in kept:
            report = run(test.script, test.agency)
            total, failed = total + 1, failed + (not report.is_passed)
            self._tell(test, report)
        if failed:
            raise CommandError(f"failed: {failed} of {total}")
        self.stdout.write(f"passed: {total}")

    def _agency(self, code: str) -> list[Agency]:
        found = list(Agency.objects.filter(exchange_id=code))
        if not found:
            raise CommandError(f"no agency has the code {code}")
        return found

    def _tell(self, test: ProcessTest, report: Report) -> None:
        self.stdout.write(f"{test.agency} · {test.name}: {'passed' if report.is_passed else 'FAILED'}")
        for wrong in report.wrong:
            self.stdout.write(f"  {wrong.number}: {wrong.text} – {wrong.why}")
        for line in report.lines:
            if line.state != LineState.PASSED:
                self.stdout.write(f"  {line.number}: {line.words} – {line.found}")
