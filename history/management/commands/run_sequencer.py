"""``manage.py run_sequencer``: the process that gives entries their numbers in the log and signs its heads."""

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from history.services.sequencing import Sequencer
from history.services.turns import AnotherRuns, the_only_one

logger = logging.getLogger(__name__)

PAUSE = 0.25  # seconds between two looks; without it each entry of a busy node would have a head of its own
TROUBLE = 2.0  # seconds until it is tried again


class Command(BaseCommand):
    """Runs until it is told to stop."""

    help = "Number the entries of the log and sign its heads."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once`` is for set-up and for people at a console."""
        parser.add_argument("--once", action="store_true", help="number what is there, keep the head, and end")

    def handle(self, *_args: Any, once: bool = False, **_options: Any) -> None:
        """Take the turn and go on; after trouble with the database or the signer, begin anew."""
        signal.signal(signal.SIGTERM, _stop)
        while True:
            try:
                with the_only_one():
                    _work(once=once)
                return
            except AnotherRuns:
                if once:
                    return
            except Exception as error:  # the database, the disk or the signer is away: entries wait meanwhile
                if once:
                    raise
                logger.warning("the sequencer begins anew: %s: %s", type(error).__name__, error)
                connection.close()
            time.sleep(TROUBLE)


def _work(*, once: bool) -> None:
    sequencer = Sequencer()
    if once:
        sequencer.step()
        sequencer.keep()
        sequencer.step()
        return
    while True:
        sequencer.round()
        time.sleep(PAUSE)


def _stop(*_arguments: Any) -> None:
    raise SystemExit(0)
