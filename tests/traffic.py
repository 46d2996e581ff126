"""Requests that a test's own server is still answering: the database is not emptied under them."""

import threading

from django.core.signals import request_finished, request_started

PATIENCE = 15.0  # seconds


class Traffic:
    """Counts requests from their start to the end of their answer, in whatever thread."""

    def __init__(self) -> None:
        self._under_way = 0
        self._changed = threading.Condition()
        request_started.connect(self._begin, weak=False, dispatch_uid="traffic")
        request_finished.connect(self._end, weak=False, dispatch_uid="traffic")

    def wait(self) -> None:
        """Return when none is under way; what takes longer than the patience is left to whoever comes after."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way <= 0, PATIENCE)
            self._under_way = 0

    def _begin(self, **_signal: object) -> None:
        with self._changed:
            self._under_way += 1

    def _end(self, **_signal: object) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()


TRAFFIC = Traffic()
