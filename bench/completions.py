"""Measures of processes: tasks completed a second beside a bare Viewflow flow of the same shape, and what one asks."""

import multiprocessing
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process

from agencies.models import Employee
from bench.bare_flow import BareFlow
from bench.measuring import Measure, rates_by_turns
from bench.path import open_item, resolve
from bench.world import World
from citizens.models import Case, Channel, Outcome
from demo.people import FROLOVA, Home
from demo.subjects import ROOF_OF_A_MONUMENT
from workflows.models import WorkKind
from workflows.services import cases

HOME = Home("г. Верхнеозёрск", "ул. Соборная", 14, 7)
OURS, BARE = "tasks completed", "tasks completed by bare Viewflow"


class Round:
    """A case that goes round between its executor and its controller; each half of the round completes a task."""

    def __init__(self, world: World) -> None:
        office = world.a
        self.case: Case = office.register(
            office.person(office.clerk), FROLOVA, HOME, ROOF_OF_A_MONUMENT, Channel.POST, []
        )
        self.executor: Employee = resolve(office, self.case, "Дать ответ.")
        self.controller: Employee = office.person(office.controller)
        for question in self.case.questions.all():
            lawful = Outcome.objects.get(code="explained")
            cases.decide_question(actor=self.executor, question=question, outcome=lawful, ground="Реестр объектов")

    def go(self, _number: int = 0) -> None:
        """Report, and have the report returned: two tasks."""
        cases.report(actor=self.executor, item=open_item(self.case, WorkKind.EXECUTE), text="Ответ направлен.")
        returned = open_item(self.case, WorkKind.CONTROL)
        cases.return_report(actor=self.controller, item=returned, remark="Приложите выписку.")


class BareRound:
    """The same round by the engine alone, each task completed in one transaction like ours."""

    def __init__(self, world: World) -> None:
        self.process: Process = BareFlow.start.run()
        self.person = world.a.person(world.a.clerk)

    def go(self, _number: int = 0) -> None:
        """Complete what is to be done, twice."""
        for _half in range(2):
            with transaction.atomic():
                task = self.process.task_set.get(flow_task_type="HUMAN", status="NEW")
                with task.activation() as activation:
                    activation.assign(self.person)
                    activation.start(None)
                    activation.execute()


def measures(world: World, *, is_quick: bool) -> Iterator[Measure]:
    """By one process, by turns with the bare engine; on PostgreSQL by two at once; the queries of a completion."""
    seconds = 0.2 if is_quick else 10.0
    ours, bare = Round(world), BareRound(world)
    rounds = rates_by_turns({OURS: ours.go, BARE: bare.go}, seconds=seconds, rounds=2 if is_quick else 5)
    found = [Measure(one.name, one.value * 2, one.unit, one.repetitions * 2) for one in rounds]
    yield from found
    yield Measure("cost of a completion: times the bare one", found[1].value / found[0].value, "ratio", 1)
    if connection.vendor == "postgresql":
        yield from _by_two(world, seconds=seconds)
    yield _queries(OURS, ours)
    yield _queries(BARE, bare)


def _by_two(world: World, *, seconds: float) -> Iterator[Measure]:
    for name, made in ((OURS, Round), (BARE, BareRound)):
        rounds = [made(world) for _number in range(2)]
        connection.close()
        began = time.perf_counter()
        with multiprocessing.get_context("fork").Pool(2) as pool:
            done = sum(pool.starmap(_go_round, [(one, seconds) for one in rounds], chunksize=1))
        yield Measure(f"{name}, two processes", done / (time.perf_counter() - began), "1/s", done)


def _go_round(one: Round | BareRound, seconds: float) -> int:
    """How many tasks this process has completed in that time."""
    until, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        one.go()
        done += 2
    connection.close()
    return done


def _queries(name: str, one: Round | BareRound) -> Measure:
    with CaptureQueriesContext(connection) as asked:
        one.go()
    return Measure(name, len(asked) / 2, "queries", 2)
