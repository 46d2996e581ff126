"""Measures of the office: appeals registered, the desk under load, the whole path."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import TermKind
from bench.measuring import Measure, median_ms, rate
from bench.path import walk
from bench.world import World
from citizens.models import Case, CaseKind, Channel, Stage
from demo.papers import letter_scan
from demo.people import FROLOVA, Home
from demo.subjects import ROOF_OF_A_MONUMENT
from history import bulk, clock
from workflows.models import WorkItem, WorkKind, WorkState

HOME = Home("г. Верхнеозёрск", "ул. Соборная", 14, 7)


def measures(world: World, *, is_quick: bool) -> Iterator[Measure]:
    """Every measure in turn; the desk comes last, after it is filled."""
    seconds = 0.3 if is_quick else 5.0
    scan = letter_scan(world.a.spec.name, FROLOVA, HOME, ROOF_OF_A_MONUMENT.text, by_hand=True).read()
    yield _appeals(world, scan, seconds)
    yield rate("whole path, steps 1 to 5", lambda _number: walk(world, scan), seconds=seconds * 2, at_least=1)
    cases = 500 if is_quick else 10_000
    fill(world, cases)
    yield from _desk(world, cases, repetitions=3 if is_quick else 30)


def _appeals(world: World, scan: bytes, seconds: float) -> Measure:
    office = world.a
    clerk = office.person(office.clerk)

    def register(number: int) -> None:
        # another content each time: equal files are stored once
        upload = SimpleUploadedFile("Заявление.pdf", scan + str(number).encode(), content_type="application/pdf")
        office.register(clerk, FROLOVA, HOME, ROOF_OF_A_MONUMENT, Channel.POST, [upload])

    return rate("appeals registered", register, seconds=seconds)


def fill(world: World, count: int, *, among: int = 100) -> None:
    """That many cases in work, each with its item; one of ``among`` of them lies on the executor's desk."""
    office = world.a
    agency, executor = office.agency, office.person("akhmetzyanova")
    other = office.person("timofeev")
    unit = executor.current_posts[0].unit
    today, now = clock.today(), clock.now()
    kind = TermKind.objects.get(code="appeal-answer")
    cases = bulk.create(
        Case,
        (
            Case(
                agency=agency,
                number=f"М-{number}",
                kind=CaseKind.APPLICATION,
                stage=Stage.IN_WORK,
                sender_name="Заявитель",
                channel=Channel.POST,
                summary=f"О ремонте крыши, {number}",
                text="Прошу сообщить срок ремонта.",
                received_on=today,
                registered_on=today,
                term_kind=kind,
                due_on=today + timedelta(days=number % 30),
                unit=unit,
                executor=other if number % among else executor,
            )
            for number in range(count)
        ),
    )
    bulk.create(
        WorkItem,
        (
            WorkItem(
                agency=agency,
                kind=WorkKind.EXECUTE,
                state=WorkState.TAKEN,
                assignee=case.executor,
                queue_unit=unit,
                case=case,
                number=case.number,
                title=case.summary,
                from_whom=case.sender_name,
                due_on=case.due_on,
                created_at=now,
            )
            for case in cases
        ),
    )


def _desk(world: World, cases: int, *, repetitions: int) -> Iterator[Measure]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(world.a.person("akhmetzyanova"), backend="agencies.backends.EmployeeBackend")

    def open_desk(_number: int) -> None:
        if client.get("/").status_code != 200:
            raise AssertionError("the desk does not open")

    open_desk(0)
    with CaptureQueriesContext(connection) as queries:
        open_desk(0)
        count = len(queries)
    yield median_ms(f"desk page at {cases} cases", open_desk, repetitions=repetitions)
    yield Measure(f"desk page at {cases} cases", float(count), "queries", 1)
