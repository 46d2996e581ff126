"""Touch time: counted while the work is open and active, never while it waits; seen and corrected by its person."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from history import clock
from tests.codes import codes
from tests.world import World
from workflows import selectors
from workflows.models import Effort, WorkItem
from workflows.services import desk, effort, timekeeping

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F06", "X06")]
NINE = datetime(2026, 10, 12, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def item(world: World) -> WorkItem:
    """Work that the executor has taken."""
    return world.resolved(world.appeal())


def active(world: World, item: WorkItem, *seconds: int) -> None:
    """The page reports activity at these seconds after nine."""
    for second in seconds:
        with clock.at(NINE + timedelta(seconds=second)):
            effort.touch(actor=world.person("executor"), item=item)


def test_activity_adds_up_and_a_silence_is_not_counted(world: World, item: WorkItem) -> None:
    """One minute, a break of an hour, half a minute."""
    active(world, item, 0, 30, 60, 3660, 3690)

    assert selectors.spent_on_item(item, world.person("executor")) == timedelta(seconds=90)


def test_only_one_work_counts_at_a_time(world: World, item: WorkItem) -> None:
    """Turning to other work stops the first."""
    other = world.resolved(world.appeal())
    active(world, item, 0, 30)
    active(world, other, 40, 70)

    assert Effort.objects.filter(is_running=True).count() == 1
    assert selectors.spent_on_item(item, world.person("executor")) == timedelta(seconds=30)
    assert selectors.spent_on_item(other, world.person("executor")) == timedelta(seconds=30)


def test_a_pause_ends_the_stretch(world: World, item: WorkItem) -> None:
    """What comes after it begins anew."""
    active(world, item, 0, 30)
    effort.pause(actor=world.person("executor"), item=item)
    active(world, item, 60, 90)

    assert selectors.spent_on_item(item, world.person("executor")) == timedelta(seconds=60)


def test_work_that_was_not_taken_counts_nothing(world: World, item: WorkItem) -> None:
    """Nor does work that was laid down, nor another person's."""
    desk.release(actor=world.person("executor"), item=item)

    assert effort.touch(actor=world.person("executor"), item=WorkItem.objects.get(pk=item.pk)) is None
    with pytest.raises(PermissionDenied):
        effort.touch(actor=world.person("stranger"), item=item)


def test_a_silence_within_the_rule_of_the_agency_goes_on_as_activity(world: World, item: WorkItem) -> None:
    """Three minutes are usual; the controller says otherwise, from then on."""
    active(world, item, 0, 170)
    timekeeping.set_idle_cut(actor=world.person("controller"), agency=world.office.agency, minutes=1)
    active(world, item, 260, 290)

    assert selectors.spent_on_item(item, world.person("executor")) == timedelta(seconds=200)


def test_two_pages_of_one_work_count_once(world: World, item: WorkItem) -> None:
    """Both speak within the same minute."""
    active(world, item, 0, 5, 30, 35, 60)

    assert selectors.spent_on_item(item, world.person("executor")) == timedelta(seconds=60)


@pytest.mark.parametrize("minutes", [0, 31])
def test_counting_stops_within_half_an_hour(world: World, minutes: int) -> None:
    """The rule knows from one to thirty minutes."""
    with pytest.raises(ValidationError) as refused:
        timekeeping.set_idle_cut(actor=world.person("controller"), agency=world.office.agency, minutes=minutes)

    assert codes(refused) == ["idle-minutes-out-of-range"]


@pytest.mark.parametrize("name", ["executor", "leader", "administrator", "other.controller"])
def test_only_the_controller_of_the_agency_keeps_its_time(world: World, name: str) -> None:
    """The rule, and the months."""
    person, agency = world.person(name), world.office.agency

    with pytest.raises(PermissionDenied):
        timekeeping.set_idle_cut(actor=person, agency=agency, minutes=5)
    with pytest.raises(PermissionDenied):
        timekeeping.close_month(actor=person, agency=agency, month=NINE.date())
