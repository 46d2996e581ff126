"""Questions and statements that are made once say what Django would say, and find what it would find."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from agencies.models import Post, Unit
from documents.models import StoredFile
from history import bulk, clock
from history.models import Entry
from history.models.recording import recording
from history.prepared import Given, GivenKeys, Prepared
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X01")]


def test_a_question_finds_what_its_queryset_finds(office: Office) -> None:
    """Related rows come with it, and dates and flags are dates and flags in both databases."""
    chosen = Post.objects.select_related("unit", "employee").order_by("id")
    asked = Prepared(lambda: chosen.filter(unit=Given("unit"), starts_on__lte=Given("day")))

    for unit in Unit.objects.all():
        found = asked.all(unit=unit, day=clock.today())
        expected = list(chosen.filter(unit=unit, starts_on__lte=clock.today()))
        assert found == expected
        assert [one.__dict__.keys() for one in found] == [one.__dict__.keys() for one in expected]
        assert [(one.starts_on, one.is_main, one._state.adding) for one in found] == [
            (one.starts_on, one.is_main, False) for one in expected
        ]
        with CaptureQueriesContext(connection) as queries:
            assert [(one.unit.name, one.employee.short_name) for one in found] == [
                (one.unit.name, one.employee.short_name) for one in expected
            ]
        assert not queries
    assert asked.first(unit=0, day=clock.today()) is None
    with pytest.raises(Post.DoesNotExist):
        asked.get(unit=0, day=clock.today())


def test_its_sql_is_made_once(office: Office) -> None:
    """Asked again, with other values, it costs Django nothing."""
    made: list[int] = []

    def question() -> models.QuerySet[Unit]:
        made.append(1)
        return Unit.objects.filter(code=Given("code"))

    asked = Prepared(question)

    assert [asked.first(code=unit.code) for unit in Unit.objects.filter(agency=office.agency)]
    assert made == [1]


@pytest.mark.parametrize("many", [0, 1, 3])
def test_any_number_of_keys_is_one_question(office: Office, many: int) -> None:
    """None at all finds nothing."""
    keys = list(Unit.objects.order_by("id").values_list("pk", flat=True)[:many])
    asked = Prepared(lambda: Unit.objects.filter(pk__in=GivenKeys("keys")).order_by("id").values_list("pk"))

    assert [key for (key,) in asked.values(keys=keys)] == keys
    assert asked.exists(keys=keys) == bool(many)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only(office: Office) -> None:
    """As Django says it, also of SQL that was made inside of one. SQLite locks no rows."""
    asked = Prepared(lambda: Unit.objects.select_for_update().filter(pk=Given("key")))
    key = Unit.objects.earliest("pk").pk
    with transaction.atomic():
        assert asked.get(key=key).pk == key

    with pytest.raises(transaction.TransactionManagementError):
        asked.get(key=key)


def _file(**changes: object) -> StoredFile:
    return StoredFile(**{"sha256": "a" * 64, "size": 3, "media_type": "text/plain"} | changes)


def _said(write: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        write()
        transaction.set_rollback(True)
    return str(queries[1]["sql"])


MOMENT = clock.now() + timedelta(days=1)


@pytest.mark.parametrize(
    "changes", [{}, {"scan": "clean", "scanned_at": MOMENT}, {"destroyed_at": MOMENT, "has_macros": True}]
)
def test_a_row_is_saved_by_the_statement_that_django_would_make(changes: dict[str, object]) -> None:
    """Word for word, for a new row and for one that is there."""
    table: Any = StoredFile._base_manager
    new, there = _file(**changes), _file(**changes, id=7)
    key, *columns = StoredFile._meta.local_concrete_fields
    values = [(one, None, getattr(there, one.attname)) for one in columns]

    inserted = _said(lambda: new._do_insert(table, "default", columns, [key], False))
    updated = _said(lambda: there._do_update(table.using("default"), "default", 7, values, None, False))

    assert inserted == _said(lambda: table._insert([new], columns, [key], using="default"))
    assert updated == _said(lambda: table.filter(pk=7)._update(values))


def test_a_row_that_is_there_is_not_added_again() -> None:
    """It leaves no second version, and the transaction goes on."""
    with recording():
        assert bulk.add(StoredFile, "sha256", [_file()])
    before = Entry.objects.count()

    with recording():
        again = bulk.add(StoredFile, "sha256", [_file(size=4)])

    assert not again
    assert StoredFile.objects.get().size == 3
    assert StoredFile.version_model.objects.count() == 1
    assert Entry.objects.count() == before
