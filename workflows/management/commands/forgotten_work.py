"""``manage.py forgotten_work``: what of every agency's open work would be forgotten; ends with 1 if there is any."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Agency
from workflows.forgotten_selectors import forgotten


class Command(BaseCommand):
    """The nightly look for forgotten work, by hand."""

    help = "List open work without an active owner or a term, or out of sight of who stands in or of a head."

    def handle(self, *_arguments: Any, **_given: Any) -> None:
        """Print a line a piece: agency, number of the item, its kind, what is wrong.

        Raises:
            CommandError: there is forgotten work.
        """
        found = [one for agency in Agency.objects.order_by("id") for one in forgotten(agency)]
        for one in found:
            item = one.item
            whose = item.assignee.short_name if item.assignee else str(item.queue_unit)
            self.stdout.write(
                f"{item.agency} · {item.pk} · {item} · {whose}: {one.trouble.value} ({one.trouble.label})"
            )
        if found:
            raise CommandError(f"forgotten: {len(found)}")
        self.stdout.write("nothing is forgotten")
