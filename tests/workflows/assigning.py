"""Assignments for tests: on a case in work and on a letter, whose steps people do through the services."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from agencies.models import Employee, Role
from citizens.models import Case
from documents.models import Document, Flow, State
from history import clock
from tests.agencies.building import a_person
from tests.layers import layer
from tests.people import Office
from tests.workflows.running import assigned, at
from workflows.assigned import Assignment
from workflows.models import WorkItem
from workflows.services import assignments
from workflows.services.assignments import Point

REASON = "Уточнены сведения."


@layer(under="office")
def staff(office: Office) -> Office:
    """The office with a second executor of unit 05 (``second``) and another of the legal unit (``lawyer``)."""
    office.people["second"] = a_person(office.units["05"], "second")
    office.people["lawyer"] = a_person(office.units["08"], "lawyer")
    office.people["deputy"] = a_person(office.units["01"], "deputy", role=Role.LEADER)
    return office


@pytest.fixture(autouse=True)
def first_of_april() -> Iterator[None]:
    """Everything begins on Wednesday, 1 April 2026."""
    with clock.at(at("01.04")):
        yield


def days(count: int) -> date:
    """The day that many days from today."""
    return clock.today() + timedelta(days=count)


def a_point(office: Office, executor: str = "executor", *others: str, **more: Any) -> Point:
    """A point for these people, due in ten days."""
    values: dict[str, Any] = {
        "text": "Подготовить справку о доме.",
        "executor": office.person(executor),
        "co_executors": [office.person(name) for name in others],
        "due_on": days(10),
    }
    return Point(**(values | more))


def issued(
    office: Office, *others: str, paper: Case | Document | None = None, executor: str = "executor", **more: Any
) -> Assignment:
    """One point issued by the head on a case in work, or on the paper that is named."""
    return assignments.issue(
        actor=office.person("leader"),
        paper=paper or assigned(office),
        points=[a_point(office, executor, *others, **more)],
    )[0]


def a_letter(office: Office, number: str, **more: Any) -> Document:
    """A registered letter of no case, written straight into the table."""
    values: dict[str, Any] = {
        "agency": office.agency,
        "flow": Flow.INCOMING,
        "state": State.REGISTERED,
        "unit": office.units["02"],
        "subject": "О ремонте водовода",
        "number": f"{number}-вх/26",
        "registered_on": clock.today(),
    }
    return Document.objects.create(**(values | more))


def work(assignment: Assignment, kind: str | None = None) -> WorkItem:
    """The open work item of an assignment."""
    found = WorkItem.objects.filter(assignment=assignment, done_at__isnull=True)
    return found.get(kind=kind) if kind else found.get()


def fresh(assignment: Assignment) -> Assignment:
    """The assignment as it is now."""
    return Assignment.objects.get(pk=assignment.pk)


def executor_of(assignment: Assignment) -> Employee:
    """Who executes it, with their posts read anew."""
    return Employee.objects.get(pk=fresh(assignment).executor_id)


def accepted(assignment: Assignment) -> Assignment:
    """Accepted by its executor and taken into work."""
    actor = executor_of(assignment)
    assignments.accept(actor=actor, item=work(assignment, "accept"))
    assignments.begin(actor=actor, item=work(assignment))
    return fresh(assignment)


def reported(assignment: Assignment) -> Assignment:
    """Accepted and reported, or delivered."""
    actor = executor_of(assignment)
    if fresh(assignment).state == "issued":
        accepted(assignment)
    act = assignments.deliver if assignment.is_input else assignments.report
    act(actor=actor, item=work(assignment), text="Справка подготовлена.")
    return fresh(assignment)


def done(assignment: Assignment) -> Assignment:
    """Reported and taken off control by its controller."""
    reported(assignment)
    controller = Employee.objects.get(pk=assignment.controller_id)
    assignments.take_off_control(actor=controller, item=work(assignment, "check"))
    return fresh(assignment)


def passed_on(assignment: Assignment, office: Office, to: str = "second", **more: Any) -> Assignment:
    """A lower assignment that the executor of this one issues."""
    return assignments.issue(
        actor=executor_of(assignment), paper=assignment.paper, points=[a_point(office, to, **more)], upper=assignment
    )[0]


def desk_of(person: Employee) -> list[tuple[str, str]]:
    """What lies on a desk about assignments: kind and number."""
    items = WorkItem.objects.lying_with(person).filter(assignment__isnull=False).order_by("id")
    return [(item.kind, item.assignment.full_number) for item in items if item.assignment]
