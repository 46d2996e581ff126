"""Depersonalising: the personal values of rows go from the tables and from the record, and the log stays whole.

152-ФЗ lets data of a person be depersonalised instead of destroyed together with the case. The salts that tie the
entries of the log to the values are destroyed, so that nobody can find out or check them again; all hashes still hold.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from history.actors import Actor
from history.acts import act, record
from history.models import Act, ActMention, Content, Entry, Reading, TrackedModel
from history.models.recording import recorder
from history.models.schemas import schema_of


@act
def erase(*, actor: Actor, rows: Sequence[TrackedModel], reason: str) -> Act:
    """Blank the personal columns of these rows, of all their versions, and what acts and readings said of them.

    Entries that told any of it lose their salt. Who may order this, and for which papers, is the caller's rule.
    """
    for row in rows:
        for field in _personal(type(row)):
            setattr(row, field.attname, _blank(field))
        row.save()
    entry = record(
        "history.erased", actor=actor, subject=rows[0], about=rows, data={"reason": reason, "rows": len(rows)}
    )
    own = recorder().settle()
    by_model: dict[type[TrackedModel], list[int]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row.pk)
    told = _entries_about(by_model) - {own}
    Entry.objects.filter(uuid__in=told, salt__isnull=False).update(salt=None, erased_by=entry)
    for model, keys in by_model.items():
        _blank_versions(model, keys, told)
    Act.objects.filter(entry__in=told).update(subject_label="", data={})
    Reading.objects.filter(entry__in=told).exclude(query="").update(query="")
    return entry


def _entries_about(by_model: dict[type[TrackedModel], list[int]]) -> set[Any]:
    told: set[Any] = set()
    for model, keys in by_model.items():
        told |= set(model.history.filter(**{f"{_key(model)}__in": keys}).values_list("history_entry_id", flat=True))
        mentions = ActMention.objects.filter(Q(object_type=model._meta.label_lower, object_key__in=keys))
        told |= set(mentions.values_list("act__entry_id", flat=True))
    return told


def _blank_versions(model: type[TrackedModel], keys: list[int], told: set[Any]) -> None:
    versions = model.history.filter(**{f"{_key(model)}__in": keys}, history_entry__in=told)
    large = [name for name in schema_of(model).large if name in model.PERSONAL]
    contents = {digest for name in large for digest in versions.values_list(name, flat=True)}
    versions.update(**{field.attname: _blank(field) for field in _personal(model)})
    Content.objects.filter(pk__in=contents - {None, ""}).update(text="")


def _personal(model: type[TrackedModel]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.attname in model.PERSONAL]


def _blank(field: Any) -> Any:
    if field.null:
        return None
    return {} if isinstance(field, models.JSONField) else ""


def _key(model: type[TrackedModel]) -> str:
    return str(model._meta.pk.attname)
