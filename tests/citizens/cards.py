"""Cards of applicants as clerks enter them, and what points to each."""

from typing import Any

from citizens.models import Case, Person
from citizens.services import PersonData, add_person
from tests.oversight.papers import a_case
from tests.people import Office

HOME = "ул. Соборная, д. 14, кв. 7"


def a_card(office: Office, names: str = "Фролова Мария Степановна", **contacts: str) -> Person:
    """An applicant entered by the clerk."""
    last, first, patronymic, *_rest = [*names.split(), "", ""]
    return add_person(
        actor=office.person("clerk"),
        agency=office.agency,
        person=PersonData(last, "f", first, patronymic, **contacts),
    )


def cases_of(office: Office, person: Person, *numbers: int) -> list[Case]:
    """Cases of an applicant with these numbers."""
    return [a_case(office, f"ОГ-Ф-{number}/26", applicant=person) for number in numbers]


def belonging() -> dict[str, Any]:
    """Whose each case is, by its number."""
    return dict(Case.objects.order_by("pk").values_list("number", "applicant"))


def contacts(person: Person) -> tuple[str, ...]:
    """The contacts of a card as they stand now."""
    person.refresh_from_db()
    return tuple(getattr(person, name) for name in Person.CONTACTS)
