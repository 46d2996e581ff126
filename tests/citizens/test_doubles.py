"""Who may be whose double: what is likely, what is a hint, and what is neither."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citizens.models import Merge, Person
from citizens.references import STAYING, label_of, pointers, references
from citizens.selectors import CANDIDATES, DOUBLES, doubles, find_people
from citizens.services import PersonData, add_person, merge_persons
from history import shown
from history.models import TrackedModel
from tests.citizens.cards import HOME, a_card
from tests.people import Office

pytestmark = pytest.mark.django_db

PHONE = "+7 (900) 111-22-33"
MAIL = "frolova@example.org"


def found(person: Person, office: Office) -> list[tuple[int, bool]]:
    """The doubles of a card as the clerk is told them: number, and whether it is likely."""
    return [(one.person.pk, one.is_likely) for one in doubles(person, office.person("clerk"))]


def test_one_surname_with_three_addresses_is_three_people_and_a_hint(office: Office) -> None:
    """Entering them merges nothing, and each card names the two others."""
    people = [a_card(office, "Фролова", address=f"ул. Соборная, д. {number}") for number in (1, 2, 3)]

    told = [found(person, office) for person in people]

    assert Person.objects.unmerged().count() == 3
    assert Merge.objects.count() == 0
    keys = [person.pk for person in people]
    assert told == [[(key, False) for key in keys if key != own] for own in keys]


@pytest.mark.parametrize(
    ("names", "contacts"),
    [
        ("Фролова Мария Степановна", {"address": "Соборная, 14-7"}),
        ("Фролова Мария Степановна", {"address": "УЛ. СОБОРНАЯ Д.14 КВ.7"}),
        ("Фролова М. С.", {"phone": "8 900 111-22-33"}),
        ("Фролова Мария", {"email": "Frolova@Example.org", "address": "г. Лесогорье"}),
        ("Фролова", {"phone": "9001112233", "address": "г. Лесогорье"}),
    ],
)
def test_names_that_fit_with_a_contact_alike_are_likely(office: Office, names: str, contacts: dict[str, str]) -> None:
    """However the name is shortened and the contact written."""
    person = a_card(office, address=HOME, email=MAIL, phone=PHONE)
    double = a_card(office, names, **contacts)

    assert found(person, office) == [(double.pk, True)]
    assert found(double, office) == [(person.pk, True)]


@pytest.mark.parametrize(
    ("names", "contacts"),
    [
        ("Фролова Мария Степановна", {"address": "г. Лесогорье"}),
        ("Фролова М.", {}),
        ("Петрова Мария Степановна", {"address": HOME}),
        ("Фролова Марья Степановна", {"phone": PHONE}),
    ],
)
def test_a_name_or_a_contact_alone_is_a_hint(office: Office, names: str, contacts: dict[str, str]) -> None:
    """A namesake, a changed surname, a slip in a given name."""
    person = a_card(office, address=HOME, email=MAIL, phone=PHONE)
    double = a_card(office, names, **contacts)

    assert found(person, office) == [(double.pk, False)]


@pytest.mark.parametrize(
    ("names", "contacts"),
    [
        ("Фролов Мария Степановна", {"address": "г. Лесогорье"}),
        ("Фролова Анна Степановна", {"address": HOME}),
        ("Фролова Мария Петровна", {"address": HOME}),
        ("Ильина Ольга Ивановна", {"address": HOME, "phone": PHONE, "email": MAIL}),
        ("Петрова Мария Степановна", {"address": "пл. Соборная, д. 14, кв. 7"}),
        ("Фролова Анна Степановна", {"phone": "22-33"}),
    ],
)
def test_families_neighbours_and_short_numbers_are_no_doubles(
    office: Office, names: str, contacts: dict[str, str]
) -> None:
    """No false alarm where given names contradict each other or nothing but a home is shared."""
    person = a_card(office, address=HOME, email=MAIL, phone=PHONE)
    a_card(office, names, **contacts)

    assert found(person, office) == []


def test_a_double_tells_what_equals_and_what_differs(office: Office) -> None:
    """What one of the cards has none of is neither."""
    person = a_card(office, address=HOME, phone=PHONE)
    a_card(office, address="г. Лесогорье", phone="8 900 111 22 33", email=MAIL)

    (double,) = doubles(person, office.person("clerk"))

    assert (double.equals, double.differs) == (("name_key", "phone"), ("address",))


def test_the_likeliest_come_first_and_no_more_than_a_panel_holds(office: Office) -> None:
    """And only those that are named count as shown."""
    person = a_card(office, address=HOME)
    for number in range(DOUBLES + 3):
        a_card(office, address=f"ул. Полевая, д. {number}")
    likely = a_card(office, address=HOME)

    with shown.watching() as seen:
        told = doubles(person, office.person("clerk"))

    assert (told[0].person.pk, told[0].is_likely) == (likely.pk, True)
    assert len(told) == DOUBLES
    assert {key for kind, key in seen if kind == "citizens.person"} == {one.person.pk for one in told}


def test_other_agencies_merged_cards_and_erased_people_are_not_among_them(office: Office) -> None:
    """Neither in a panel nor in a search."""
    assert office.other is not None
    person = a_card(office, address=HOME)
    add_person(
        actor=office.person("other.clerk"),
        agency=office.other.agency,
        person=PersonData("Фролова", "f", "Мария", "Степановна", HOME),
    )
    double = a_card(office, address=HOME)
    merge_persons(actor=office.person("clerk"), kept=person, doubled=double, reason="Один человек.")
    double.refresh_from_db()

    assert found(person, office) == []
    assert found(double, office) == []
    assert [one.pk for one in find_people(office.person("clerk"), "Фролова")] == [person.pk]
    assert doubles(person, office.person("other.clerk")) == []


def test_a_panel_asks_as_many_queries_for_hundreds_of_namesakes(office: Office) -> None:
    """And a double behind more namesakes than are looked at is found by its contact."""
    from history import bulk

    person, clerk = a_card(office, address=HOME, email=MAIL, phone=PHONE), office.person("clerk")
    assert clerk.current_posts
    before = queries(person, clerk)

    bulk.create(Person, [_namesake(office, number) for number in range(CANDIDATES + 50)])
    double = a_card(office, "Фролова Мария Яковлевна", phone=PHONE)

    assert queries(person, clerk) <= before + 1
    assert double.pk in [one.person.pk for one in doubles(person, clerk, limit=1000)]


def test_every_question_about_contacts_walks_its_index(office: Office) -> None:
    """The database says so itself, once it has enough rows to care."""
    from history import bulk

    bulk.create(Person, [_namesake(office, number) for number in range(3000)])
    person, clerk = a_card(office, address=HOME, email=MAIL, phone=PHONE), office.person("clerk")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        doubles(person, clerk)

    plans = [_plan(query["sql"]) for query in asked if "citizens_person" in query["sql"]]

    for name in ("person_by_name", "person_by_address", "person_by_email", "person_by_phone"):
        assert any(name in plan for plan in plans), f"{name}: {plans}"


def test_every_reference_to_a_person_moves_with_a_merge_or_is_excused() -> None:
    """A new one is moved by itself; whoever adds it says here that it was thought of."""
    moving = {label_of(*one) for one in references()}

    assert moving == {"citizens.case.applicant"}
    assert {label_of(*one) for one in pointers()} == moving | set(STAYING)
    assert all(issubclass(model, TrackedModel) for model, _name in pointers())
    assert not Person._meta.many_to_many


def queries(person: Person, clerk: Any) -> int:
    """How many queries a panel asks."""
    with CaptureQueriesContext(connection) as asked:
        doubles(person, clerk)
    return len(asked)


def _namesake(office: Office, number: int) -> Person:
    return Person(
        agency=office.agency,
        last_name="Фролова",
        first_name="Мария",
        sex="f",
        address=f"ул. Полевая, д. {number}",
        email=f"f{number}@example.org",
        phone=f"8 901 {number:07}",
        name_key=f"фролова мария а{number:05}",
    )


def _plan(sql: str) -> str:
    """How the database would answer this."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}".replace("%", "%%"), [])
        return " ".join(str(column) for row in cursor.fetchall() for column in row)
