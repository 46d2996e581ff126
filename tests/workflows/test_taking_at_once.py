"""Many clerks at the same moment: one takes the work, the others are told who has it."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from agencies.models import Employee, Role
from history import clock
from tests.agencies.building import a_person
from tests.citizens.test_merging_at_once import at_once
from tests.world import World
from workflows.models import WorkItem, WorkKind, WorkState
from workflows.services import desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F23")]
# SQLite lets one write at a time, so more of them would only wait.
CLERKS = 50 if connection.vendor == "postgresql" else 4


def test_of_many_who_take_the_same_work_one_wins_and_each_other_is_told_who(world: World) -> None:
    """Nobody is told that they have it who has not."""
    unit = world.office.units["02"]
    item = WorkItem.objects.create(
        agency=world.office.agency,
        kind=WorkKind.DELIVERY_PROBLEM,
        queue_unit=unit,
        queue_role=Role.CLERK,
        title="Не доставлено",
        due_on=clock.today(),
        created_at=clock.now(),
    )
    clerks = [a_person(unit, f"clerk_{number}", role=Role.CLERK) for number in range(CLERKS)]
    told: list[str] = []

    def taking(clerk: Employee) -> None:
        try:
            desk.take(actor=clerk, item=item)
        except ValidationError as refused:
            told.extend(refused.messages)
            raise

    came = at_once(*(partial(taking, clerk) for clerk in clerks))

    taken = WorkItem.objects.get(pk=item.pk)
    assert came == ["done"] + ["taken-by-other"] * (CLERKS - 1)
    assert taken.state == WorkState.TAKEN
    assert taken.assignee is not None
    assert len(told) == CLERKS - 1
    assert all(taken.assignee.short_name in words for words in told)
