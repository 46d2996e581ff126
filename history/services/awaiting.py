"""Entries that await a number, found at the price of what is new, however much the log holds.

An entry has its key from its insertion and is seen from the commit of its transaction. So a key above all that were
seen is new, and one that was left out below them may come yet, or belongs to a transaction that was rolled back.
"""

import time
from datetime import datetime, timedelta

from django.db.models import QuerySet

from history import clock
from history.models import Entry

# No transaction runs longer: a key left out for so long is awaited no more.
LONGEST_TRANSACTION = timedelta(minutes=15)
# All entries are asked for a number at the start, and so often, whatever was forgotten.
SWEEP_EVERY = timedelta(hours=1)
# Of more keys left out at once, which no rolled-back transactions leave, the newest are awaited; the others by sweeps.
LEFT_OUT_AT_MOST = 2000

Unnumbered = list[tuple[int, str]]


class Awaiting:
    """What the one sequencer has seen of the entries. Made anew, it asks all of them."""

    def __init__(self) -> None:
        """Begin with a sweep."""
        self._newest = 0
        self._left_out: dict[int, float] = {}
        self._swept_at: datetime | None = None

    def next(self, at_most: int) -> Unnumbered:
        """Keys and bodies of the oldest entries without a number.

        Whoever does not number all that this gave makes another of these.
        """
        if self._swept_at is None or abs(clock.now() - self._swept_at) >= SWEEP_EVERY:  # clocks are set back, too
            return self._sweep(at_most)
        late = self._late(at_most)
        return late + self._new(at_most - len(late))

    def _sweep(self, at_most: int) -> Unnumbered:
        """All entries without a number; what is left out begins anew with the last of them."""
        found = _of(_WITHOUT_NUMBER, at_most)
        if len(found) == at_most:
            return found
        old = Entry.objects.filter(at__lt=clock.now() - LONGEST_TRANSACTION).order_by("-id")
        floor = old.values_list("id", flat=True).first() or 0
        seen = set(Entry.objects.filter(pk__gt=floor).values_list("id", flat=True))
        found = _of(_WITHOUT_NUMBER, at_most)  # again: what was committed meanwhile is seen, or among these
        if len(found) < at_most:
            self._newest, self._left_out, self._swept_at = floor, {}, clock.now()
            self._see(seen | {key for key, _body in found if key > floor})
        return found

    def _late(self, at_most: int) -> Unnumbered:
        """What was committed after entries with greater keys."""
        awaited_since = time.monotonic() - LONGEST_TRANSACTION.total_seconds()
        self._left_out = {key: since for key, since in self._left_out.items() if since > awaited_since}
        if not self._left_out:
            return []
        found = _of(_WITHOUT_NUMBER.filter(pk__in=list(self._left_out)), at_most)
        for key, _body in found:
            del self._left_out[key]
        return found

    def _new(self, at_most: int) -> Unnumbered:
        """What nobody has seen has no number: leaves are not asked."""
        found = _of(Entry.objects.filter(pk__gt=self._newest), at_most)
        self._see({key for key, _body in found})
        return found

    def _see(self, keys: set[int]) -> None:
        """Remember which keys up to the newest of these were left out."""
        if keys:
            now, before, self._newest = time.monotonic(), self._newest, max(keys)
            first = max(before + 1, self._newest - LEFT_OUT_AT_MOST - len(keys))
            left_out = [key for key in range(first, self._newest) if key not in keys]
            self._left_out |= dict.fromkeys(left_out[-LEFT_OUT_AT_MOST:], now)


def _of(entries: "QuerySet[Entry]", at_most: int) -> Unnumbered:
    return list(entries.order_by("id").values_list("id", "body")[:at_most])


_WITHOUT_NUMBER = Entry.objects.filter(leaf__isnull=True)

__all__ = ["Awaiting"]
