"""What an office gathers beside its cases: templates, words, files in work, marked papers, a plan, a type."""

from datetime import timedelta
from typing import cast

from agencies import services as agencies
from agencies.models import Agency, Employee, Unit
from documents import services
from documents.models import Flow, Journal
from history import clock
from tests import people, stage
from tests.workflows.designing import an_appeal, design_of
from tests.world import World
from workflows.models import WorkItem, WorkKind


class Furnished:
    """The demo's office where the tests' builders look for theirs."""

    def __init__(self, agency: Agency, logins: dict[str, str]) -> None:
        self.agency = agency
        self.units = {unit.code: unit for unit in Unit.objects.filter(agency=agency)}
        self._logins = logins

    def person(self, role: str) -> Employee:
        """Who has the role, their posts read anew."""
        return Employee.objects.get(username=self._logins[role])


def furnish(agency: Agency, logins: dict[str, str]) -> None:
    """One of everything that no case brings with it; ``logins`` by the tests' names of roles."""
    world = World(cast(people.Office, Furnished(agency, logins)))
    keeper, executor = world.person("controller"), world.person("executor")
    stage.revised_template(world)
    stage.corrected_word(world)
    restricted = stage.restricted_letter(world)
    services.name_person(actor=world.person("clerk"), paper=restricted, employee=executor, reason="Для ответа.")
    held = WorkItem.objects.filter(agency=agency, assignee=executor, kind=WorkKind.EXECUTE, done_at__isnull=True)
    begun = held.latest("id")
    assert begun.case is not None
    stage.worked_on(world, begun.case.documents.earliest("id"))
    stage.remind(begun.case)
    services.save_filter(actor=executor, name="Крыши", asked="q=%D0%BA%D1%80%D1%8B%D1%88%D0%B0", sharing="unit")
    journal = Journal.objects.get(agency=agency, flow=Flow.INCOMING)
    services.reserve_number(actor=keeper, journal=journal, reason="Для письма прокуратуры")
    day = clock.today() + timedelta(days=200)
    agencies.enter_absence(actor=executor, employee=executor, kind="leave", starts_on=day, ends_on=day, substitutes={})
    services.draft_plan(actor=keeper, agency=agency, year=clock.today().year + 1)
    design_of(world)
    an_appeal(world, values={"object": "Дом купца Хлебникова"})
    stage.a_process_test(world)
