"""Absences: entering, overlapping, ending, cancelling, and who may stand in."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import selectors, services
from agencies.models import Absence, AbsenceKind, Employee, Role, Work
from history import clock
from history import selectors as record
from tests.agencies.building import a_person, days_ago
from tests.codes import codes
from tests.people import Office

pytestmark = pytest.mark.django_db


def leave(office: Office, actor: str = "unit_head", **given: Any) -> Absence:
    """The executor's leave from today on."""
    facts: dict[str, Any] = {
        "employee": office.executor,
        "kind": AbsenceKind.LEAVE,
        "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=13),
        "ground": "приказ от 20.11.2026 № 220-лс",
        "substitutes": {},
    }
    return services.enter_absence(actor=office.person(actor), **(facts | given))


@pytest.fixture
def colleague(office: Office) -> Employee:
    """Another executor of the same unit."""
    return a_person(office.units["05"], "colleague")


def test_a_head_enters_a_leave_and_names_who_stands_in(office: Office, colleague: Employee) -> None:
    """Everybody may know until when and who; the act stands on the person's timeline."""
    absence = leave(office, substitutes={Work.EXECUTION: colleague})

    away = selectors.away([office.executor.pk], first=clock.today(), last=clock.today())[office.executor.pk]
    assert (away.ends_on, away.substitutes) == (absence.ends_on, {Work.EXECUTION: colleague})
    assert colleague.current_substitutions == ((office.executor.pk, Work.EXECUTION),)
    assert [act.verb for act in record.timeline(office.executor)][-1] == "agencies.absence_entered"


@pytest.mark.parametrize("actor", ["executor", "unit_head", "administrator"])
def test_the_person_their_head_and_the_administrator_enter_an_absence(office: Office, actor: str) -> None:
    """Whoever learns of it first."""
    assert leave(office, actor).employee == office.executor


@pytest.mark.parametrize("actor", ["clerk", "leader", "stranger", "auditor", "other.unit_head", "other.leader"])
def test_nobody_else_does(office: Office, actor: str) -> None:
    """Neither colleagues nor another agency."""
    with pytest.raises(PermissionDenied):
        leave(office, actor)


@pytest.mark.parametrize(
    ("days", "code"),
    [((0, -1), "absence-ends-before-start"), ((5, 20), "absences-overlap"), ((-60000, 0), "date-too-early")],
)
def test_wrong_days_are_refused(office: Office, days: tuple[int, int], code: str) -> None:
    """An absence lies after its start and beside no other."""
    leave(office)
    first, last = (clock.today() + timedelta(days=number) for number in days)

    with pytest.raises(ValidationError) as refused:
        leave(office, starts_on=first, ends_on=last)

    assert codes(refused) == [code]
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("substitute", "work", "code"),
    [
        ("executor", Work.EXECUTION, "substitute-self"),
        ("clerk", Work.EXECUTION, "substitute-without-right"),
        ("stranger", Work.APPROVAL, "substitute-without-right"),
        ("unit_head", Work.RECORDS, "substitute-without-right"),
        ("other.executor", Work.EXECUTION, "substitute-without-right"),
    ],
)
def test_who_may_not_do_the_work_does_not_stand_in(office: Office, substitute: str, work: str, code: str) -> None:
    """A forged number is refused by the service, whatever the form offered."""
    with pytest.raises(ValidationError) as refused:
        leave(office, substitutes={work: office.person(substitute)})

    assert codes(refused) == [code]
    assert not Absence.objects.exists()


def test_who_is_away_themselves_does_not_stand_in(office: Office, colleague: Employee) -> None:
    """Not even for a day of it."""
    day = clock.today() + timedelta(days=13)
    leave(office, "administrator", employee=colleague, starts_on=day, ends_on=day)

    with pytest.raises(ValidationError) as refused:
        leave(office, substitutes={Work.EXECUTION: colleague})

    assert codes(refused) == ["substitute-absent"]


def test_substitutes_are_named_anew(office: Office, colleague: Employee) -> None:
    """Another for one work, nobody for the other."""
    absence = leave(office, substitutes={Work.EXECUTION: colleague, Work.APPROVAL: office.unit_head})

    services.name_substitutes(
        actor=office.unit_head, absence=absence, substitutes={Work.EXECUTION: office.stranger, Work.APPROVAL: None}
    )

    assert list(absence.substitutions.values_list("work", "substitute")) == [(Work.EXECUTION, office.stranger.pk)]
    assert Employee.objects.get(pk=colleague.pk).current_substitutions == ()


def test_rights_of_a_substitute_end_with_the_absence(office: Office, colleague: Employee) -> None:
    """Back earlier, the person has their work alone again; what is over is not changed."""
    absence = leave(office, starts_on=days_ago(5), substitutes={Work.EXECUTION: colleague})

    services.end_absence(actor=office.unit_head, absence=absence, ends_on=days_ago(1))

    assert Employee.objects.get(pk=colleague.pk).current_substitutions == ()
    with pytest.raises(ValidationError) as refused:
        services.name_substitutes(actor=office.unit_head, absence=absence, substitutes={})
    assert codes(refused) == ["absence-over"]


def test_days_on_which_substitutes_worked_are_not_taken_back(office: Office) -> None:
    """Their acts would lose their ground."""
    absence = leave(office, starts_on=days_ago(5))

    with pytest.raises(ValidationError) as refused:
        services.end_absence(actor=office.unit_head, absence=absence, ends_on=days_ago(3))

    assert codes(refused) == ["day-over"]


def test_only_an_absence_to_come_is_cancelled(office: Office) -> None:
    """One that has begun is ended instead; a cancelled one is in nobody's way."""
    begun = leave(office)
    with pytest.raises(ValidationError) as refused:
        services.cancel_absence(actor=office.unit_head, absence=begun)
    assert codes(refused) == ["absence-begun"]
    far: dict[str, Any] = {
        "starts_on": clock.today() + timedelta(days=30),
        "ends_on": clock.today() + timedelta(days=40),
    }

    services.cancel_absence(actor=office.unit_head, absence=leave(office, **far))

    assert leave(office, **far).pk


def test_a_dismissed_substitute_stands_in_no_longer(office: Office, colleague: Employee) -> None:
    """Their own posts must give the right on the day."""
    from agencies import rules

    leave(office, substitutes={Work.EXECUTION: colleague})
    assert rules.stands_in(colleague, office.executor.pk, rules.Power.EXECUTE, office.agency)

    services.end_post(actor=office.administrator, post=colleague.posts.get(), ends_on=days_ago(1))

    colleague = Employee.objects.get(pk=colleague.pk)
    assert not rules.stands_in(colleague, office.executor.pk, rules.Power.EXECUTE, office.agency)


def test_the_page_of_absences_asks_as_much_for_many_as_for_few(office: Office, client: Client) -> None:
    """And shows to a colleague the days and who stands in, not why."""
    client.force_login(office.person("clerk"), backend="agencies.backends.EmployeeBackend")
    leave(office)
    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("agencies:absences")).content.decode()
    for number in range(5):
        leave(office, "administrator", employee=a_person(office.units["05"], f"away{number}"))

    with CaptureQueriesContext(connection) as many:
        client.get(reverse("agencies:absences"))

    assert len(many) == len(few)
    assert office.executor.full_name in page
    assert "отпуск" not in page


def test_nobody_signs_or_resolves_for_another(office: Office) -> None:
    """An acting head does both in a post of their own, by an order."""
    from agencies import rules

    taken = frozenset().union(*rules.SUBSTITUTED.values())
    assert taken.isdisjoint({rules.Power.SIGN, rules.Power.RESOLVE})
    deputy = a_person(office.units["01"], "deputy", "заместитель министра", Role.LEADER)
    leave(office, "administrator", employee=office.leader, substitutes={})
    assert not rules.stands_in(deputy, office.leader.pk, rules.Power.SIGN, office.agency)
