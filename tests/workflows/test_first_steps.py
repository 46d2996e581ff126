"""What an agency without a case still lacks, on the desk of its administrator."""

import pytest
from django.test import Client

from agencies.models import Role
from documents.models import Flow, Journal
from tests.agencies.building import a_person
from tests.people import Office
from workflows.first_steps import first_steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F37")]


def desk_of(office: Office, name: str, language: str) -> str:
    """The desk of a person of the office."""
    client = Client(headers={"accept-language": language})
    client.force_login(office.person(name), backend="agencies.backends.EmployeeBackend")
    return client.get("/").content.decode()


def test_only_who_administers_the_agency_is_told_and_only_what_they_may_do_is_a_link(office: Office) -> None:
    """Journals and the file plan are the records office's: they are named without an address."""
    told = first_steps(office.person("administrator"))

    assert [bool(step.url) for step in told] == [True, True, True, True, False, False]
    assert all(first_steps(office.person(name)) == [] for name in office.people if name != "administrator")


def test_a_step_is_done_when_its_things_are_there_in_this_agency(office: Office) -> None:
    """What the other agency of the installation has counts for that one alone."""
    assert office.other is not None
    their = a_person(office.other.units["02"], "their_admin", role=Role.ADMINISTRATOR)
    before = [step.is_done for step in first_steps(office.person("administrator"))]
    theirs = [step.is_done for step in first_steps(their)]
    for flow in (Flow.APPEAL, Flow.OUTGOING):
        Journal.objects.create(agency=office.agency, flow=flow, name=flow, pattern=f"{flow}-{{n}}")

    after = [step.is_done for step in first_steps(office.person("administrator"))]

    assert before[:2] == [True, True]
    assert (before[4], after[4]) == (False, True)
    assert [step.is_done for step in first_steps(their)] == theirs


@pytest.mark.parametrize(("language", "title"), [("ru", "Первые шаги"), ("en", "First steps")])
def test_the_desk_shows_them_in_the_language_of_the_reader(office: Office, language: str, title: str) -> None:
    """And not to a clerk."""
    assert title in desk_of(office, "administrator", language)
    assert title not in desk_of(office, "clerk", language)
