"""``manage.py broken_invariants``: where records contradict each other; ends with 1 if they do anywhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.invariant_selectors import broken


class Command(BaseCommand):
    """The nightly look at the invariants, by hand."""

    help = "List contradictions between processes and work, cases and terms, in numbers and in time."

    def handle(self, *_arguments: Any, **_given: Any) -> None:
        """Print a line a breach: the row, what is wrong.

        Raises:
            CommandError: there is a breach.
        """
        found = list(broken())
        for one in found:
            self.stdout.write(f"{one.row._meta.label_lower} {one.row.pk}: {one.breach.value} ({one.breach.label})")
        if found:
            raise CommandError(f"broken: {len(found)}")
        self.stdout.write("every invariant holds")
