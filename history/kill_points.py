"""Points at which tests of whole processes end the program at once, to prove that any moment may be the last."""

import os
from pathlib import Path

from django.conf import settings

VARIABLE = "MEZHVED_KILL_AT"
EXIT_STATUS = 86

# By the process that comes there, in the order in which it does.
SENDING = ("before-outbox-commit", "before-bell", "after-bell")
DECIDING = ("after-decision-noted", "before-decision-commit")
DELIVERING = (
    "sweep-begun",
    "before-expiry-commit",
    "before-lease-commit",
    "after-lease",
    "before-build",
    "container-written",
    "before-container-commit",
    "after-build",
    "before-post",
    "amid-post",
    "after-post",
    "before-receipt-saved",
    "receipt-written",
    "before-settle-commit",
    "after-receipt-saved",
    "before-failure-commit",
    "after-failure",
)
RECEIVING = (
    "after-spool",
    "after-verification",
    "after-inbox-stored",
    "after-receipt-sealed",
    "after-document-laid",
    "after-decision-taken",
    "before-inbox-commit",
    "after-inbox-commit",
    "before-rejection-commit",
    "before-quarantine-commit",
    "before-answer",
)
STORING = ("file-written", "file-in-place")
SIGNING = ("before-signature", "after-signature")
SEQUENCING = (
    "before-numbers",
    "after-numbers",
    "after-tiles",
    "before-head-published",
    "head-drafted",
    "after-head-published",
    "before-head-kept",
    "after-head-kept",
)
WITNESSING = ("before-head-seen", "after-head-seen", "before-cosignature-kept")
POINTS = (*SENDING, *DECIDING, *DELIVERING, *RECEIVING, *STORING, *SIGNING, *SEQUENCING, *WITNESSING)


def reached(point: str) -> None:
    """End the process without any clean-up where the environment names this point; once in the life of a node.

    The variable names a point, or ``@`` and the path of a file with one point a line, which a test may write anew
    while the process runs.

    Raises:
        LookupError: no such point is known.
    """
    if point not in POINTS:
        raise LookupError(f"unknown kill point {point}")
    named = os.environ.get(VARIABLE)
    if not named or point not in _named(named):
        return
    marker = settings.DATA_DIR / f"killed-{point}"
    if not marker.exists():
        marker.touch()
        os._exit(EXIT_STATUS)


def _named(value: str) -> list[str]:
    if not value.startswith("@"):
        return [value]
    try:
        return Path(value[1:]).read_text().split()
    except FileNotFoundError:
        return []
