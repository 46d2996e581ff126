"""A service of the agency with its regulation, and a request for it at each step of its road."""

from datetime import date
from typing import Any

from citizens.models import Case, CaseKind, Channel
from citizens.services import PersonData
from documents import services as documents
from documents.models import Document
from documents.services import AppealCard
from history import clock
from tests.workflows.designing import CODE, a_type, in_force
from tests.world import World
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, desk, letters, serving
from workflows.serving import Verdict

UNREADABLE, NOTHING_HELD = "Текст не поддаётся прочтению", "Сведений в реестре нет"


def a_service(**more: Any) -> dict[str, Any]:
    """The content of a type that is a service with a term of ten working days."""
    regulation: dict[str, Any] = {"days": 10, "paper_grounds": [UNREADABLE], "refusal_grounds": [NOTHING_HELD]}
    return a_type(kind=CaseKind.SERVICE, name="Выписка", name_en="Extract", **{**regulation, **more})


def registered(world: World, received_on: date | None = None, **more: Any) -> Case:
    """A request for the service, in the journal."""
    in_force(world, a_service(**more))
    card = AppealCard(
        kind=CaseKind.SERVICE,
        channel=Channel.POST,
        summary="Выписка о доме 5",
        text="Прошу выдать выписку.",
        received_on=received_on or clock.today(),
        new_applicant=PersonData("Фролова", "f", "Мария", "Степановна", "ул. Соборная, д. 14, кв. 7"),
        of_type=CODE,
    )
    return documents.register_appeal(actor=world.person("clerk"), agency=world.office.agency, appeal=card)


def item_of(case: Case, kind: str) -> WorkItem:
    """The open work of a kind."""
    return WorkItem.objects.get(case=case, kind=kind, done_at__isnull=True)


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
    case = decided(world, verdict)
    serving.confirm_decision(actor=world.person("leader"), item=item_of(case, WorkKind.CONFIRM))
    case.refresh_from_db()
    return case


def answered(world: World, case: Case) -> Document:
    """The result as a letter that was dispatched."""
    letter = world.registered(world.signed(world.submitted(case, world.draft("answer"))))
    letters.dispatch(actor=world.person("clerk"), item=item_of(case, WorkKind.DISPATCH), channel=Channel.POST)
    return letter


def off_control(world: World, case: Case) -> Case:
    """The result was dispatched, the executor reported, the controller took the case off control."""
    answered(world, case)
    cases.report(actor=world.person("executor"), item=item_of(case, WorkKind.EXECUTE), text="Направлено.")
    cases.take_off_control(actor=world.person("controller"), item=item_of(case, WorkKind.CONTROL))
    case.refresh_from_db()
    return case
