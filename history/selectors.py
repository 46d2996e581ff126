"""Questions to the record: timelines of objects and the changes of fields between versions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.acts import type_name
from history.models import Act, TrackedModel


def timeline(subject: models.Model) -> models.QuerySet[Act]:
    """Every act about an object once, oldest first."""
    return Act.objects.filter(mentions__object_type=type_name(subject), mentions__object_key=subject.pk).order_by("id")


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One saved state of a row against the one before it; ``kind`` is ``+`` for an added row, else ``~``."""

    at: datetime
    actor_name: str
    kind: str
    type_title: str
    label: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class _Step:
    row: models.Model
    before: Any
    after: Any


def changes_of(
    rows: Iterable[models.Model],
    label: Callable[[models.Model], str] = str,
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[RowChange]:
    """Each saved state of these rows as a difference to its predecessor, oldest first; states alike are left out.
    ``label`` names a row; ``words`` tells the values of fields of these names.

    Costs one query for each model of the rows and one for each model that changed fields point to.
    """
    steps = list(_steps(rows))
    names = _names_of_related(steps)
    changes = []
    for step in steps:
        fields = tuple(_differences(step, names, words or {}))
        if fields:
            changes.append(
                RowChange(
                    at=step.after.history_date,
                    actor_name=step.after.history_actor,
                    kind=step.after.history_type,
                    type_title=str(step.row._meta.verbose_name),
                    label=label(step.row),
                    fields=fields,
                )
            )
    return sorted(changes, key=lambda change: change.at)


def _steps(rows: Iterable[models.Model]) -> Iterator[_Step]:
    by_model: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
    for row in rows:
        by_model[type(row)][row.pk] = row
    for model, known in by_model.items():
        last: dict[int, Any] = {}
        key = model._meta.pk.attname
        versions = model.history.filter(**{f"{key}__in": list(known)})  # type: ignore[attr-defined]
        for version in versions.order_by("history_id"):
            pk = getattr(version, key)
            yield _Step(known[pk], last.get(pk), version)
            last[pk] = version


def _told_fields(model: models.Model) -> Iterator[Any]:
    """Fields that people fill; keys, paths and search keys of the program itself are no news to a reader."""
    for field in model._meta.concrete_fields:
        if field.editable and not field.primary_key:
            yield field


def _is_named(field: Any) -> bool:
    """Whether a relation is told by the name of its target: tracked rows, and rows of the same room."""
    target = field.related_model
    return issubclass(target, TrackedModel) or target._meta.app_label == field.model._meta.app_label


def _names_of_related(steps: Iterable[_Step]) -> dict[type[models.Model], dict[Any, str]]:
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for step in steps:
        for field in _told_fields(step.row):
            if field.is_relation and _is_named(field):
                wanted[field.related_model].add(getattr(step.after, field.attname))
    names: dict[type[models.Model], dict[Any, str]] = {}
    for model, keys in wanted.items():
        targets = model._default_manager.select_related().in_bulk(list(keys - {None}))
        names[model] = {key: str(target) for key, target in targets.items()}
    return names


def _differences(
    step: _Step, names: dict[type[models.Model], dict[Any, str]], words: Mapping[str, Callable[[Any], str]]
) -> Iterator[FieldChange]:
    for field in _told_fields(step.row):
        old = getattr(step.before, field.attname, None) if step.before is not None else None
        new = getattr(step.after, field.attname, None)
        if old == new:
            continue
        tell = words.get(field.name)
        before, after = (tell(value) if tell and value else _in_words(field, value, names) for value in (old, new))
        if before != after:
            yield FieldChange(str(field.verbose_name), before, after)


def _in_words(field: Any, value: Any, names: dict[type[models.Model], dict[Any, str]]) -> str:
    if value is None or value in ("", {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d.%m.%Y %H:%M:%S")
    if isinstance(value, date):
        return date_format(value, "d.m.Y")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, f"№ {value}")
    return str(value)
