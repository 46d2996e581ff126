"""Who was shown what."""

from collections.abc import Iterable

from django.db import models

from history.models import Reading, ReadingMention


def readings_of(papers: Iterable[tuple[str, int]]) -> models.QuerySet[Reading]:
    """Every reading that showed one of these objects, newest first."""
    by_type: dict[str, list[int]] = {}
    for kind, key in papers:
        by_type.setdefault(kind, []).append(key)
    mentioned = models.Q(pk__in=[])
    for kind, keys in by_type.items():
        mentioned |= models.Q(object_type=kind, object_key__in=keys)
    found = ReadingMention.objects.filter(mentioned).order_by().values("reading_id")
    return Reading.objects.filter(pk__in=found).order_by("-id")
