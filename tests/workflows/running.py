"""Cases in work on 1 April 2026 with their terms, written straight into the tables: their terms are under test."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from agencies import services as agencies
from agencies.calendars import calendar_for
from agencies.models import Term, TermKind
from agencies.selectors import term_of
from agencies.terms import compute as reckon
from citizens.models import Case, CaseKind, CaseRole, Participation, Stage
from history import clock
from tests.oversight.papers import a_case, a_person, an_item
from tests.people import Office
from workflows.models import Resolution, WorkItem, WorkKind
from workflows.services import terms

MOSCOW = ZoneInfo("Europe/Moscow")
REASON = "Ждём сведений из архива."


def at(day: str, hour: int = 11) -> datetime:
    """A moment of a day of 2026: ``"01.04"``."""
    return datetime.strptime(f"{day}.2026 {hour}", "%d.%m.%Y %H").replace(tzinfo=MOSCOW)


@pytest.fixture(autouse=True)
def first_of_april() -> Iterator[None]:
    """Everything begins on Wednesday, 1 April 2026."""
    with clock.at(at("01.04")):
        yield


def assigned(office: Office, code: str = "appeal-answer", *, is_appeal: bool = True) -> Case:
    """A case registered today whose term is of a kind, its assignment, and the work that the executor has taken."""
    kind, executor, leader = TermKind.objects.get(code=code), office.person("executor"), office.person("leader")
    found = reckon(TermKind.objects.get(code="appeal-answer"), clock.today(), calendar_for(office.agency))
    case = a_case(
        office,
        "ОГ-1",
        executor,
        executor.current_posts[0].unit,
        stage=Stage.IN_WORK,
        kind=CaseKind.APPLICATION if is_appeal else CaseKind.INQUIRY,
        applicant=a_person(office),
        term_kind=kind,
        received_on=clock.today(),
        registered_on=clock.today(),
        due_on=found.due_on,
        term_basis=found.basis,
    )
    agencies.begin_term(
        actor=office.person("clerk"),
        agency=office.agency,
        kind=kind,
        subject=case,
        paper=case,
        starts_on=clock.today(),
        reckoning=found,
    )
    resolution = Resolution.objects.create(
        case=case,
        author=leader,
        author_post="министр",
        text="Прошу рассмотреть.",
        executor=executor,
        due_on=case.due_on,
        issued_at=clock.now(),
    )
    terms.begin_assignment(leader, resolution, None)
    an_item(case, executor, case.due_on)
    Participation.objects.create(case=case, employee=executor, role=CaseRole.RESPONSIBLE)
    return case


def execution(case: Case) -> WorkItem:
    """The executor's work on a case."""
    return WorkItem.objects.get(case=case, kind=WorkKind.EXECUTE)


def suspendable(office: Office, *, is_appeal: bool = False) -> Case:
    """A case of a kind that permits suspension."""
    kind = TermKind.objects.get(code="draft-act-review")
    kind.may_be_suspended = True
    kind.save()
    return assigned(office, "draft-act-review", is_appeal=is_appeal)


def kept(case: Case) -> Term:
    """The term of a case, read anew."""
    term = term_of(case)
    assert term is not None
    return term


def events(case: Case) -> list[tuple[str, date | None, date]]:
    """What happened to the term of a case: what, the date before and after."""
    return [(one.event, one.before_on, one.after_on) for one in kept(case).changes.all()]


def named_off(office: Office, day: date) -> None:
    """The administrator makes a day of the agency's own."""
    agencies.name_day(
        actor=office.person("administrator"), agency=office.agency, day=day, kind="off", reason="День области"
    )


def signed_in(office: Office, role: str, language: str = "ru") -> Client:
    """A browser of this person."""
    client = Client(headers={"accept-language": language})
    client.force_login(office.person(role), backend="agencies.backends.EmployeeBackend")
    return client
