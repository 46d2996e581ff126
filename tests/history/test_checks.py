"""The program does not start with a table that would leave no history."""

import contextlib
import sqlite3

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models
from django.test.utils import isolate_apps

from history import guards
from history.checks import lossy, untracked
from history.guards import sqlite
from history.models import TrackedModel
from tests.sample.models import Thing

pytestmark = pytest.mark.feature("X01")


def test_every_model_of_the_program_is_tracked_or_excused() -> None:
    """As it is now."""
    assert [message for message in run_checks() if (message.id or "").startswith("history.")] == []


@isolate_apps("tests.sample")
def test_a_plain_model_is_refused() -> None:
    """With a word on what to do."""

    class Plain(models.Model):
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "sample"

        def __str__(self) -> str:
            return self.name

    (refused,) = untracked([Plain])
    assert refused.id == "history.E001"
    assert "TrackedModel" in (refused.hint or "")


@isolate_apps("tests.sample")
def test_pairs_without_a_model_of_their_own_are_refused() -> None:
    """Their table would leave no history."""

    class Paired(TrackedModel):
        __module__ = Thing.__module__
        others: "models.ManyToManyField[Paired, models.Model]" = models.ManyToManyField("self")

        class Meta:
            app_label = "sample"

        def __str__(self) -> str:
            return ""

    assert [message.id for message in lossy([Paired])] == ["history.E002"]


@isolate_apps("tests.sample")
def test_a_column_that_is_not_there_cannot_be_named() -> None:
    """A misspelt personal column would stand in the log in clear."""

    class Misspelt(TrackedModel):
        __module__ = Thing.__module__
        PERSONAL = frozenset({"nmae"})
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "sample"

        def __str__(self) -> str:
            return self.name

    assert [message.id for message in lossy([Misspelt])] == ["history.E003"]


@pytest.mark.django_db
def test_a_new_model_is_guarded_without_a_line_of_its_own() -> None:
    """Every tracked table has its guards after the migration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        triggers = " ".join(row[0] for row in cursor.fetchall())

    assert Thing in guards.guarded_models()
    for model in guards.guarded_models():
        assert f"history_guard_{model._meta.db_table}"[:40] in triggers
    assert len(guards.guarded_models()) == sum(issubclass(model, TrackedModel) for model in apps.get_models())


@pytest.mark.django_db
def test_no_write_reads_a_whole_table_of_the_record() -> None:
    """An index leads along every reference of SQLite: without, each write once cost as much as the record was long."""
    with connection.cursor() as cursor:
        assert list(guards.installing.dialect().lookups(cursor)) == []


def test_a_reference_without_an_index_gets_one() -> None:
    """And one that has an index, or is the key itself, does not."""
    with contextlib.closing(sqlite3.connect(":memory:")) as memory:
        cursor = memory.cursor()
        cursor.executescript(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (parent_id REFERENCES parent (id), other_id REFERENCES parent (id));"
            "CREATE INDEX known ON child (other_id, parent_id);"
            "CREATE TABLE twin (id INTEGER PRIMARY KEY REFERENCES parent (id));"
        )

        made = list(sqlite.lookups(cursor))

        assert made == ['CREATE INDEX "history_lookup_child_parent_id" ON "child" ("parent_id")']
        cursor.execute(made[0])
        assert list(sqlite.lookups(cursor)) == []
