"""Destroying texts of papers whose time is over: the rows, their versions, their acts and the log stay as they are.

Unlike `erasing`, nothing is depersonalised and no salt goes: an entry still commits to the SHA-256 of the text, so
whoever holds the text elsewhere can show that it was this one. What goes is every copy that the program keeps.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from history.actors import Actor
from history.acts import act
from history.bulk import stretches
from history.guards import guarded_models
from history.models import Content, TrackedModel
from history.models.schemas import schema_of

ROWS = 500


@act
def forget_texts(*, actor: Actor, rows: Sequence[TrackedModel], columns: Sequence[str]) -> list[TrackedModel]:
    """Empty these text columns of rows of one model, and the kept texts of all their versions that no other row has.

    Returns the rows that had a text. Which rows may lose theirs, and the act that says so, is the caller's rule.
    """
    if not rows:
        return []
    changed = []
    for row in rows:
        if any(getattr(row, name) for name in columns):
            for name in columns:
                setattr(row, name, "")
            row.save()
            changed.append(row)
    model = type(rows[0])
    keys = [row.pk for row in rows]
    digests = {digest for some in stretches(keys, ROWS) for digest in _digests(model, some, columns)}
    for some in stretches(sorted(digests), ROWS):
        Content.objects.filter(pk__in=set(some) - _kept_elsewhere(model, keys, some)).exclude(text="").update(text="")
    return changed


def _digests(model: type[TrackedModel], keys: Iterable[int], columns: Sequence[str]) -> set[str]:
    versions: Any = model.history
    found = versions.filter(**{f"{model._meta.pk.attname}__in": keys}).values_list(*columns)
    return {digest for values in found for digest in values if digest}


def _kept_elsewhere(model: type[TrackedModel], keys: Sequence[int], digests: Sequence[str]) -> set[str]:
    """Those of the texts that a version of another row, of whatever table, has too."""
    kept: set[str] = set()
    gone = set(keys)
    for other in guarded_models():
        for name in schema_of(other).large - other.SECRET:
            versions: Any = other.history
            found = versions.filter(**{f"{name}__in": digests}).values_list(str(other._meta.pk.attname), name)
            kept |= {digest for key, digest in found if other is not model or key not in gone}
    return kept
