"""A service of the agency with its regulation, and a request for it at each step of its road."""

from datetime import date
from typing import Any

from citizens.models import Case, CaseKind
from history import clock
from tests.workflows.designing import CODE, a_type, in_force
from tests.workflows.of_services import by_the_head, entered, item_of
from tests.world import World
from workflows.designed import DesignVersion
from workflows.models import WorkKind
from workflows.services import desk, serving
from workflows.serving import Verdict

UNREADABLE, NOTHING_HELD = "Текст не поддаётся прочтению", "Сведений в реестре нет"


def a_service(**more: Any) -> dict[str, Any]:
    """The content of a type that is a service with a term of ten working days."""
    regulation: dict[str, Any] = {"days": 10, "paper_grounds": [UNREADABLE], "refusal_grounds": [NOTHING_HELD]}
    return a_type(kind=CaseKind.SERVICE, name="Выписка", name_en="Extract", **{**regulation, **more})


def registered(world: World, received_on: date | None = None, **more: Any) -> Case:
    """A request for the service, in the journal."""
    if not DesignVersion.objects.in_force().filter(design__agency=world.office.agency, design__code=CODE).exists():
        in_force(world, a_service(**more))
    return entered(
        world,
        kind=CaseKind.SERVICE,
        summary="Выписка о доме 5",
        text="Прошу выдать выписку.",
        received_on=received_on or clock.today(),
        of_type=CODE,
    )


def accepted(world: World) -> Case:
    """A request whose papers were accepted, in work with its executor."""
    case = registered(world)
    executor = world.person("executor")
    serving.accept_papers(actor=world.person("clerk"), item=item_of(case, WorkKind.CHECK_PAPERS), executor=executor)
    desk.take(actor=executor, item=item_of(case, WorkKind.EXECUTE))
    case.refresh_from_db()
    return case


def decided(world: World, verdict: str = Verdict.GRANTED) -> Case:
    """A request whose decision awaits the head."""
    case = accepted(world)
    serving.prepare_decision(
        actor=world.person("executor"),
        item=item_of(case, WorkKind.EXECUTE),
        verdict=verdict,
        ground=NOTHING_HELD if verdict == Verdict.REFUSED else "",
        text="Запись 17 реестра.",
    )
    case.refresh_from_db()
    return case


def confirmed(world: World, verdict: str = Verdict.GRANTED) -> Case:
    """A request whose result is to be issued."""
    return by_the_head(world, decided(world, verdict))
