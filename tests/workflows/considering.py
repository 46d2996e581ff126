"""Papers from outside that belong to no case, for tests of their consideration."""

from datetime import timedelta

from agencies.models import Employee
from documents.models import Document, DocumentKind, FileIndex, RetentionKind
from documents.services import CorrespondenceCard, register_correspondence
from history import clock
from tests.world import World
from workflows.models import WorkItem
from workflows.services import assignments, carrying, incoming
from workflows.services.assignments import Point


def a_paper(world: World, number: str = "17-04/88", **given: object) -> Document:
    """A letter of the waterworks, registered by the clerk without a term."""
    values: dict[str, object] = {
        "correspondent_name": "МУП «Водоканал»",
        "their_number": number,
        "their_date": clock.today(),
        "summary": "О ремонте водовода",
        "received_on": clock.today(),
        "channel": "post",
        "kind": DocumentKind.objects.get(name="Письмо"),
    }
    return register_correspondence(
        actor=world.person("clerk"),
        agency=world.office.agency,
        letter=CorrespondenceCard(**(values | given)),  # type: ignore[arg-type]
    )


def a_point(executor: Employee, **given: object) -> Point:
    """A point of the resolution for one executor, due in ten days."""
    values: dict[str, object] = {
        "text": "Прошу подготовить справку.",
        "executor": executor,
        "due_on": clock.today() + timedelta(days=10),
    }
    return Point(**(values | given))  # type: ignore[arg-type]


def resolved(world: World, document: Document) -> WorkItem:
    """The head's resolution with one point for the executor; returns the work of accepting it."""
    item = world.item("consider", document=document)
    incoming.assign(actor=world.person("leader"), item=item, points=[a_point(world.person("executor"))])
    return world.item("accept", document=document)


def executed(world: World, document: Document) -> None:
    """The one point accepted, reported and taken off control."""
    executor = world.person("executor")
    assignments.accept(actor=executor, item=world.item("accept", document=document))
    assignments.report(actor=executor, item=world.item("do", document=document), text="Справка подготовлена.")
    assignments.take_off_control(actor=world.person("leader"), item=world.item("check", document=document))


def a_file(world: World) -> FileIndex:
    """Where the ministry files its correspondence."""
    agency, year = world.office.agency, clock.today().year
    found = FileIndex.objects.filter(agency=agency, year=year, index="02-11").first()
    return found or FileIndex.objects.create(
        agency=agency,
        unit=world.office.units["02"],
        year=year,
        index="02-11",
        title="Переписка с организациями",
        kind=RetentionKind.objects.get(agency=agency, code="correspondence"),
        retention="5 лет ЭПК",
    )


def given_to_read(world: World, number: str = "17-04/91") -> Document:
    """A letter that the head gave for information to the head of unit 05, who has read it, and to the executor."""
    document = a_paper(world, number)
    readers = [world.person("unit_head"), world.person("executor")]
    carrying.give_to_read(
        actor=world.person("leader"),
        item=world.item("consider", document=document),
        readers=readers,
        due_on=clock.today() + timedelta(days=5),
        text="К сведению",
    )
    first = WorkItem.objects.get(document=document, assignee=readers[0], kind="read")
    carrying.confirm_read(actor=readers[0], item=first)
    return document
