"""The desk: what lies with whom, counters, claiming from a queue, laying down."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services as agencies
from agencies.models import Employee, Role
from agencies.services import NewPost
from tests.codes import codes
from tests.people import LOADER, SINCE
from tests.world import World
from workflows import selectors
from workflows.models import WorkKind, WorkState
from workflows.services import desk

pytestmark = pytest.mark.django_db


def second_leader(world: World) -> Employee:
    """Another head, who shares the queue of resolutions."""
    return agencies.hire(
        actor=LOADER,
        employee=Employee(username="second", last_name="Второй", first_name="Пётр", sex="m"),
        password=None,
        post=NewPost(world.office.units["01"], "заместитель министра", Role.LEADER, SINCE),
    )


@pytest.mark.feature("F23")
def test_counters_equal_their_lists(world: World) -> None:
    """For every person and every queue."""
    world.resolved(world.appeal())
    world.appeal()

    for name in ("clerk", "leader", "executor", "unit_head", "controller", "stranger"):
        person = world.person(name)
        for kind, count in selectors.counters(person).items():
            assert selectors.desk(person, kind).count() == count, (name, kind)


def test_a_queue_shows_only_what_the_post_is_for(world: World) -> None:
    """The executor has no queue of resolutions, the stranger nothing at all."""
    world.appeal()

    assert WorkKind.RESOLVE not in selectors.counters(world.person("executor"))
    assert selectors.desk(world.person("leader"), WorkKind.RESOLVE).count() == 1
    assert selectors.desk(world.person("stranger")).count() == 0


def test_the_second_of_two_who_take_the_same_work_is_told_who_has_it(world: World) -> None:
    """One wins."""
    case = world.appeal()
    item = world.item(WorkKind.RESOLVE, case)
    desk.take(actor=world.person("leader"), item=item)

    with pytest.raises(ValidationError, match="Сомова") as refused:
        desk.take(actor=second_leader(world), item=item)

    assert codes(refused) == ["taken-by-other"]


def test_work_laid_down_returns_to_its_queue(world: World) -> None:
    """For whoever takes it next."""
    case = world.appeal()
    item = desk.take(actor=world.person("leader"), item=world.item(WorkKind.RESOLVE, case))

    desk.release(actor=world.person("leader"), item=item)

    again = world.item(WorkKind.RESOLVE, case)
    assert (again.state, again.assignee) == (WorkState.OPEN, None)
    assert desk.take(actor=second_leader(world), item=again).state == WorkState.TAKEN


@pytest.mark.feature("F38")
@pytest.mark.parametrize("name", ["clerk", "stranger", "auditor", "unit_head", "other.leader"])
def test_nobody_takes_work_of_a_queue_that_is_not_theirs(world: World, name: str) -> None:
    """The item stays where it lies."""
    case = world.appeal()

    with pytest.raises(PermissionDenied):
        desk.take(actor=world.person(name), item=world.item(WorkKind.RESOLVE, case))

    assert world.item(WorkKind.RESOLVE, case).assignee is None
