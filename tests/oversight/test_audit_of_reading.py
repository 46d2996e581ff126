"""What auditors find in the audit of reading."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Employee
from history import clock
from history.actors import acting
from history.models import Reading
from history.services import readings as told
from history.source import Source, coming_from
from oversight.selectors.readings import ReadingsWanted, readings, readings_of_person, stretch
from tests.oversight.papers import NOON, a_case, a_person, days
from tests.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X02")]


def read(by: Employee, *papers: Any, kind: str = "viewed", address: str = "10.0.0.1", ago: int = 0) -> int:
    """A page was shown to a person so many days ago."""
    shown = [(paper._meta.label_lower, paper.pk) for paper in papers]
    with clock.at(NOON - timedelta(days=ago)), acting(by), coming_from(Source(address=address)):
        noted = told.note(kind=kind, page="workflows:case", shown=shown, ground="clerk", agency_key=by.agency_key)
    return int(noted.pk)


def test_readings_are_found_by_person_kind_address_and_days(office: Office) -> None:
    """Each filter alone, newest first."""
    case = a_case(office, "ОГ-Ф-1/26")
    old = read(office.clerk, case, ago=5)
    printed = read(office.leader, case, kind="printed", ago=1)
    elsewhere = read(office.clerk, case, address="10.9.9.9")

    def found(**wanted: Any) -> list[int]:
        return [one.pk for one in readings(office.auditor, ReadingsWanted(**wanted))]

    assert found() == [elsewhere, printed, old]
    assert found(person=office.leader) == [printed]
    assert found(kind="printed") == [printed]
    assert found(address="10.9.9.9") == [elsewhere]
    assert found(since=days(-1)) == [elsewhere, printed]
    assert found(until=days(-2)) == [old]


def test_readings_in_another_agency_are_never_shown(office: Office) -> None:
    """Whatever they showed."""
    assert office.other is not None
    read(office.other.clerk, a_case(office, "ОГ-Ф-1/26"))

    assert not readings(office.auditor, ReadingsWanted()).exists()


def test_a_report_about_a_citizen_names_every_reading_of_their_card_and_cases(office: Office) -> None:
    """And none of another citizen's."""
    person, other = a_person(office), a_person(office)
    case = a_case(office, "ОГ-Ф-1/26", applicant=person)
    mine = [read(office.clerk, person), read(office.leader, case), read(office.leader, case, person, other)]
    read(office.clerk, other)

    assert [one.pk for one in readings_of_person(person)] == mine[::-1]


def test_paging_shows_every_reading_once_for_the_same_queries(office: Office) -> None:
    """However many papers each showed."""
    cases = [a_case(office, f"ОГ-Ф-{number}/26") for number in range(1, 9)]
    for _number in range(5):
        read(office.clerk, *cases)
    whole = readings(office.auditor, ReadingsWanted())

    seen: list[int] = []
    counts, before = [], None
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = stretch(whole, before, size=2)
        counts.append(len(asked))
        seen += [row.reading.pk for row in page.rows]
        before = page.older_than
        if before is None:
            break

    assert seen == [one.pk for one in whole]
    assert len(set(counts)) == 1
    assert page.rows[0].papers == ["ОГ-Ф-1/26", "ОГ-Ф-2/26", "ОГ-Ф-3/26"]
    assert page.rows[0].more == 5


def test_the_page_refuses_days_the_wrong_way_round_and_keeps_them(office: Office, client: Client) -> None:
    """Beside the field."""
    client.force_login(office.auditor, backend="agencies.backends.EmployeeBackend")

    page = client.get("/oversight/readings/", {"since": "2026-11-20", "until": "2026-11-10", "address": "здесь"})

    assert page.status_code == 422
    assert {"until", "address"} <= set(page.context["form"].errors)
    assert 'value="2026-11-20"' in page.text
    assert Reading.objects.latest("id").page == "oversight:readings"
