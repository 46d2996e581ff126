"""Cases, work and effort of a known day, written straight into the tables: here the questions are under test."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agencies.models import Employee, Sex, TermKind, Unit
from citizens.models import Case, CaseKind, Channel, Person
from tests.people import Office
from workflows.models import Effort, WorkItem, WorkKind, WorkState

# A Monday; the working days after it are Tuesday to Thursday.
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))
TODAY = NOON.date()


def days(count: int) -> date:
    """The day that many days from today."""
    return TODAY + timedelta(days=count)


def a_person(office: Office) -> Person:
    """An applicant of the agency."""
    return Person.objects.create(
        agency=office.agency,
        last_name="Фролова",
        first_name="Мария",
        patronymic="Степановна",
        sex=Sex.FEMALE,
        name_key="ф",
    )


def a_case(
    office: Office, number: str, executor: Employee | None = None, unit: Unit | None = None, **fields: Any
) -> Case:
    """A case of the agency, registered ten days ago."""
    values: dict[str, Any] = {
        "agency": office.agency,
        "number": number,
        "kind": CaseKind.APPLICATION,
        "sender_name": "Фролова М. С.",
        "channel": Channel.POST,
        "summary": f"О ремонте крыши, {number}",
        "text": "Прошу назвать срок ремонта.",
        "received_on": days(-10),
        "registered_on": days(-10),
        "term_kind": TermKind.objects.get(code="appeal-answer"),
        "due_on": days(20),
        "unit": unit,
        "executor": executor,
    }
    return Case.objects.create(**values | fields)


def an_item(case: Case, person: Employee, due_on: date | None, state: str = WorkState.TAKEN, **fields: Any) -> WorkItem:
    """Work on a case that lies with a person, or was done by them."""
    post = person.current_posts[0]
    done = {"done_at": NOON - timedelta(days=1), "done_by": person} if state == WorkState.DONE else {}
    values: dict[str, Any] = {
        "agency": case.agency,
        "kind": WorkKind.EXECUTE,
        "state": state,
        "assignee": person,
        "queue_unit": post.unit,
        "case": case,
        "number": case.number,
        "title": case.summary,
        "due_on": due_on,
        "created_at": NOON - timedelta(days=3),
    }
    return WorkItem.objects.create(**values | done | fields)


def an_effort(item: WorkItem, person: Employee, minutes: int, ago: timedelta = timedelta(days=2)) -> Effort:
    """Touch time of a person on an item."""
    begun = NOON - ago
    return Effort.objects.create(
        employee=person, item=item, case=item.case, starts_at=begun, ends_at=begun + timedelta(minutes=minutes)
    )
