"""Own time by hand: added, corrected and deleted with a reason; never twice, never ahead, never in a closed month."""

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history import clock
from history import selectors as record
from tests.codes import codes
from tests.world import World
from workflows import selectors, time_selectors
from workflows.models import Effort, WorkItem
from workflows.services import effort, own_time, timekeeping
from workflows.timekeeping import ClosedMonth

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F06", "X06")]
NINE = datetime(2026, 10, 12, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))
DAY = timedelta(days=1)


@pytest.fixture
def item(world: World) -> WorkItem:
    """Work that the executor has taken."""
    return world.resolved(world.appeal())


def active(world: World, item: WorkItem, *seconds: int) -> None:
    """The page reports activity at these seconds after nine."""
    for second in seconds:
        with clock.at(NINE + timedelta(seconds=second)):
            effort.touch(actor=world.person("executor"), item=item)


def added(world: World, item: WorkItem, begins: int, ends: int, reason: str = "Читала бумажное дело") -> Effort:
    """The executor adds time, in minutes after nine."""
    return own_time.add_effort(
        actor=world.person("executor"),
        item=item,
        starts_at=NINE + timedelta(minutes=begins),
        ends_at=NINE + timedelta(minutes=ends),
        reason=reason,
    )


def test_time_is_corrected_with_a_reason_and_the_correction_stands_in_the_record(world: World, item: WorkItem) -> None:
    """Before and after."""
    active(world, item, 0, 30)
    stretch = Effort.objects.get()

    own_time.correct_effort(
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
        own_time.correct_effort(
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
        own_time.correct_effort(
            actor=world.person("unit_head"),
            effort=Effort.objects.get(),
            starts_at=NINE,
            ends_at=NINE + timedelta(minutes=1),
            reason="r",
        )


def test_time_is_added_to_own_work_with_a_reason(world: World, item: WorkItem) -> None:
    """It counts as any other, and the record tells who added it and why."""
    added(world, item, 0, 90)

    assert item.case is not None
    assert selectors.spent_on_case(item.case)[0].time == timedelta(minutes=90)
    told = next(act for act in record.timeline(item.case) if act.verb == "workflows.effort_added")
    assert told.data["reason"] == "Читала бумажное дело"


def test_nobody_adds_time_to_work_of_others(world: World, item: WorkItem) -> None:
    """Not even their head."""
    with pytest.raises(PermissionDenied):
        own_time.add_effort(
            actor=world.person("unit_head"), item=item, starts_at=NINE, ends_at=NINE + timedelta(hours=1), reason="r"
        )


def test_added_time_ends_what_runs_so_that_neither_counts_twice(world: World, item: WorkItem) -> None:
    """The stretch under way reaches to its last activity, though that was not saved yet."""
    active(world, item, 0, 120, 240)
    with clock.at(NINE + timedelta(minutes=5)):
        with pytest.raises(ValidationError) as refused:
            added(world, item, 3, 5)
        added(world, item, 4, 5)
    active(world, item, 300, 330)

    assert codes(refused) == ["effort-overlaps"]
    assert selectors.spent_on_item(item, world.person("executor")) == timedelta(minutes=5, seconds=30)


def test_deleted_time_counts_no_more_and_stands_in_the_record(world: World, item: WorkItem) -> None:
    """From when until when it was, and why it went."""
    stretch = added(world, item, 0, 30)

    own_time.delete_effort(actor=world.person("executor"), effort=stretch, reason="Не то дело")

    assert item.case is not None
    assert selectors.spent_on_case(item.case) == []
    told = next(act for act in record.timeline(item.case) if act.verb == "workflows.effort_deleted")
    assert (told.data["before"][0], told.data["reason"]) == (NINE.isoformat(), "Не то дело")


@pytest.mark.parametrize("name", ["unit_head", "leader", "controller"])
def test_nobody_deletes_another_persons_time(world: World, item: WorkItem, name: str) -> None:
    """It stays."""
    stretch = added(world, item, 0, 30)

    with pytest.raises(PermissionDenied):
        own_time.delete_effort(actor=world.person(name), effort=stretch, reason="r")

    assert Effort.objects.filter(pk=stretch.pk).exists()


def test_time_is_not_deleted_without_a_reason(world: World, item: WorkItem) -> None:
    """It stays."""
    stretch = added(world, item, 0, 30)

    with pytest.raises(ValidationError) as refused:
        own_time.delete_effort(actor=world.person("executor"), effort=stretch, reason=" ")

    assert codes(refused) == ["reason-missing"]


def test_a_closed_month_refuses_every_change_until_it_is_opened_again(world: World, item: WorkItem) -> None:
    """Adding, correcting, moving into it, deleting."""
    stretch, executor = added(world, item, 0, 30), world.person("executor")
    controller, agency = world.person("controller"), world.office.agency
    after = NINE + 22 * DAY
    own_time.add_effort(actor=executor, item=item, starts_at=after, ends_at=after + timedelta(hours=1), reason="r")
    later = Effort.objects.get(starts_at=after)
    closed = timekeeping.close_month(actor=controller, agency=agency, month=NINE.date())

    for attempt in (
        lambda: added(world, item, 60, 90),
        lambda: own_time.delete_effort(actor=executor, effort=stretch, reason="r"),
        lambda: own_time.correct_effort(
            actor=executor, effort=stretch, starts_at=after + DAY, ends_at=after + DAY + timedelta(hours=1), reason="r"
        ),
        lambda: own_time.correct_effort(
            actor=executor, effort=later, starts_at=NINE + DAY, ends_at=NINE + DAY + timedelta(hours=1), reason="r"
        ),
    ):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert codes(refused) == ["month-closed"]

    timekeeping.open_month(actor=controller, closed=closed, reason="Ошибка в учёте")
    own_time.delete_effort(actor=executor, effort=stretch, reason="r")
    assert Effort.objects.filter(employee=executor).count() == 1


def test_a_month_is_closed_once_and_when_it_is_over(world: World) -> None:
    """Opening it again takes a reason."""
    controller, agency = world.person("controller"), world.office.agency
    closed = timekeeping.close_month(actor=controller, agency=agency, month=NINE.date())

    with pytest.raises(ValidationError) as twice:
        timekeeping.close_month(actor=controller, agency=agency, month=NINE.date())
    with pytest.raises(ValidationError) as early:
        timekeeping.close_month(actor=controller, agency=agency, month=clock.today())
    with pytest.raises(ValidationError) as wordless:
        timekeeping.open_month(actor=controller, closed=closed, reason="")

    assert [codes(one) for one in (twice, early, wordless)] == [
        ["month-closed"],
        ["month-not-over"],
        ["reason-missing"],
    ]
    assert ClosedMonth.objects.count() == 1


def test_a_stretch_over_midnight_counts_in_both_days(world: World, item: WorkItem) -> None:
    """To each what lies within it."""
    own_time.add_effort(
        actor=world.person("executor"),
        item=item,
        starts_at=NINE.replace(hour=23),
        ends_at=NINE.replace(hour=23) + timedelta(hours=3),
        reason="Авария",
    )

    first, second = time_selectors.days_of(world.person("executor"), NINE.date(), NINE.date() + DAY)

    assert (first.total, second.total) == (timedelta(hours=1), timedelta(hours=2))


Stretch = tuple[int, int]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(wanted=st.lists(st.tuples(st.integers(-1500, 1500), st.integers(-10, 1600)), min_size=1, max_size=8))
def test_whatever_a_person_adds_no_minute_counts_twice_and_no_day_has_more_than_24_hours(
    world: World, item: WorkItem, wanted: list[Stretch]
) -> None:
    """What would break it is refused with a code, and changes nothing."""
    for stretch in Effort.objects.all():
        own_time.delete_effort(actor=world.person("executor"), effort=stretch, reason="r")
    known = {"effort-overlaps", "effort-too-long", "effort-ends-before-start"}
    for begins, length in wanted:
        before, refused = Effort.objects.count(), None
        try:
            added(world, item, begins, begins + length)
        except ValidationError as error:
            refused = {str(one.code) for errors in error.error_dict.values() for one in errors}
        assert refused is None or refused <= known
        assert Effort.objects.count() == before + (refused is None)

    kept = sorted(Effort.objects.values_list("starts_at", "ends_at"))
    assert all(one[1] <= following[0] for one, following in itertools.pairwise(kept))
    days = time_selectors.days_of(world.person("executor"), NINE.date() - 2 * DAY, NINE.date() + 3 * DAY)
    assert all(day.total <= timedelta(hours=24) for day in days)
    assert sum((day.total for day in days), timedelta()) == sum((ends - begins for begins, ends in kept), timedelta())


def test_a_person_sees_adds_corrects_and_deletes_their_time_in_pages(world: World, item: WorkItem) -> None:
    """Each act leads back to the week of it."""
    client = Client()
    client.force_login(world.person("executor"), backend="agencies.backends.EmployeeBackend")
    sent = {"item": item.pk, "starts_at": "2026-10-12T10:00", "ends_at": "2026-10-12T11:30", "reason": "Выезд"}

    client.post(reverse("workflows:effort-add"), sent)
    stretch = Effort.objects.get()
    week = client.get(reverse("workflows:my-time"), {"day": "2026-10-14"})
    client.post(reverse("workflows:correct-effort", args=[stretch.pk]), sent | {"ends_at": "2026-10-12T12:00"})
    corrected = client.get(reverse("workflows:my-time"), {"day": "2026-10-12", "span": "day"})
    client.post(reverse("workflows:effort-delete", args=[stretch.pk]), {"reason": "Ошибка"})

    assert week.context["total"] == timedelta(minutes=90)
    assert "Выезд" in week.text
    assert corrected.context["total"] == timedelta(hours=2)
    assert not Effort.objects.exists()
