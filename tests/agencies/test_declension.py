"""Names, posts and units in letters stand in the right case; what was corrected wins."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services
from agencies.declension import Declension
from agencies.models import DeclinedWord
from agencies.services import WordForms
from citizens.models import Person
from tests.codes import codes
from tests.people import Office

pytestmark = pytest.mark.feature("F45")
CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")


def person(names: str, sex: str) -> Person:
    """A person of these names."""
    last, first, patronymic = (*names.split(), "", "")[:3]
    return Person(last_name=last, first_name=first, patronymic=patronymic, sex=sex)


@pytest.mark.parametrize(
    ("names", "sex", "to_whom"),
    [
        ("Фролова Мария Степановна", "f", "Фроловой М. С."),
        ("Черных Алла Борисовна", "f", "Черных А. Б."),
        ("Седых Татьяна Львовна", "f", "Седых Т. Л."),
        ("Гусев Антон Иванович", "m", "Гусеву А. И."),
        ("Чернышёв Геннадий Фомич", "m", "Чернышёву Г. Ф."),
        ("Ахметзянова Дина Ринатовна", "f", "Ахметзяновой Д. Р."),
        ("Мельник Ольга Петровна", "f", "Мельник О. П."),
        ("Мельник Олег Петрович", "m", "Мельнику О. П."),
        ("Достоевская Анна", "f", "Достоевской А."),
        ("Шевченко Тарас Григорьевич", "m", "Шевченко Т. Г."),
    ],
)
def test_a_surname_with_initials_is_declined_and_an_indeclinable_one_is_not(names: str, sex: str, to_whom: str) -> None:
    """To whom a letter goes."""
    assert Declension().short(person(names, sex), "dative") == to_whom


def test_full_names_are_declined_in_all_parts_and_initials_stand_before_or_after() -> None:
    """Of whom and to whom."""
    frolova, words = person("Фролова Мария Степановна", "f"), Declension()

    assert words.full(frolova, "dative") == "Фроловой Марии Степановне"
    assert words.full(frolova, "genitive") == "Фроловой Марии Степановны"
    assert words.full(frolova, "nominative") == "Фролова Мария Степановна"
    assert words.initials_first(frolova, "genitive") == "М. С. Фроловой"


@pytest.mark.parametrize(
    ("title", "declined"),
    [
        ("министр", "министра министру министра министром министре"),
        (
            "начальник отдела капитального ремонта",
            "начальника начальнику начальника начальником начальнике",
        ),
        ("заместитель министра", "заместителя заместителю заместителя заместителем заместителе"),
        (
            "исполняющий обязанности министра",
            "исполняющего исполняющему исполняющего исполняющим исполняющем",
        ),
        ("глава администрации", "главы главе главу главой главе"),
        ("Правовой отдел", "Правового Правовому Правовой Правовым Правовом"),
        ("Служба по надзору", "Службы Службе Службу Службой Службе"),
        ("МФЦ", "МФЦ МФЦ МФЦ МФЦ МФЦ"),
    ],
)
def test_the_first_word_of_a_post_or_unit_is_declined(title: str, declined: str) -> None:
    """What depends on it stays."""
    words = Declension()

    assert [words.post(title, case).split()[0] for case in CASES] == declined.split()


def test_what_depends_on_the_head_of_a_post_stays_and_both_posts_of_one_person_are_declined() -> None:
    """And of a hyphenated word both parts."""
    words = Declension()

    assert words.post("первый заместитель министра — начальник управления", "dative") == (
        "первому заместителю министра — начальнику управления"
    )
    assert words.post("ведущий специалист-эксперт", "instrumental") == "ведущим специалистом-экспертом"
    assert words.unit("Отдел документационного обеспечения и обращений граждан", "genitive") == (
        "Отдела документационного обеспечения и обращений граждан"
    )
    assert words.unit("Общий отдел", "accusative") == "Общий отдел"


def forms(kind: str, nominative: str, dative: str, sex: str = "") -> WordForms:
    """A word whose dative alone matters."""
    rest = dict.fromkeys(("genitive", "accusative", "instrumental", "prepositional"), nominative)
    return WordForms(kind=kind, nominative=nominative, dative=dative, sex=sex, **rest)


@pytest.mark.django_db
def test_what_was_corrected_wins_in_its_agency_alone_until_it_is_taken_back(office: Office) -> None:
    """Whatever the case of its letters."""
    keeper, agency = office.person("controller"), office.agency
    assert office.other is not None
    word = services.correct_word(
        actor=keeper, agency=agency, forms=forms("post", "Советник  юстиции", "советнику от юстиции")
    )
    services.correct_word(actor=keeper, agency=agency, forms=forms("surname", "Гусев", "Гусевому", "m"))

    assert Declension(agency).post("советник юстиции", "dative") == "советнику от юстиции"
    assert Declension(agency).post("Советник юстиции", "dative") == "Советнику от юстиции"
    assert Declension(agency).short(person("Гусев Антон", "m"), "dative") == "Гусевому А."
    assert Declension(office.other.agency).post("советник юстиции", "dative") == "советнику юстиции"

    services.drop_correction(actor=keeper, word=word)

    assert Declension(agency).post("советник юстиции", "dative") == "советнику юстиции"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "nominative", "sex", "code"),
    [
        ("surname", "Гусев", "", "sex-missing"),
        ("surname", "Гусев Антон", "m", "one-name-at-a-time"),
        ("post", "министр", "", "word-corrected-already"),
    ],
)
def test_an_entry_is_a_word_with_its_sex_and_stands_once(
    office: Office, kind: str, nominative: str, sex: str, code: str
) -> None:
    """The dictionary holds words, not people."""
    keeper = office.person("controller")
    services.correct_word(actor=keeper, agency=office.agency, forms=forms("post", "Министр", "министру"))

    with pytest.raises(ValidationError) as refused:
        services.correct_word(actor=keeper, agency=office.agency, forms=forms(kind, nominative, "x", sex))

    assert codes(refused) == [code]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["clerk", "executor", "administrator", "other.controller"])
def test_only_the_head_of_the_records_office_corrects_words(office: Office, role: str) -> None:
    """In their own agency."""
    with pytest.raises(PermissionDenied):
        services.correct_word(
            actor=office.person(role), agency=office.agency, forms=forms("post", "министр", "министру")
        )

    assert not DeclinedWord.objects.exists()
