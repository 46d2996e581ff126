"""What tests of requests for services and of complaints about them share: entering, confirming, answering."""

from typing import Any

from agencies.models import Employee
from citizens.models import Case, Channel
from citizens.services import PersonData
from documents import services as documents
from documents.models import Document
from documents.services import AppealCard
from history import clock
from tests.world import World
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, letters, serving


def entered(world: World, by: Employee | None = None, **card: Any) -> Case:
    """A paper of Frolova's in the journal, entered by the clerk or by somebody else."""
    values: dict[str, Any] = {
        "channel": Channel.POST,
        "received_on": clock.today(),
        "new_applicant": PersonData("Фролова", "f", "Мария", "Степановна", "ул. Соборная, д. 14, кв. 7"),
    }
    appeal = AppealCard(**(values | card))
    return documents.register_appeal(actor=by or world.person("clerk"), agency=world.office.agency, appeal=appeal)


def item_of(case: Case, kind: str) -> WorkItem:
    """The open work of a kind."""
    return WorkItem.objects.get(case=case, kind=kind, done_at__isnull=True)


def by_the_head(world: World, case: Case) -> Case:
    """Its decision is confirmed, and the result or the answer is to be issued."""
    serving.confirm_decision(actor=world.person("leader"), item=item_of(case, WorkKind.CONFIRM))
    case.refresh_from_db()
    return case


def answered(world: World, case: Case) -> Document:
    """The result or the answer as a letter that was dispatched."""
    letter = world.registered(world.signed(world.submitted(case, world.draft("answer"))))
    letters.dispatch(actor=world.person("clerk"), item=item_of(case, WorkKind.DISPATCH), channel=Channel.POST)
    return letter


def off_control(world: World, case: Case) -> Case:
    """The letter was dispatched, the executor reported, the controller took the case off control."""
    answered(world, case)
    cases.report(actor=world.person("executor"), item=item_of(case, WorkKind.EXECUTE), text="Направлено.")
    cases.take_off_control(actor=world.person("controller"), item=item_of(case, WorkKind.CONTROL))
    case.refresh_from_db()
    return case
