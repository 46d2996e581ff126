"""Invented applicants and addresses of the demo. Data only."""

from dataclasses import dataclass

from agencies.models import Sex


@dataclass(frozen=True)
class Applicant:
    """A citizen who writes to the agency."""

    last_name: str
    first_name: str
    patronymic: str
    sex: Sex


@dataclass(frozen=True)
class Home:
    """Where an applicant lives."""

    town: str
    street: str
    number: int
    flat: int

    @property
    def address(self) -> str:
        """The postal address."""
        return f"{self.street}, д. {self.number}, кв. {self.flat}, {self.town}"

    @property
    def house(self) -> str:
        """The house as a letter names it."""
        return f"{self.street}, д. {self.number}"


def _named(names: str, sex: Sex) -> Applicant:
    last_name, first_name, patronymic = names.split()
    return Applicant(last_name, first_name, patronymic, sex)


def _women(*names: str) -> list[Applicant]:
    return [_named(name, Sex.FEMALE) for name in names]


def _men(*names: str) -> list[Applicant]:
    return [_named(name, Sex.MALE) for name in names]


FROLOVA = Applicant("Фролова", "Мария", "Степановна", Sex.FEMALE)
GUSEV = Applicant("Гусев", "Анатолий", "Игнатьевич", Sex.MALE)
CHERNYSHEV = Applicant("Чернышёв", "Геннадий", "Фомич", Sex.MALE)

WOMEN = _women(
    "Абросимова Нина Васильевна",
    "Бурмистрова Ольга Дмитриевна",
    "Ведерникова Тамара Ильинична",
    "Голубева Анна Сергеевна",
    "Дорофеева Лилия Маратовна",
    "Ерофеева Полина Андреевна",
    "Журавлёва Зоя Михайловна",
    "Игнатенко Светлана Викторовна",
    "Капустина Римма Аркадьевна",
    "Лазарева Евгения Олеговна",
    "Макеева Валентина Петровна",
    "Назарова Гульнара Фаридовна",
    "Овсянникова Вера Никитична",
    "Пестрякова Лидия Семёновна",
    "Рогожина Юлия Александровна",
    "Сидельникова Клавдия Ивановна",
    "Тюленева Екатерина Павловна",
    "Устинова Раиса Григорьевна",
    "Хомякова Дарья Константиновна",
    "Шубина Антонина Фёдоровна",
    "Щербак Инна Вадимовна",
    "Яковенко Людмила Тарасовна",
)

MEN = _men(
    "Андрющенко Виталий Борисович",
    "Белозёров Константин Юрьевич",
    "Вахрушев Игорь Леонидович",
    "Гареев Ильдар Ринатович",
    "Дедов Николай Егорович",
    "Жилин Артём Валерьевич",
    "Зотов Михаил Захарович",
    "Ивлев Степан Анатольевич",
    "Колосов Дмитрий Геннадьевич",
    "Лукин Фёдор Матвеевич",
    "Мещеряков Олег Владиславович",
    "Никифоров Юрий Тихонович",
    "Осипов Валерий Кузьмич",
    "Панкратов Сергей Эдуардович",
    "Рябов Алексей Никонович",
    "Савин Борис Ефимович",
    "Третьяков Роман Денисович",
    "Ушаков Пётр Савельевич",
    "Федосеев Вячеслав Аркадьевич",
    "Цветков Георгий Львович",
    "Чижов Антон Станиславович",
    "Юдин Леонид Макарович",
)

STREETS = (
    "ул. Соборная",
    "ул. Кузнечная",
    "ул. Гончарная",
    "пер. Речной",
    "ул. Льнозаводская",
    "пр-т Строителей",
    "ул. Озёрная",
    "ул. Вокзальная",
    "ул. Полевая",
    "ул. Купеческая",
    "ул. Механизаторов",
    "бул. Школьный",
    "ул. Ткацкая",
    "ул. Набережная",
)

TOWNS = (
    "г. Верхнеозёрск",
    "г. Верхнеозёрск",
    "г. Верхнеозёрск",
    "г. Лесогорье",
    "пгт Ключевой",
    "с. Малые Поляны",
)
