"""Conditions of sight that are kept for the next request: they are made of nothing that could change unseen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from agencies import sight
from agencies.models import Employee, Post, Role, Unit
from citizens.models import Case, Person
from citizens.sight import seen_case
from documents.models import Document
from documents.sight import seen_document
from history import clock
from tests.agencies.building import days_ago
from tests.people import Office
from workflows.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F32", "F37")]

ASKED: dict[str, Callable[[Employee], QuerySet[Any]]] = {
    "cases": Case.objects.visible_to,
    "people": Person.objects.visible_to,
    "documents": Document.objects.visible_to,
    "work in cases": lambda person: WorkItem.objects.filter(seen_case(person, "case")),
    "work on documents": lambda person: WorkItem.objects.filter(seen_document(person, "document")),
}


def asked(person: Employee) -> dict[str, str]:
    """The SQL of everything that the person may see, with its values."""
    return {name: str(make(person).query) for name, make in ASKED.items()}


@pytest.mark.parametrize("name", ["leader", "unit_head", "executor", "clerk", "controller", "auditor"])
def test_they_ask_nothing_and_are_the_same_for_a_person_who_is_read_anew(office: Office, name: str) -> None:
    """What is made of posts, substitutions and the day alone may outlive the request."""
    first, second = office.person(name), office.person(name)
    for person in (first, second):
        assert person.current_posts
        assert person.current_substitutions == ()

    sight.KEPT.clear()
    with CaptureQueriesContext(connection) as asking:
        made = asked(first)
        kept = asked(second)

    assert len(asking) == 0
    assert kept == made


def change_role(post: Post) -> None:
    """The post gets another role."""
    post.role = Role.LEADER
    post.save()


def move_unit(post: Post) -> None:
    """The unit lies elsewhere in the tree."""
    unit = Unit.objects.get(pk=post.unit_id)
    unit.path = "0000.moved."
    unit.save()


def end_post(post: Post) -> None:
    """The post ended yesterday."""
    post.starts_on, post.ends_on = days_ago(9), days_ago(1)
    post.save()


def close_account(post: Post) -> None:
    """The person signs in no more."""
    person = Employee.objects.get(pk=post.employee_id)
    person.is_active = False
    person.save()


@pytest.mark.parametrize("deed", [change_role, move_unit, end_post, close_account])
def test_what_a_person_is_today_is_asked_anew_by_the_next_request(office: Office, deed: Callable[[Post], None]) -> None:
    """However often it was kept before."""
    before = asked_of(office.person("unit_head"))

    deed(office.person("unit_head").current_posts[0])

    assert asked_of(office.person("unit_head")) != before


def asked_of(person: Employee) -> str:
    """The condition for cases; one that can find nothing, too."""
    return repr(Case.objects.visible_to(person).query.where)


def test_a_new_day_is_a_new_question(office: Office) -> None:
    """Who takes part until yesterday does not today."""
    before = str(Case.objects.visible_to(office.person("executor")).query)

    with clock.at(clock.now() + timedelta(days=1)):
        after = str(Case.objects.visible_to(office.person("executor")).query)

    assert before != after


def test_no_more_are_kept_than_there_is_room_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was asked for longest ago goes first."""
    monkeypatch.setattr(sight, "MOST_KEPT", 2)
    sight.KEPT.clear()
    for name in ("leader", "executor", "clerk", "leader"):
        Case.objects.visible_to(office.person(name))

    assert len(sight.KEPT) == 2
