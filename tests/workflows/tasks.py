"""Assignments on a letter in every state that lies with somebody, for tests of pages."""

from dataclasses import dataclass
from datetime import timedelta

from documents.models import Document
from history import clock
from tests.documents.archive import letter
from tests.world import World
from workflows.assigned import Assignment
from workflows.models import WorkItem
from workflows.services import assignments
from workflows.services.assignments import Point


@dataclass
class Tasks:
    """A letter, and a point on it in work with a co-executor, for which a longer term was asked."""

    letter: Document
    point: Assignment


def tasks_of(world: World) -> Tasks:
    """One assignment that awaits its acceptance, one in work, a disputed one, a reported one, and a draft."""
    leader, executor, stranger = (world.person(role) for role in ("leader", "executor", "stranger"))
    paper = letter(world, "17-04/90")

    def point(text: str, role: str, *others: str, **more: object) -> Point:
        return Point(
            text=text,
            executor=world.person(role),
            co_executors=[world.person(name) for name in others],
            due_on=clock.today() + timedelta(days=10),
            **more,  # type: ignore[arg-type]  # what a test names
        )

    at_work, disputed, reported, _new = assignments.issue(
        actor=leader,
        paper=paper,
        points=[
            point("Подготовить смету ремонта водовода.", "executor", "stranger"),
            point("Проверить договор с подрядчиком.", "stranger"),
            point("Осмотреть водовод.", "executor", controller=world.person("controller")),
            point("Сообщить о сроках работ.", "executor", clause="п. 3"),
        ],
    )
    assignments.issue(
        actor=world.person("clerk"), paper=paper, points=[point("Доложить об исполнении.", "executor")], issuer=leader
    )
    for one in (at_work, reported):
        assignments.accept(actor=executor, item=_work(one))
        assignments.begin(actor=executor, item=_work(one))
    assignments.report(actor=executor, item=_work(reported), text="Водовод осмотрен.")
    assignments.dispute(actor=stranger, item=_work(disputed), reason="Договор заключал отдел 05.")
    assignments.accept(actor=stranger, item=_work(at_work.inputs.get()))
    assignments.begin(actor=stranger, item=_work(at_work.inputs.get()))
    day = clock.today() + timedelta(days=14)
    assignments.ask_longer(actor=executor, assignment=at_work, due_on=day, reason="Ждём сведений подрядчика.")
    return Tasks(paper, Assignment.objects.get(pk=at_work.pk))


def _work(assignment: Assignment) -> WorkItem:
    return WorkItem.objects.get(assignment=assignment, done_at__isnull=True)
