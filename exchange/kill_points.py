"""Points at which tests of whole processes end the program at once, to prove that any moment may be the last."""

import os

from django.conf import settings

VARIABLE = "MEZHVED_KILL_AT"
EXIT_STATUS = 86

POINTS = (
    "after-lease",
    "after-build",
    "before-post",
    "after-post",
    "before-receipt-saved",
    "after-receipt-saved",
    "after-inbox-stored",
    "before-inbox-commit",
    "after-inbox-commit",
)


def reached(point: str) -> None:
    """End the process without any clean-up where the environment names this point; once in the life of a node.

    Raises:
        LookupError: no such point is known.
    """
    if point not in POINTS:
        raise LookupError(f"unknown kill point {point}")
    if os.environ.get(VARIABLE) != point:
        return
    marker = settings.DATA_DIR / f"killed-{point}"
    if not marker.exists():
        marker.touch()
        os._exit(EXIT_STATUS)
