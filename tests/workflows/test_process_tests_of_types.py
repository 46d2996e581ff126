"""A test of a process walks the steps that the agency added to its types of cases."""

import pytest

from tests.workflows.designing import a_field, a_step, a_type, in_force
from tests.world import World
from workflows.trials.running import run

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F52", "X10")]
TO_THE_STEP = """Appeal: by post; question: When will the roof be repaired?; type of case: {type}
Head of the agency: Issue the resolution; responsible executor: executor
Executor: Take into work
Executor: Outcomes of the questions; outcome: withdrawn; ground: Letter of the applicant
Executor: Report the execution; what was done: Withdrawn by the applicant.
"""


@pytest.mark.parametrize("name", ["heritage", "Обращение о памятнике", "appeal about a monument"])
def test_an_added_step_is_walked_by_its_button(world: World, name: str) -> None:
    """The type is named by its code or by its name in any language."""
    in_force(world, a_type(a_step(who="head")))

    report = run(
        TO_THE_STEP.format(type=name)
        + "Controller: Take off control; refused: no-work\nHead of a unit: Done\nController: Take off control\n",
        world.office.agency,
    )

    assert report.failure == ""
    assert report.is_passed


def test_a_field_of_the_type_is_filled_in_and_missing_it_is_refused(world: World) -> None:
    """As at the registration in the page."""
    in_force(world, a_type(fields=(a_field(),)))

    filled = run("Appeal: by post; type of case: heritage; field: object = House on the square\n", world.office.agency)
    missing = run("Appeal: by post; type of case: heritage\n", world.office.agency)

    assert filled.is_passed, filled.failure
    assert not missing.is_passed


def test_a_type_that_there_is_not_is_told_with_those_that_there_are(world: World) -> None:
    """By their codes."""
    in_force(world, a_type())

    report = run("Appeal: by post; type of case: houses\n", world.office.agency)

    assert "heritage" in report.failure
