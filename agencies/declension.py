"""Names and posts in the grammatical case that a letter needs."""

from typing import Protocol

from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

from agencies.models import Sex

_petrovich = Petrovich()
_GENDERS = {Sex.FEMALE.value: Gender.FEMALE, Sex.MALE.value: Gender.MALE}


class Named(Protocol):
    """A person with names and a grammatical gender."""

    last_name: str
    first_name: str
    patronymic: str
    sex: str


def dative(person: Named) -> str:
    """All names, to whom: «Фроловой Марии Степановне»."""
    return _full(person, Case.DATIVE)


def genitive(person: Named) -> str:
    """All names, of whom: «Фроловой Марии Степановны»."""
    return _full(person, Case.GENITIVE)


def dative_short(person: Named) -> str:
    """Surname and initials, to whom: «Фроловой М. С.»."""
    return _short(person, Case.DATIVE)


def genitive_short(person: Named) -> str:
    """Surname and initials, of whom: «Фроловой М. С.»."""
    return _short(person, Case.GENITIVE)


def surnames(person: Named) -> set[str]:
    """The surname as it stands and in every grammatical case."""
    cases = (Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.INSTRUMENTAL, Case.PREPOSITIONAL)
    return {person.last_name, *(_surname(person, case) for case in cases)}


def _surname(person: Named, case: int) -> str:
    return str(_petrovich.lastname(person.last_name, case, _GENDERS[person.sex]))


def _full(person: Named, case: int) -> str:
    gender = _GENDERS[person.sex]
    names = [_surname(person, case)]
    if person.first_name:
        names.append(str(_petrovich.firstname(person.first_name, case, gender)))
    if person.patronymic:
        names.append(str(_petrovich.middlename(person.patronymic, case, gender)))
    return " ".join(names)


def _short(person: Named, case: int) -> str:
    initials = [f"{name[0]}." for name in (person.first_name, person.patronymic) if name]
    return " ".join([_surname(person, case), *initials])
