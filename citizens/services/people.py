"""Entering applicants."""

from dataclasses import dataclass

from agencies.models import Agency, Employee
from agencies.policies import require
from citizens import policies
from citizens.models import Person
from citizens.names import key_of
from history.acts import act, record


@dataclass(frozen=True)
class PersonData:
    """What an applicant tells of themselves."""

    last_name: str
    sex: str
    first_name: str = ""
    patronymic: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


@act
def add_person(*, actor: Employee, agency: Agency, person: PersonData) -> Person:
    """Enter an applicant. One who is alike to a known one is another person until a clerk merges the two cards.

    Raises:
        PermissionDenied: the actor enters no applicants of this agency.
    """
    require(policies.may_enter(actor, agency))
    entered = Person(
        agency=agency,
        last_name=person.last_name.strip(),
        first_name=person.first_name.strip(),
        patronymic=person.patronymic.strip(),
        sex=person.sex,
        address=person.address.strip(),
        email=person.email.strip(),
        phone=person.phone.strip(),
    )
    entered.name_key = key_of(entered.full_name)
    entered.full_clean()
    entered.save()
    record("citizens.person_added", actor=actor, subject=entered)
    return entered
