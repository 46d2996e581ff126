"""What a person needs costs what lies with them, whatever else there is: their questions go by partial indexes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from agencies.models import Employee
from tests.world import World
from workflows import list_selectors, load_selectors, time_selectors
from workflows.handing import held_by
from workflows.models import WorkItem

# SQLite says its plan whatever the number of rows, and proves a condition by its text alone; PostgreSQL sees through
# parameters, and plans by the number of rows: `make bench` measures both.
pytestmark = [pytest.mark.django_db, pytest.mark.embedded_only]

QUESTIONS: dict[str, Callable[[Employee], Any]] = {
    "with me": lambda person: WorkItem.objects.laid_with(person).count(),
    "awaited": lambda person: list_selectors.awaited(person).count(),
    "followed": lambda person: list_selectors.followed(person).count(),
    "to hand over": held_by,
    "load": lambda person: load_selectors.loads_of(person.current_posts[0].unit.agency, [person.pk]),
    "time": lambda person: list(time_selectors.work_for_time(person)),
}


def steps(ask: Callable[[], Any]) -> list[str]:
    """The steps of the plans of all questions about work that are asked, with their parameters."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if '"workflows_workitem"' in sql:
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    found = []
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            found += [str(row[3]) for row in cursor.fetchall()]
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_of_a_person_walks_the_work_of_all(world: World, question: str) -> None:
    """Nor all that the person has ever done."""
    world.resolved(world.appeal())

    plan = steps(lambda: QUESTIONS[question](world.person("executor")))

    assert any("workitem" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN")] == []


def test_only_codes_stand_in_the_text_of_a_question() -> None:
    """What anybody typed never does."""
    with pytest.raises(ValueError, match="is no code"):
        list(WorkItem.objects.filter(state__among=["open') --"]).values_list("pk"))
