"""The role matrix: every address × every role, by GET and by an empty POST, against one table of who may open what.

A new address that is not in the table fails the first test, so the table is always whole.
"""

import pytest
from django.test import Client
from django.urls import reverse

from history.models import Act
from tests.addresses import OTHERS, PUBLIC, ROLES, TABLE, Entry, address_of, addresses
from tests.focus import FOCUS
from tests.stage import Stage, stage

__all__ = ["stage"]

NOT_FOUND, NOT_ALLOWED, TO_SIGN_IN = 404, 405, 302


# Who may open an address is told by posts and powers alone, whatever the database; which rows its SQL finds for whom is
# the affair of the sight matrix and of the object matrix's lists, which go on every database.
by_powers_alone = pytest.mark.embedded_only


def test_every_address_is_in_the_table() -> None:
    """And the table names no address that does not exist."""
    assert set(addresses()) == set(TABLE)


@by_powers_alone
@pytest.mark.django_db
@pytest.mark.feature("F32", "F42")
def test_each_role_opens_what_the_table_says_and_nothing_else(stage: Stage) -> None:
    """What is not open answers 404, as if it did not exist."""
    wrong = []
    for role in ROLES:
        client = Client()
        client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")
        for name, entry in FOCUS.over(TABLE.items()):
            answer = client.get(address_of(name, stage))
            status = answer.status_code
            answer.getvalue()
            expected = _expected_of_reading(entry, role, name)
            if status not in expected:
                wrong.append(f"{role} GET {name}: {status}, not {expected}")
    assert wrong == []


@by_powers_alone
@pytest.mark.django_db
@pytest.mark.feature("F32", "F42")
def test_nobody_changes_by_post_what_is_not_open_to_them(stage: Stage) -> None:
    """A forged POST of a stranger answers 404 or 405 and leaves no act."""
    wrong = []
    for role in ROLES:
        client = Client()
        client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")
        for name, entry in FOCUS.over(TABLE.items()):
            if role in entry.opens_to or name in PUBLIC:
                continue
            before = Act.objects.count()
            status = client.post(address_of(name, stage), {"action": "report", "text": "x"}).status_code
            if status not in (NOT_FOUND, NOT_ALLOWED) or Act.objects.count() != before:
                wrong.append(f"{role} POST {name}: {status}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.feature("F37")
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_did_not_sign_in_is_led_to_the_sign_in_page(stage: Stage, method: str) -> None:
    """Every page but the public ones."""
    client = Client()

    answers = {name: getattr(client, method)(address_of(name, stage)) for name in TABLE if name not in PUBLIC}

    wrong = [
        name
        for name, answer in answers.items()
        if answer.status_code != TO_SIGN_IN or "/login/" not in answer.headers["Location"]
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.feature("F37")
def test_a_closed_account_opens_nothing_from_that_moment(stage: Stage) -> None:
    """Even in a session that was open."""
    client, executor = Client(), stage.world.person("executor")
    client.force_login(executor, backend="agencies.backends.EmployeeBackend")
    assert client.get(address_of("workflows:case", stage)).status_code == 200

    executor.is_active = False
    executor.save()

    assert client.get(address_of("workflows:case", stage)).status_code == TO_SIGN_IN


@pytest.mark.django_db
@pytest.mark.feature("F32", "F42")
@pytest.mark.parametrize("role", ["stranger", *OTHERS, "administrator"])
def test_search_finds_nothing_that_is_not_open(stage: Stage, role: str) -> None:
    """Neither by number nor by surname."""
    client = Client()
    client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")

    pages = [
        client.get(reverse(name), {"q": text}).content.decode()
        for name in ("workflows:cases", "citizens:people", "documents:search")
        for text in (stage.case.number, "Фролова", stage.inquiry.number)
    ]

    assert all(reverse("workflows:case", args=[stage.case.pk]) not in page for page in pages)
    assert all(reverse("citizens:person", args=[stage.case.applicant_id]) not in page for page in pages)
    assert all(reverse("workflows:document", args=[stage.inquiry.pk]) not in page for page in pages)


def _expected_of_reading(entry: Entry, role: str, name: str) -> tuple[int, ...]:
    if "GET" not in entry.methods:
        return (NOT_ALLOWED,)
    if name in PUBLIC:
        return (200, NOT_FOUND)
    return (200,) if role in entry.opens_to else (NOT_FOUND,)
