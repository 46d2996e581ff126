"""``manage.py search_index``: index what is due; ``--rebuild`` all anew; ``--check`` compares it with the cards."""

import argparse
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from documents.models import FileText
from documents.search import upkeep

SHOWN = 20


class Command(BaseCommand):
    """The index of search."""

    help = "Index what is due for search; rebuild the index, or check it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What to do beside."""
        parser.add_argument("--rebuild", action="store_true", help="index every card and file anew; search goes on")
        parser.add_argument("--check", action="store_true", help="compare the index with the cards; 1 if it differs")

    def handle(self, *_arguments: Any, **given: Any) -> None:
        """Say what was done.

        Raises:
            CommandError: the index is not what the cards say.
        """
        if given["check"]:
            self._check()
            return
        if given["rebuild"]:
            upkeep.forget()
        self.stdout.write(f"indexed: {upkeep.index_due()}")
        self._files()

    def _check(self) -> None:
        found = list(upkeep.differences())
        for kind, key, what in found[:SHOWN]:
            self.stdout.write(f"{kind} {key}: {what}")
        self._files()
        if found:
            counts = ", ".join(f"{what} {count}" for what, count in sorted(Counter(one[2] for one in found).items()))
            raise CommandError(f"the index differs: {counts}; manage.py search_index --rebuild makes it anew")
        self.stdout.write("the index is what the cards say")

    def _files(self) -> None:
        states = FileText.objects.values_list("state").annotate(Count("pk")).order_by("state")
        self.stdout.write("files: " + (", ".join(f"{state} {count}" for state, count in states) or "none"))
        for text in FileText.objects.filter(state=FileText.State.FAILED).select_related("stored")[:SHOWN]:
            self.stdout.write(f"  {text.stored.sha256}: {text.trouble}")
