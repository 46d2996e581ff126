"""Versions of rows: every saved state of every tracked row, with who was acting, bound to its entry of the log."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from history import shown
from history.models.entries import Content
from history.models.inserting import append_unless_there
from history.models.recording import WRITTEN, recorder, recording, type_name
from history.models.saving import inserted, updated
from history.models.schemas import schema_of

_MISSING = object()


class Version(models.Model):
    """What each version carries beside the row: the actor's copied name, and the entry that tells it.

    Versions of a row are ordered by ``history_id``, never by ``history_date``: clocks step back.
    """

    history_actor = models.CharField(max_length=300, blank=True, default="")
    history_entry = models.ForeignKey(
        "history.Entry", models.PROTECT, to_field="uuid", related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class ContentHash(models.CharField):  # type: ignore[type-arg]
    """The SHA-256 of a text that stays out of versions: a large one is in `Content`, a secret one nowhere."""

    told_as = "large"

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To migrations it is a plain column."""
        name, _path, arguments, options = super().deconstruct()
        return str(name), "django.db.models.CharField", arguments, options


class Versions(HistoricalRecords):  # type: ignore[misc]  # the package has no types
    """Versions of our kind: written with their entry, only where something changed, without large texts and secrets."""

    def __init__(self) -> None:
        super().__init__(
            inherit=True,
            bases=(Version,),
            history_id_field=models.BigAutoField(),
            history_user_id_field=models.BigIntegerField(null=True),
            history_user_getter=lambda version: str(version.history_actor),
            history_user_setter=lambda _version, _user: None,
            history_change_reason_field=models.CharField(max_length=300, blank=True, default=""),
        )

    def fields_included(self, model: Any) -> list[Any]:
        """The fields whose every change is kept."""
        return [field for field in super().fields_included(model) if field.attname not in model.VOLATILE]

    def copy_fields(self, model: Any) -> dict[str, Any]:
        """The columns of a version: texts by their hash, and one index, which finds the versions of a row."""
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            if isinstance(field, models.TextField) or name in model.SECRET:
                kept = ContentHash(verbose_name=field.verbose_name, max_length=64, null=field.null, blank=True)
                kept.set_attributes_from_name(name)
                fields[name] = kept
            elif not model._meta.get_field(name).primary_key:
                field.db_index = False
        return fields

    def create_history_model(self, model: Any, inherited: bool) -> Any:
        """The model of versions, which the row's model knows as `TrackedModel.version_model`."""
        model.version_model = super().create_history_model(model, inherited)
        return model.version_model

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        """Order by our own sequence."""
        options: dict[str, Any] = super().get_meta_options(model)
        return options | {"ordering": ("-history_id",), "get_latest_by": "history_id"}

    def post_save(
        self, instance: Any, created: bool, using: str | None = None, update_fields: Any = None, **kwargs: Any
    ) -> None:
        """Write the version of a save."""
        if not kwargs.get("raw"):
            self._write(
                instance, "+" if created else "~", _values(self.fields_included(instance), instance, update_fields)
            )

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Write the version of a deletion."""
        fields = self.fields_included(instance)
        self._write(instance, history_type, {field.attname: getattr(instance, field.attname) for field in fields})

    def _write(self, instance: Any, kind: str, values: dict[str, Any]) -> None:
        loaded = instance.__dict__.get("_loaded", {})
        if kind == "~" and not any(loaded.get(name, _MISSING) != value for name, value in values.items()):
            return
        recorder().make_room(1)
        tell(type(instance), kind, instance.pk, dict(values), loaded)
        instance.remember(values)


def tell(model: Any, kind: str, key: int, values: dict[str, Any], loaded: Mapping[str, Any] | None = None) -> None:
    """Tell the row with these values; large texts that were not ``loaded`` before are kept as contents.

    `Recorder.make_room` must have been called for it.
    """
    contents = []
    for name in schema_of(model).large:
        text = values[name]
        if text is None:
            continue
        values[name] = digest(text)
        if name not in model.SECRET and (loaded or {}).get(name, _MISSING) != text:
            contents.append({"sha256": values[name], "text": text})
    if contents:
        append_unless_there(Content, contents)
    recorder().add_row(model, kind, key, values)


def digest(text: str) -> str:
    """The name of a text among the contents."""
    return sha256(text.encode()).hexdigest()


def _values(fields: list[Any], instance: Any, update_fields: Any) -> dict[str, Any]:
    """What stands in the table after the save: of fields that were not saved, the loaded value."""
    loaded = instance.__dict__.get("_loaded", {})
    values = {}
    for field in fields:
        name = field.attname
        is_saved = update_fields is None or field.name in update_fields or name in update_fields
        values[name] = getattr(instance, name) if is_saved or name not in loaded else loaded[name]
    computed = [name for name, value in values.items() if hasattr(value, "resolve_expression")]
    if computed:
        values |= type(instance)._base_manager.filter(pk=instance.pk).values(*computed).get()
    return values


class TrackedModel(models.Model):
    """A row whose every change leaves a version, an act and an entry of the log, or does not happen.

    ``PERSONAL`` names the columns that hold data of persons (hidden in the log), ``SECRET`` those of which only a hash
    is kept, ``VOLATILE`` those that leave no version, each with the reason. ``WRITTEN`` is the act of a row that is
    saved outside of any other. ``PART_OF`` names, by column, the papers whose reading the showing of a row is.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    SECRET: ClassVar[frozenset[str]] = frozenset()
    VOLATILE: ClassVar[Mapping[str, str]] = {}
    WRITTEN: ClassVar[str] = WRITTEN
    PART_OF: ClassVar[Mapping[str, str]] = {}

    history: ClassVar[Any] = Versions()
    version_model: ClassVar[Any]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row with its version, its act and its entry.

        What was loaded and not changed since is not written: whoever saved the row meanwhile is not undone.
        """
        with recording(savepoint=False):
            if not (args or kwargs.get("force_insert") or self._state.adding) and self._is_as_loaded(**kwargs):
                asked = kwargs.get("update_fields")
                kwargs["update_fields"] = [name for name in self.VOLATILE if asked is None or name in asked]
            super().save(*args, **kwargs)

    def _do_insert(self, *given: Any, **named: Any) -> Any:
        manager, using, fields, returning, raw = given
        key = None if raw else inserted(self, manager.model, fields, returning, using)
        return [(key,)] if key is not None else super()._do_insert(*given, **named)  # type: ignore[misc]  # not in the stubs

    def _do_update(self, *given: Any, **named: Any) -> Any:
        base, using, key, columns = given[:4]
        found = updated(base.model, key, columns, using)
        return found if found is not None else super()._do_update(*given, **named)

    def clean_fields(self, exclude: Any = None) -> None:
        """Check the fields; of a row that is at hand, because it was read or just written, it is not asked again."""
        at_hand = {field.name for field in self._meta.concrete_fields if field.is_relation and self._has_at_hand(field)}
        super().clean_fields(exclude=at_hand.union(exclude or ()))

    def _has_at_hand(self, field: Any) -> bool:
        """Whether the row that a relation names was loaded; that it stays there the database sees to."""
        related = field.get_cached_value(self, default=None)
        if related is None or related._state.adding or field.get_limit_choices_to():
            return False
        return bool(getattr(related, field.target_field.attname) == getattr(self, field.attname))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row, leaving its last version, an act and an entry."""
        with recording():
            return super().delete(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> Any:
        """Remember what was loaded, so that a save which changes nothing leaves nothing."""
        instance = super().from_db(db, field_names, values, **options)
        instance.remember(dict(zip(field_names, values, strict=False)))
        if cls.PERSONAL:
            shown.note(*instance.shown_as())
        return instance

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Load anew, and remember it."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        names = None if fields is None else set(fields)
        self.remember(
            {
                field.attname: self.__dict__[field.attname]
                for field in self._meta.concrete_fields
                if field.attname in self.__dict__ and (names is None or names & {field.name, field.attname})
            }
        )

    def shown_as(self) -> tuple[str, int]:
        """What a page that loaded this row has shown: the row itself, or the paper that it is a part of."""
        for name, kind in self.PART_OF.items():
            if (key := self.__dict__.get(name)) is not None:
                return kind, int(key)
        return self._meta.label_lower, int(self.pk)

    def _is_as_loaded(self, update_fields: Any = None, **_options: Any) -> bool:
        """Whether a save of these fields (all, if none are named) would write what was loaded."""
        loaded = self.__dict__.get("_loaded", {})
        return all(
            self.__dict__.get(field.attname, _MISSING) == loaded.get(field.attname, _MISSING)
            for field in self.version_model.tracked_fields
            if update_fields is None or field.name in update_fields or field.attname in update_fields
        )

    def remember(self, values: Mapping[str, Any]) -> None:
        """These values stand in the table now."""
        self.__dict__.setdefault("_loaded", {}).update(values)


__all__ = ["ContentHash", "TrackedModel", "Version", "Versions", "digest", "tell", "type_name"]
