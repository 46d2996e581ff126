"""A complaint about a service at each step of its road, and the request that it is about."""

from typing import Any

from agencies import services as agencies
from agencies.models import Employee, Role
from agencies.services import NewPost
from citizens.models import Appealed, Case, CaseKind
from history import clock
from tests.people import LOADER, PASSWORD, SINCE
from tests.workflows import serving as requests
from tests.workflows.of_services import by_the_head, entered, item_of
from tests.world import World
from workflows.models import WorkItem, WorkKind
from workflows.services import cases, complaining, desk, serving
from workflows.services.passing import forward
from workflows.serving import Verdict


def request_decided(world: World) -> Case:
    """A request that the executor and the head refused."""
    return requests.confirmed(world, Verdict.REFUSED)


def registered(
    world: World, about: Case | None = None, appealed: str = Appealed.REFUSAL, by: Employee | None = None, **more: Any
) -> Case:
    """A complaint in the journal, entered by the clerk or by somebody else."""
    values: dict[str, Any] = {
        "kind": CaseKind.SERVICE_COMPLAINT,
        "summary": "Жалоба на отказ в выписке",
        "text": "В выписке отказали без причины.",
        "appealed": appealed,
        "about": about,
    }
    return entered(world, by, **(values | more))


def resolved(world: World, case: Case, executor: Employee) -> Case:
    """The head gave it to who considers it, who has it in work."""
    cases.issue_resolution(
        actor=world.person("leader"),
        item=item_of(case, WorkKind.RESOLVE),
        executor=executor,
        text="Прошу рассмотреть.",
        due_on=case.due_on,
    )
    desk.take(actor=executor, item=item_of(case, WorkKind.EXECUTE))
    case.refresh_from_db()
    return case


def prepared(world: World, case: Case, **more: Any) -> Case:
    """A decision to satisfy it awaits the head."""
    values: dict[str, Any] = {
        "verdict": Verdict.SATISFIED,
        "ground": "",
        "text": "Запись в реестре есть.",
        "measures": "Выписка выдаётся",
        "measures_by": clock.today(),
    }
    case.refresh_from_db()
    assert case.executor is not None
    item = item_of(case, WorkKind.EXECUTE)
    serving.prepare_decision(actor=case.executor, item=item, **(values | more))
    case.refresh_from_db()
    return case


def confirmed(world: World, **more: Any) -> Case:
    """A complaint that is decided and is to be answered."""
    case = resolved(world, registered(world), world.person("executor"))
    prepared(world, case, **more)
    return by_the_head(world, case)


def noted(item: WorkItem) -> None:
    """Materials with signs of an offence went to the prosecutor."""
    assert item.assignee is not None
    complaining.tell_prosecutor(
        actor=item.assignee,
        item=item,
        signs="Требовали плату.",
        found_on=clock.today(),
        sent_to="Прокуратура города",
        sent_on=clock.today(),
    )


def forwarded(world: World, item: WorkItem) -> None:
    """The committee decides on it: both letters are drafted."""
    assert item.assignee is not None
    forward(
        actor=item.assignee,
        item=item,
        to=world.committee,
        cover=world.draft("forwarding"),
        notice=world.draft("notice"),
        questions=[],
    )


def second_head(world: World) -> Employee:
    """Another head of the ministry, beside the leader."""
    return agencies.hire(
        actor=LOADER,
        employee=Employee(
            username="deputy", last_name="Белов", first_name="Игорь", patronymic="Львович", sex="m", phone="22-14-06"
        ),
        password=PASSWORD,
        post=NewPost(unit=world.office.units["01"], title="заместитель министра", role=Role.LEADER, starts_on=SINCE),
    )
