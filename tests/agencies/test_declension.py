"""Names in letters stand in the right case."""

import pytest

from agencies import declension
from citizens.models import Person


@pytest.mark.parametrize(
    ("names", "sex", "to_whom"),
    [
        ("Фролова Мария Степановна", "f", "Фроловой М. С."),
        ("Черных Алла Борисовна", "f", "Черных А. Б."),
        ("Гусев Антон Иванович", "m", "Гусеву А. И."),
        ("Чернышёв Геннадий Фомич", "m", "Чернышёву Г. Ф."),
        ("Ахметзянова Дина Ринатовна", "f", "Ахметзяновой Д. Р."),
    ],
)
def test_a_surname_with_initials_is_declined_and_an_indeclinable_one_is_not(names: str, sex: str, to_whom: str) -> None:
    """To whom a letter goes."""
    last, first, patronymic = names.split()

    assert declension.dative_short(Person(last_name=last, first_name=first, patronymic=patronymic, sex=sex)) == to_whom


def test_full_names_are_declined_in_all_parts() -> None:
    """Of whom and to whom."""
    person = Person(last_name="Фролова", first_name="Мария", patronymic="Степановна", sex="f")

    assert declension.dative(person) == "Фроловой Марии Степановне"
    assert declension.genitive(person) == "Фроловой Марии Степановны"
