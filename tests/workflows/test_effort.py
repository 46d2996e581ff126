"""Touch time: counted while the work is open and active, never while it waits; seen and corrected by its person."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from history import clock
from history import selectors as record
from tests.codes import codes
from tests.world import World
from workflows import selectors
from workflows.models import Effort, WorkItem
from workflows.services import desk, effort

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


def test_time_is_corrected_with_a_reason_and_the_correction_stands_in_the_record(world: World, item: WorkItem) -> None:
    """Before and after."""
    active(world, item, 0, 30)
    stretch = Effort.objects.get()

    effort.correct_effort(
        actor=world.person("executor"),
        effort=stretch,
        starts_at=NINE - timedelta(minutes=20),
        ends_at=NINE + timedelta(minutes=10),
        reason="Читала бумажное дело",
    )

    assert selectors.spent_on_case(item.case)[0].time == timedelta(minutes=30)  # type: ignore[arg-type]
    assert "workflows.effort_corrected" in [act.verb for act in record.timeline(item.case)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("begins", "ends", "reason", "code"),
    [
        (0, 10, " ", "reason-missing"),
        (10, 10, "r", "effort-ends-before-start"),
        (0, 60 * 24 * 3000, "r", "effort-in-future"),
        (-60 * 30, 0, "r", "effort-too-long"),
        (115, 125, "r", "effort-overlaps"),
    ],
)
def test_an_impossible_correction_is_refused(
    world: World, item: WorkItem, begins: int, ends: int, reason: str, code: str
) -> None:
    """And the stretch stays as it was."""
    active(world, item, 0, 30, 7200, 7230)
    stretch = Effort.objects.order_by("starts_at")[0]
    before = (stretch.starts_at, stretch.ends_at)

    with pytest.raises(ValidationError) as refused:
        effort.correct_effort(
            actor=world.person("executor"),
            effort=stretch,
            starts_at=NINE + timedelta(minutes=begins),
            ends_at=NINE + timedelta(minutes=ends),
            reason=reason,
        )

    assert codes(refused) == [code]
    stretch.refresh_from_db()
    assert (stretch.starts_at, stretch.ends_at) == before


def test_nobody_corrects_another_persons_time(world: World, item: WorkItem) -> None:
    """Not even the head."""
    active(world, item, 0, 30)

    with pytest.raises(PermissionDenied):
        effort.correct_effort(
            actor=world.person("unit_head"),
            effort=Effort.objects.get(),
            starts_at=NINE,
            ends_at=NINE + timedelta(minutes=1),
            reason="r",
        )
