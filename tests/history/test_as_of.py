"""How a row stood at a moment, whatever clocks did, and the difference of two moments in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from history import clock
from history.selectors import changes_of, difference, states_as_of
from tests.sample.models import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X01")]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def renamed(thing: Thing, name: str, seconds: float) -> None:
    """A change at noon and so many seconds."""
    with clock.at(NOON + timedelta(seconds=seconds)):
        thing.name = name
        thing.save()


def name_at(thing: Thing, seconds: float) -> str | None:
    """How it was called then."""
    standing = states_as_of([thing], NOON + timedelta(seconds=seconds)).get(thing)
    return standing.name if standing else None


@pytest.fixture
def thing() -> Thing:
    """A thing made at noon."""
    with clock.at(NOON):
        return Thing.objects.create(name="первое")


def test_a_row_stood_as_its_last_version_of_that_moment_or_before(thing: Thing) -> None:
    """And did not stand before it was made."""
    renamed(thing, "второе", 10)

    assert [name_at(thing, second) for second in (-1, 0, 9, 10, 11)] == [None, "первое", "первое", "второе", "второе"]


def test_of_two_changes_at_the_same_moment_the_later_one_holds(thing: Thing) -> None:
    """By our own order."""
    renamed(thing, "второе", 10)
    renamed(thing, "третье", 10)

    assert name_at(thing, 10) == "третье"


def test_a_clock_that_stepped_back_hides_no_change(thing: Thing) -> None:
    """The change made after the step is dated before, and comes after all the same."""
    renamed(thing, "второе", 10)
    renamed(thing, "третье", 5)

    assert [name_at(thing, second) for second in (4, 6, 20)] == ["первое", "третье", "третье"]
    assert [change.fields[0].after for change in changes_of([thing])] == ["первое", "второе", "третье"]


def test_the_difference_of_two_moments_leaves_out_what_was_undone(thing: Thing) -> None:
    """Only where the later state differs from the earlier one."""
    renamed(thing, "второе", 10)
    thing.count = 3
    renamed(thing, "первое", 20)

    (change,) = difference([thing], NOON, NOON + timedelta(minutes=1))
    assert [(one.field, one.before, one.after) for one in change.fields] == [("count", "0", "3")]


def test_a_large_text_is_shown_in_words_before_and_after(thing: Thing) -> None:
    """Not by its hash."""
    thing.story = "Жила-была"
    renamed(thing, "второе", 10)

    told = {one.field: (one.before, one.after) for one in changes_of([thing])[-1].fields}
    assert told["story"] == ("", "Жила-была")


def test_a_deleted_row_stood_until_it_was_deleted(thing: Thing) -> None:
    """It is found by its versions."""
    gone = Thing(pk=thing.pk)
    with clock.at(NOON + timedelta(seconds=30)):
        thing.delete()

    assert [name_at(gone, second) for second in (29, 30)] == ["первое", None]
