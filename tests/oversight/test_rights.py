"""The report of rights: each right of a person with its source, and only what is refused to nobody else is missing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import rules, services
from agencies.models import AbsenceKind, Employee, Role, Work
from agencies.rules import MAY, SEES, Power, Scope
from history import clock
from oversight.selectors.rights import POWERS, SCOPES, rights_of
from tests.agencies.building import a_person, days_ago
from tests.people import Office
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F37")]


@pytest.mark.parametrize("name", ["leader", "controller", "clerk", "unit_head", "executor", "auditor", "administrator"])
def test_the_report_tells_all_that_the_table_of_rules_gives_and_nothing_else(office: Office, name: str) -> None:
    """By every power asked of the rules themselves."""
    person = office.person(name)

    told = {right.what for right in rights_of(person)}

    given = {str(POWERS[power]) for power in Power if rules.holds(person, power, office.agency)}
    assert told == given | {str(SCOPES[SEES[post.role]]) for post in person.current_posts}


def test_rights_of_several_posts_are_added_up_each_with_its_source(office: Office) -> None:
    """A second post, as acting head by an order, with its last day."""
    day = clock.today() + timedelta(days=10)
    services.appoint(
        actor=office.administrator,
        employee=office.unit_head,
        post=services.NewPost(
            unit=office.units["01"],
            title="исполняющий обязанности министра",
            role=Role.LEADER,
            starts_on=clock.today(),
            is_main=False,
            is_acting=True,
            acting_order="приказ № 230-лс",
        ),
    )
    person = office.person("unit_head")
    acting = person.posts.get(is_acting=True)
    services.end_post(actor=office.administrator, post=acting, ends_on=day)

    found = rights_of(office.person("unit_head"))

    signs = next(right for right in found if right.what == str(POWERS[Power.SIGN]))
    assert (signs.until, "приказ № 230-лс" in signs.source) == (day, True)
    assert {str(SCOPES[Scope.AGENCY]), str(SCOPES[Scope.SUBTREE])} <= {right.what for right in found}


def test_a_substitution_and_a_role_in_a_case_stand_in_the_report(world: World) -> None:
    """The one with its last day, the other with the number of open cases."""
    colleague = a_person(world.office.units["05"], "colleague")
    case = world.appeal()
    world.resolved(case)
    services.enter_absence(
        actor=world.person("unit_head"),
        employee=world.person("executor"),
        kind=AbsenceKind.TRIP,
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=3),
        substitutes={Work.EXECUTION: colleague},
    )

    by_substitution = rights_of(Employee.objects.get(pk=colleague.pk))[-1]
    by_case = rights_of(world.person("executor"))[-1]

    assert by_substitution.until == clock.today() + timedelta(days=3)
    assert "Ахметзянова" in by_substitution.source
    assert by_case.where.startswith("1 ")


def test_without_a_post_or_an_account_there_are_no_rights(office: Office, client: Client) -> None:
    """A fresh account is refused everything, and the page says so."""
    services.end_post(actor=office.administrator, post=office.stranger.posts.get(), ends_on=days_ago(1))
    services.close_account(actor=office.administrator, employee=office.person("executor"))
    client.force_login(office.person("administrator"), backend="agencies.backends.EmployeeBackend")

    pages = [
        client.get(reverse("oversight:rights", args=[person.pk]), headers={"accept-language": "en"}).content.decode()
        for person in (office.stranger, office.executor)
    ]

    assert rights_of(office.person("stranger")) == rights_of(office.person("executor")) == []
    assert "No post, no rights" in pages[0]
    assert "The account is closed" in pages[1]


def test_every_power_and_scope_has_words() -> None:
    """A new one joins the report or breaks this."""
    assert set(POWERS) == set(Power)
    assert set(SCOPES) == set(Scope)
    assert set(MAY) == set(SEES) == set(Role)
