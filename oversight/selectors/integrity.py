"""The health of the log: its size, its heads, its witnesses, how far the numbering is behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import QuerySet

from history import clock
from history.models import Checkpoint, Entry, Epoch, ForeignCheckpoint
from history.services import heads

WAITING_SHOWN = 1000
LATE = timedelta(seconds=5)


@dataclass(frozen=True)
class Health:
    """What the page tells. ``waiting`` is at most `WAITING_SHOWN`; ``lag`` is the age of the oldest waiting entry."""

    epochs: Sequence[Epoch]
    size: int
    root: str
    key: str
    signers: Sequence[str]
    waiting: int
    lag: timedelta
    kept: Sequence[Checkpoint]
    foreign: Sequence[ForeignCheckpoint]
    begun_anew: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether the numbering is further behind than it should ever be."""
        return self.lag > LATE


def integrity() -> Health:
    """The health of the log now. A constant number of queries, however large the log is."""
    epochs = list(Epoch.objects.order_by("-number"))
    newest = epochs[0] if epochs else None
    published = heads.published(newest) if newest else None
    waiting = list(_waiting(newest)[:WAITING_SHOWN])
    return Health(
        epochs=epochs,
        size=published.checkpoint.size if published else 0,
        root=published.checkpoint.root.hex() if published else "",
        key=sha256(heads.signer().public_key).hexdigest() if newest else "",
        signers=[one.name for one in published.signatures] if published else [],
        waiting=len(waiting),
        lag=clock.now() - waiting[0] if waiting else timedelta(),
        kept=list(Checkpoint.objects.select_related("epoch").prefetch_related("cosignatures").order_by("-id")[:20]),
        foreign=list(ForeignCheckpoint.objects.order_by("-id")[:20]),
        begun_anew=newest.began_at if newest and newest.number > 1 else None,
    )


def _waiting(epoch: Epoch | None) -> "QuerySet[Entry, datetime]":
    """Moments of entries behind the newest numbered one; those in front of it are never more than a few."""
    entries = Entry.objects.filter(leaf__isnull=True).order_by("id")
    if epoch is not None:
        last = Entry.objects.filter(leaf__isnull=False).order_by("-id").values_list("id", flat=True).first()
        entries = entries.filter(id__gt=(last or 0) - WAITING_SHOWN)
    return entries.values_list("at", flat=True)
