"""Who may open the pages of oversight: auditors theirs, managers theirs, and to everybody else they do not exist."""

import pytest
from django.test import Client

from history import clock
from tests.oversight.papers import NOON, a_case, a_person, an_effort, an_item, days
from tests.people import Office
from workflows.models import WorkState

pytestmark = pytest.mark.django_db

AUDITORS = {"auditor"}
MANAGERS = {"leader", "controller", "unit_head"}
EVERYBODY = ["leader", "controller", "clerk", "unit_head", "executor", "stranger", "auditor", "administrator"]
FOREIGN = ["other.leader", "other.controller", "other.clerk", "other.unit_head", "other.executor"]


def sign_in(client: Client, office: Office, name: str) -> None:
    """As this person of the office."""
    client.force_login(office.person(name), backend="agencies.backends.EmployeeBackend")


def addresses(office: Office) -> dict[str, tuple[str, set[str]]]:
    """Every page about a case of unit 05, with those who may open it."""
    case = a_case(office, "ОГ-Ф-218/26", office.executor, office.units["05"], applicant=a_person(office))
    an_effort(an_item(case, office.executor, days(-1)), office.executor, 10)
    an_item(case, office.executor, days(-1), WorkState.DONE)
    return {
        "acts": ("/oversight/acts/", AUDITORS),
        "changes": (f"/oversight/cases/{case.pk}/changes/", AUDITORS),
        "person-changes": (f"/oversight/applicants/{case.applicant_id}/changes/", AUDITORS),
        "load": ("/oversight/load/", MANAGERS),
        "load-list": (f"/oversight/load/{office.executor.pk}/overdue/", MANAGERS),
        "hours-list": (f"/oversight/load/{office.executor.pk}/hours/", MANAGERS),
        "case-hours": (f"/oversight/cases/{case.pk}/hours/", MANAGERS),
    }


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_page_opens_to_its_role_and_does_not_exist_for_others(office: Office, client: Client, name: str) -> None:
    """200 to those whom the page is for, 404 to all others."""
    pages = addresses(office)
    sign_in(client, office, name)

    with clock.at(NOON):
        answers = {page: client.get(address).status_code for page, (address, _who) in pages.items()}

    assert answers == {page: 200 if name in who else 404 for page, (_address, who) in pages.items()}


@pytest.mark.parametrize("name", FOREIGN)
def test_people_of_another_agency_reach_nothing_by_address(office: Office, client: Client, name: str) -> None:
    """Their own lists open, what is about our case does not."""
    pages = addresses(office)
    sign_in(client, office, name)

    with clock.at(NOON):
        answers = {page: client.get(address) for page, (address, _who) in pages.items()}

    assert {page for page, answer in answers.items() if answer.status_code == 200} <= {"load", "acts"}
    assert not any("ОГ-Ф-218/26" in answer.text for answer in answers.values())
    assert "Ахметзянова" not in answers["load"].text


def test_a_head_of_unit_cannot_open_the_list_of_another_units_person(office: Office, client: Client) -> None:
    """By address neither."""
    sign_in(client, office, "unit_head")

    assert client.get(f"/oversight/load/{office.stranger.pk}/open/").status_code == 404


@pytest.mark.parametrize("name", EVERYBODY)
def test_nothing_here_can_be_changed(office: Office, client: Client, name: str) -> None:
    """Every page refuses every method that writes."""
    pages = addresses(office)
    sign_in(client, office, name)

    answers = {client.post(address, {"anything": "1"}).status_code for address, _who in pages.values()}

    assert answers == {405}


def test_a_forged_mark_or_figure_does_not_exist(office: Office, client: Client) -> None:
    """Nonsense in the address is no server error."""
    pages = addresses(office)
    sign_in(client, office, "leader")

    forged = [f"{pages['load-list'][0]}?after=x_y", f"/oversight/load/{office.executor.pk}/most/"]

    assert [client.get(address).status_code for address in forged] == [404, 404]


def test_every_figure_of_the_load_leads_to_a_list_of_its_length(office: Office, client: Client) -> None:
    """Each link of the table is followed."""
    addresses(office)
    sign_in(client, office, "leader")

    with clock.at(NOON):
        units = client.get("/oversight/load/").context["units"]
        rows = [row for unit in units for row in unit.rows if row.post.employee_id == office.executor.pk]
        figures = {figure: count for figure, count in rows[0].figures if count}
        lists = {
            figure: len(client.get(f"/oversight/load/{office.executor.pk}/{figure}/").context["items"])
            for figure in figures
        }

    assert lists == figures
