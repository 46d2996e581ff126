"""Every change of a row leaves a version, an act and an entry, or does not happen: all ways in which Django writes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from history import bulk
from history.models import Act, Entry, TrackedModel
from history.models.recording import WRITTEN, Unrecorded
from tests.sample.models import Label, Labelling, Link, Part, Thing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("X01")]
MODELS: tuple[type[TrackedModel], ...] = (Thing, Label, Labelling, Part, Link)
Way = Callable[[Thing], Any]


def raw(statement: str) -> Way:
    """A statement of SQL about the thing."""

    def execute(thing: Thing) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [thing.pk])

    return execute


def saved(thing: Thing) -> None:
    """The usual way."""
    thing.name = "новое"
    thing.save()


def saved_in_part(thing: Thing) -> None:
    """One column of two that were changed."""
    thing.name, thing.count = "новое", 5
    thing.save(update_fields=["count"])


def counted_by_the_database(thing: Thing) -> None:
    """An expression that only the database can work out."""
    thing.count = F("count") + 1
    thing.save()


def updated_in_bulk(thing: Thing) -> None:
    """Many rows at once."""
    thing.name = "новое"
    Thing.objects.bulk_update([thing], ["name"])


def deleted_without_signals(thing: Thing) -> None:
    """What Django does for itself."""
    Part.objects.filter(thing=thing)._raw_delete("default")


def labels_set_from_the_other_side(thing: Thing) -> None:
    """Django takes the difference to what is there."""
    label = thing.labels.get()
    label.things.set([])


def saved_and_updated(thing: Thing) -> None:
    """A good write and a bad one together."""
    saved(thing)
    Thing.objects.filter(pk=thing.pk).update(name="третье")


def deleted_with_its_link_set_to_null(thing: Thing) -> None:
    """Django changes the link by an UPDATE of its own."""
    Part.objects.get(thing=thing).delete()
    thing.delete()


def deleted_with_its_parts(thing: Thing) -> None:
    """Django deletes the parts and labels of the thing one by one."""
    Link.objects.get(thing=thing).delete()
    thing.delete()


def saved_in_the_admin_site(thing: Thing) -> None:
    """By the form of a row."""
    thing.name = "новое"
    with transaction.atomic():
        ModelAdmin(Thing, AdminSite()).save_model(None, thing, None, change=True)  # type: ignore[arg-type]


def deleted_in_the_admin_site(thing: Thing) -> None:
    """By the list of rows."""
    with transaction.atomic():
        ModelAdmin(Thing, AdminSite()).delete_queryset(None, Thing.objects.filter(pk=thing.pk))  # type: ignore[arg-type]


HISTORIED: dict[str, Way] = {
    "save": saved,
    "save(update_fields)": saved_in_part,
    "create": lambda thing: Part.objects.create(thing=thing),
    "get_or_create": lambda _thing: Label.objects.get_or_create(name="ещё"),
    "update_or_create": lambda thing: Thing.objects.update_or_create(pk=thing.pk, defaults={"name": "новое"}),
    "F()": counted_by_the_database,
    "delete": lambda thing: Part.objects.get(thing=thing).delete(),
    "cascade": deleted_with_its_parts,
    "admin, one row": saved_in_the_admin_site,
    "history.bulk": lambda thing: bulk.create(Part, [Part(thing=thing), Part(thing=thing)]),
}
REFUSED: dict[str, Way] = {
    "update()": lambda thing: Thing.objects.filter(pk=thing.pk).update(name="новое"),
    "update() of a secret": lambda thing: Thing.objects.filter(pk=thing.pk).update(code="новое"),
    "update() of a large text": lambda thing: Thing.objects.filter(pk=thing.pk).update(story="новое"),
    "bulk_create": lambda thing: Part.objects.bulk_create([Part(thing=thing)]),
    "bulk_update": updated_in_bulk,
    "raw UPDATE": raw("UPDATE sample_thing SET name = 'новое' WHERE id = %s"),
    "raw INSERT": raw("INSERT INTO sample_part (thing_id) VALUES (%s)"),
    "raw DELETE": raw("DELETE FROM sample_part WHERE thing_id = %s"),
    "_raw_delete": deleted_without_signals,
    "SET_NULL": deleted_with_its_link_set_to_null,
    "queryset.delete()": lambda thing: Part.objects.filter(thing=thing).delete(),
    "many to many, add": lambda thing: thing.labels.add(Label.objects.create(name="ещё")),
    "many to many, clear": lambda thing: thing.labels.clear(),
    "many to many, from the other side": labels_set_from_the_other_side,
    "admin, a list": deleted_in_the_admin_site,
    "save, then update()": saved_and_updated,
}


@pytest.fixture
def thing() -> Thing:
    """A thing with a part, a link and a label."""
    made = Thing.objects.create(name="старое", owner="Фролова", story="Жила-была", code="тайна")
    Part.objects.create(thing=made)
    Link.objects.create(thing=made)
    Labelling.objects.create(thing=made, label=Label.objects.create(name="красное"))
    return Thing.objects.get(pk=made.pk)


def table(model: type[TrackedModel]) -> list[dict[str, Any]]:
    """The rows as they stand."""
    names = [field.attname for field in model.version_model.tracked_fields]
    return list(model._base_manager.order_by("pk").values(*names))


def newest(model: type[TrackedModel]) -> list[dict[str, Any]]:
    """The rows as their newest versions tell."""
    last: dict[int, Any] = {}
    for version in model.history.order_by("history_id"):
        last[version.id] = version
    return [
        {field.attname: getattr(version, field.attname) for field in model.version_model.tracked_fields}
        for _pk, version in sorted(last.items())
        if version.history_type != "-"
    ]


def plain(rows: list[dict[str, Any]], model: type[TrackedModel]) -> list[dict[str, Any]]:
    """Without the columns that versions keep by their hash."""
    hashed = {"story", "code"} if model is Thing else set()
    return [{name: value for name, value in row.items() if name not in hashed} for row in rows]


def state() -> dict[str, Any]:
    """Everything that a refused change must leave as it was."""
    return {model.__name__: table(model) for model in MODELS} | {"entries": Entry.objects.count()}


@pytest.mark.parametrize("way", HISTORIED)
def test_a_change_by_this_way_leaves_a_version_an_act_and_an_entry(thing: Thing, way: str) -> None:
    """The row equals its newest version, which stands in an entry together with an act."""
    before = state()

    HISTORIED[way](thing)

    assert state() != before
    assert Entry.objects.count() > before["entries"]
    for model in MODELS:
        assert plain(table(model), model) == plain(newest(model), model)
        for version in model.history.all():
            body = json.loads(Entry.objects.get(uuid=version.history_entry_id).body)
            label = model._meta.label_lower
            assert [row for row in body["rows"] if (row["model"], row["id"]) == (label, version.history_id)]
            assert body["acts"]


@pytest.mark.parametrize("way", REFUSED)
def test_a_change_by_this_way_does_not_happen(thing: Thing, way: str) -> None:
    """The transaction is refused as a whole."""
    before = state()

    with pytest.raises((DatabaseError, Unrecorded)), transaction.atomic():
        REFUSED[way](thing)

    assert state() == before


def test_a_save_that_changes_nothing_leaves_nothing(thing: Thing) -> None:
    """Neither a version nor an entry, also when only a beat was noted."""
    before = Entry.objects.count(), Thing.history.count()

    thing.save()
    Thing.objects.filter(pk=thing.pk).update(seen=7)
    thing.refresh_from_db()
    thing.save()

    assert (Entry.objects.count(), Thing.history.count()) == before
    assert Thing.objects.get().seen == 7


def test_what_a_savepoint_undid_is_not_told(thing: Thing) -> None:
    """One entry with what stayed."""
    from history.models.recording import recording

    with recording():
        thing.name = "останется"
        thing.save()
        with pytest.raises(ValueError), recording():  # noqa: PT011, PT012  # its own, one line below
            thing.count = 9
            thing.save()
            raise ValueError
        thing.refresh_from_db()

    body = json.loads(Entry.objects.latest("id").body)
    assert [row["values"]["name"] for row in body["rows"]] == ["останется"]
    assert Thing.history.first().name == "останется"


def test_a_write_outside_of_any_act_is_an_act_by_itself(thing: Thing) -> None:
    """Of nobody, about the row."""
    saved(thing)

    act = Act.objects.latest("id")
    assert (act.verb, act.subject_type, act.subject_key, act.actor_key) == (WRITTEN, "sample.thing", thing.pk, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_act SET actor_name = 'другой'",
        "UPDATE history_entry SET body = '{}'",
        "UPDATE history_entry SET salt = NULL, erased_by_id = NULL",
        "UPDATE history_content SET text = 'другое'",
        "UPDATE sample_historicalthing SET name = 'другое'",
        "UPDATE sample_historicalthing SET owner = ''",
        "DELETE FROM history_act",
        "DELETE FROM history_actmention",
        "DELETE FROM history_entry",
        "DELETE FROM history_schema",
        "DELETE FROM sample_historicalthing",
    ],
)
def test_nothing_written_to_the_log_is_changed_or_deleted(thing: Thing, statement: str) -> None:
    """Not by the program's own connection either."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_large_texts_and_secrets_stay_out_of_versions(thing: Thing) -> None:
    """A large text is kept once, by its hash; of a secret only the hash is kept."""
    from history.models import Content

    thing.count = 1
    thing.save()

    versions = list(Thing.history.all())
    assert len({version.story for version in versions}) == 1
    assert Content.objects.get(pk=versions[0].story).text == "Жила-была"
    assert all("тайна" not in str(vars(version)) for version in versions)
    assert not Content.objects.filter(pk=versions[0].code).exists()


def test_personal_data_stand_in_the_log_as_commitments(thing: Thing) -> None:
    """No entry holds them in clear."""
    bodies = "".join(Entry.objects.values_list("body", flat=True))

    assert "старое" in bodies
    assert "Фролова" not in bodies
    assert "Жила-была" not in bodies


def test_a_stale_save_of_nothing_undoes_nobodys_change(thing: Thing) -> None:
    """It once wrote the old values over what somebody else had saved meanwhile, without a version of that."""
    theirs = Thing.objects.get(pk=thing.pk)
    theirs.name = "их"
    theirs.save()
    versions = Thing.history.count()

    thing.save()
    thing.save(update_fields=["name"])

    assert Thing.objects.get(pk=thing.pk).name == "их"
    assert Thing.history.count() == versions
