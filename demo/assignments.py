"""Assignments of the demo: a few in each state on the cases in work, given on the eve through the services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agencies.models import Employee
from citizens.models import Case, Stage
from demo.office import Office
from history import clock
from workflows.assigned import Assignment
from workflows.models import WorkItem
from workflows.services import assignments
from workflows.services.assignments import Point

_BEGINS = time(17, 0)
_STEP = timedelta(seconds=40)
_DONE = "Сведения подготовлены, приложены к делу."


@dataclass(frozen=True)
class Task:
    """An assignment of the head: what, to whom, in how many days from the eve, and how far it got by its steps."""

    text: str
    executor: str
    days: int
    steps: Sequence[str] = ()
    co_executors: Sequence[str] = ()
    controller: str = ""


TASKS = (
    Task("Подготовить справку о сроках капитального ремонта дома.", "timofeev", 6),
    Task("Проверить включение дома в краткосрочный план ремонта.", "timofeev", 0, ("accept", "begin")),
    Task(
        "Подготовить заключение о договоре с управляющей организацией.",
        "lapin",
        1,
        ("accept",),
        controller="krechetova",
    ),
    Task(
        "Согласовать с фондом капитального ремонта новый срок работ.",
        "ershov",
        8,
        ("accept", "begin", "pass_on"),
        ("lapin",),
    ),
    Task("Осмотреть дом с выездом на место, составить акт.", "timofeev", 3, ("accept", "begin", "report")),
    Task("Сверить площадь дома с техническим паспортом.", "timofeev", 3, ("accept", "begin", "report", "return")),
    Task("Уточнить, проводилось ли общее собрание собственников.", "lapin", 2, ("accept", "begin", "report", "done")),
    Task("Направить в дело копию акта осмотра прошлого года.", "timofeev", 5, ("cancel",)),
    Task("Разъяснить порядок замены лифта.", "lapin", 4, ("dispute",)),
)


def give(office: Office, eve: date) -> None:
    """Give the assignments, each on another case in work, and let their executors do what they did by then."""
    moments = _Moments(timezone.make_aware(datetime.combine(eve, _BEGINS)))
    found = Case.objects.filter(agency=office.agency, stage=Stage.IN_WORK, complained_of__isnull=True)
    for task, case in zip(TASKS, found.order_by("id"), strict=False):
        _walk(office, moments, task, _given(office, moments, task, case, eve))
    last = found.order_by("id").last()
    if last is not None:
        point = Point(text="Доложить о ходе рассмотрения.", executor=office.person("ershov"), due_on=eve + timedelta(7))
        with clock.at(moments.following()):
            assignments.issue(
                actor=office.person(office.clerk), paper=last, points=[point], issuer=office.person(office.signer)
            )


class _Moments:
    """One moment after the other."""

    def __init__(self, first: datetime) -> None:
        self._last = first

    def following(self) -> datetime:
        """The next one."""
        self._last += _STEP
        return self._last


def _given(office: Office, moments: _Moments, task: Task, case: Case, eve: date) -> Assignment:
    due_on = eve + timedelta(days=task.days)
    point = Point(
        text=task.text,
        executor=office.person(task.executor),
        co_executors=[office.person(login) for login in task.co_executors],
        due_on=min(due_on, case.due_on) if case.due_on >= eve else due_on,
        controller=office.person(task.controller) if task.controller else None,
        is_absence_known=True,
    )
    with clock.at(moments.following()):
        return assignments.issue(actor=office.person(office.signer), paper=case, points=[point])[0]


def _walk(office: Office, moments: _Moments, task: Task, assignment: Assignment) -> None:
    executor, head = office.person(task.executor), office.person(office.signer)
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: assignments.accept(actor=executor, item=_work(assignment)),
        "begin": lambda: assignments.begin(actor=executor, item=_work(assignment)),
        "report": lambda: assignments.report(actor=executor, item=_work(assignment), text=_DONE),
        "return": lambda: assignments.return_report(
            actor=head, item=_work(assignment), remark="Приложите выписку из технического паспорта."
        ),
        "done": lambda: assignments.take_off_control(actor=head, item=_work(assignment)),
        "cancel": lambda: assignments.cancel(actor=head, assignment=assignment, reason="Акт уже в деле."),
        "dispute": lambda: assignments.dispute(
            actor=executor, item=_work(assignment), reason="Вопрос отдела капитального ремонта."
        ),
        "pass_on": lambda: _pass_on(office, executor, assignment),
    }
    for step in task.steps:
        with clock.at(moments.following()):
            acts[step]()


def _pass_on(office: Office, executor: Employee, assignment: Assignment) -> None:
    fresh = Assignment.objects.get(pk=assignment.pk)
    point = Point(
        text="Подготовить проект письма в фонд капитального ремонта.",
        executor=office.person("akhmetzyanova"),
        due_on=fresh.due_on,
        is_absence_known=True,
    )
    assignments.issue(actor=executor, paper=fresh.paper, points=[point], upper=fresh)


def _work(assignment: Assignment) -> WorkItem:
    return WorkItem.objects.get(assignment=assignment, done_at__isnull=True)
