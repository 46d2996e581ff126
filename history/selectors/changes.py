"""What changed between versions of rows, and how rows stood at a moment. Versions are ordered by our own sequence."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.models import Content, Entry, TrackedModel
from history.models.versions import ContentHash


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
    """A row that stood as one version tells and then as another; both or one may be missing."""

    row: models.Model
    before: Any
    after: Any

    @property
    def newest(self) -> Any:
        return self.after if self.after is not None else self.before


@dataclass(frozen=True)
class _Names:
    """What keys and hashes in versions stand for."""

    related: dict[type[models.Model], dict[Any, str]]
    texts: dict[str, str]


def changes_of(
    rows: Iterable[models.Model],
    label: Callable[[models.Model], str] = str,
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[RowChange]:
    """Each saved state of these rows as a difference to its predecessor, oldest first; states alike are left out.
    ``label`` names a row; ``words`` tells the values of fields of these names.

    Costs one query for each model of the rows, one for each model that changed fields point to, and two more.
    """
    steps = list(_steps(rows))
    entries = {step.after.history_entry_id for step in steps}
    order = dict(Entry.objects.filter(uuid__in=entries).values_list("uuid", "id"))
    steps.sort(key=lambda step: order[step.after.history_entry_id])
    return _in_order(steps, label, words or {})


def changes_in(
    entry: Entry,
    label: Callable[[models.Model], str] = str,
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[RowChange]:
    """What one transaction changed, in its order: each told version against the one before it."""
    steps = []
    for told in json.loads(entry.body)["rows"]:
        model: Any = apps.get_model(told["model"])
        versions = model.history.filter(**{model._meta.pk.attname: told["row"]}, history_id__lte=told["id"])
        after, *before = versions.order_by("-history_id")[:2]
        row = model._base_manager.filter(pk=told["row"]).first() or model(pk=told["row"])
        is_gone = after.history_type == "-"
        steps.append(_Step(row, before[0] if before else None, None if is_gone else after))
    return _in_order(steps, label, words or {})


def states_as_of(rows: Iterable[models.Model], moment: datetime) -> dict[models.Model, Any]:
    """The version that each of these rows stood as at a moment; rows that were not there then are left out.

    It is the last version in our own order among those dated not later, so equal moments and a clock that stepped
    back do not confuse it.
    """
    standing: dict[models.Model, Any] = {}
    for step in _steps(rows):
        if step.after.history_date <= moment:
            standing[step.row] = step.after
    return {row: version for row, version in standing.items() if version.history_type != "-"}


def difference(
    rows: Iterable[models.Model],
    earlier: datetime,
    later: datetime,
    label: Callable[[models.Model], str] = str,
    words: Mapping[str, Callable[[Any], str]] | None = None,
) -> list[RowChange]:
    """How these rows stood at the later moment against how they stood at the earlier one, in words."""
    known = list(rows)
    before, after = states_as_of(known, earlier), states_as_of(known, later)
    steps = [_Step(row, before.get(row), after.get(row)) for row in known if row in before or row in after]
    return _in_order(steps, label, words or {})


def _in_order(
    steps: list[_Step], label: Callable[[models.Model], str], words: Mapping[str, Callable[[Any], str]]
) -> list[RowChange]:
    names = _Names(_names_of_related(steps), _texts(steps))
    changes = []
    for step in steps:
        fields = tuple(_differences(step, names, words))
        if fields:
            changes.append(
                RowChange(
                    at=step.newest.history_date,
                    actor_name=step.newest.history_actor,
                    kind="-" if step.after is None else "+" if step.before is None else step.after.history_type,
                    type_title=str(step.row._meta.verbose_name),
                    label=label(step.row),
                    fields=fields,
                )
            )
    return changes


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
        if field.editable and not field.primary_key and field.attname not in model.SECRET | set(model.VOLATILE):  # type: ignore[attr-defined]
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
                for version in (step.before, step.after):
                    wanted[field.related_model].add(getattr(version, field.attname, None))
    names: dict[type[models.Model], dict[Any, str]] = {}
    for model, keys in wanted.items():
        targets = model._default_manager.select_related().in_bulk(list(keys - {None}))
        names[model] = {key: str(target) for key, target in targets.items()}
    return names


def _texts(steps: Iterable[_Step]) -> dict[str, str]:
    """Large texts that versions name by their hash."""
    wanted = {
        getattr(version, field.attname)
        for step in steps
        for version in (step.before, step.after)
        if version is not None
        for field in version._meta.concrete_fields
        if isinstance(field, ContentHash)
    }
    return dict(Content.objects.filter(pk__in=wanted - {None}).values_list("sha256", "text"))


def _differences(step: _Step, names: _Names, words: Mapping[str, Callable[[Any], str]]) -> Iterator[FieldChange]:
    for field in _told_fields(step.row):
        old = getattr(step.before, field.attname, None) if step.before is not None else None
        new = getattr(step.after, field.attname, None) if step.after is not None else None
        if old == new:
            continue
        tell = words.get(field.name)
        before, after = (tell(value) if tell and value else _in_words(field, value, names) for value in (old, new))
        if before != after:
            yield FieldChange(str(field.verbose_name), before, after)


def _in_words(field: Any, value: Any, names: _Names) -> str:
    if value is None or value in ("", {}, []):
        return ""
    if isinstance(field, models.TextField):
        return names.texts.get(value, _("a text that is no longer kept"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d.%m.%Y %H:%M:%S")
    if isinstance(value, date):
        return date_format(value, "d.m.Y")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        return names.related.get(field.related_model, {}).get(value, f"№ {value}")
    return str(value)
