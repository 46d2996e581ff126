"""What forms of the desk offer before anybody has typed."""

import pytest

from documents.models import FileIndex, LetterTemplate
from history import clock
from tests.world import World
from workflows.forms.letters import FileIndexForm
from workflows.models import WorkKind

pytestmark = pytest.mark.django_db


def test_a_paper_of_an_appeal_is_offered_the_index_of_appeals(world: World) -> None:
    """Whatever letters its title begins with, and not the journal of registration."""
    agency, unit = world.office.agency, world.office.units["02"]
    for index, title in (("01-02", "Приказы"), ("02-05", "Журнал регистрации обращений граждан")):
        FileIndex.objects.create(agency=agency, unit=unit, year=clock.today().year, index=index, title=title)
    case = world.appeal()
    world.resolved(case)
    letter = world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER)))

    form = FileIndexForm(
        employee=world.person("clerk"), item=world.item(WorkKind.REGISTER_LETTER, document=letter), data=None
    )

    assert FileIndex.objects.get(pk=form.initial["file_index"]).index == "02-07"
