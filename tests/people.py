"""The named people of two agencies of the demo's world, each with the post that the tests log in with."""

from dataclasses import dataclass, field
from datetime import date

from agencies import services as agencies
from agencies.models import Agency, Employee, Role, Unit
from agencies.services import NewPost
from history.actors import Automatic
from tests.layers import layer
from workflows.setting_up import load_reference_data

PASSWORD = "correct horse battery"
LOADER = Automatic("tests")
SINCE = date(2020, 1, 1)


@dataclass
class Office:
    """An agency with its people; ``other`` is another agency on the same installation."""

    agency: Agency
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Employee] = field(default_factory=dict)
    other: "Office | None" = None

    def __getattr__(self, name: str) -> Employee:
        try:
            person: Employee = self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None
        return person

    def person(self, name: str) -> Employee:
        """A person by role name; ``other.clerk`` is the clerk of the other agency. Posts are read anew."""
        office: Office | None = self
        if name.startswith("other."):
            office, name = self.other, name.removeprefix("other.")
        assert office is not None
        return Employee.objects.get(pk=office.people[name].pk)


def _enter(office: Office, name: str, names: str, sex: str, unit: str, title: str, role: str, **post: object) -> None:
    last, first, patronymic = names.split()
    prefix = "" if office.agency.exchange_id == "RU-VO-MZKH" else "b_"
    office.people[name] = agencies.hire(
        actor=LOADER,
        employee=Employee(
            username=f"{prefix}{name}",
            last_name=last,
            first_name=first,
            patronymic=patronymic,
            sex=sex,
            phone="(8000) 22-14-05",
        ),
        password=PASSWORD,
        post=NewPost(unit=office.units[unit], title=title, role=role, starts_on=SINCE, **post),  # type: ignore[arg-type]
    )


def _open(agency: Agency, units: dict[str, str]) -> Office:
    office = Office(agencies.create_agency(actor=LOADER, agency=agency))
    for code, name in units.items():
        office.units[code] = agencies.create_unit(actor=LOADER, agency=office.agency, code=code, name=name)
    return office


def ministry() -> Office:
    """Agency A."""
    office = _open(
        Agency(
            name="Министерство жилищно-коммунального хозяйства Верхнеозёрской области",
            short_name="Минжилкомхоз области",
            exchange_id="RU-VO-MZKH",
            place="г. Верхнеозёрск",
            address="ул. Набережная, д. 5, г. Верхнеозёрск, 640100",
            phone="(8000) 22-14-00",
            email="mzkh@example.org",
        ),
        {
            "01": "Руководство",
            "02": "Отдел документационного обеспечения и обращений граждан",
            "05": "Отдел капитального ремонта",
            "08": "Правовой отдел",
        },
    )
    _enter(
        office,
        "leader",
        "Сомова Ирина Павловна",
        "f",
        "01",
        "исполняющий обязанности министра",
        Role.LEADER,
        is_acting=True,
        acting_order="приказ от 16.11.2026 № 214-лс",
    )
    _enter(office, "controller", "Кречетова Наталья Юрьевна", "f", "02", "начальник отдела", Role.CONTROLLER)
    _enter(office, "clerk", "Мельник Ольга Петровна", "f", "02", "ведущий специалист-эксперт", Role.CLERK)
    _enter(office, "unit_head", "Ершов Павел Дмитриевич", "m", "05", "начальник отдела", Role.UNIT_HEAD)
    _enter(office, "executor", "Ахметзянова Дина Ринатовна", "f", "05", "консультант", Role.EXECUTOR)
    _enter(office, "stranger", "Лапин Олег Игоревич", "m", "08", "консультант", Role.EXECUTOR)
    _enter(office, "auditor", "Седых Татьяна Львовна", "f", "01", "главный контролёр-ревизор", Role.AUDITOR)
    _enter(office, "administrator", "Юдин Артём Олегович", "m", "02", "системный администратор", Role.ADMINISTRATOR)
    return office


def committee() -> Office:
    """Agency B."""
    office = _open(
        Agency(
            name="Комитет по охране объектов культурного наследия Верхнеозёрской области",
            short_name="Комитет охраны наследия области",
            exchange_id="RU-VO-KOOKN",
            place="г. Верхнеозёрск",
            address="пл. Соборная, д. 2, г. Верхнеозёрск, 640100",
            phone="(8000) 22-31-10",
            email="kookn@example.org",
        ),
        {"01": "Руководство", "02": "Общий отдел", "03": "Отдел охраны и реставрации"},
    )
    _enter(office, "leader", "Завьялов Роман Игоревич", "m", "01", "председатель комитета", Role.LEADER)
    _enter(office, "clerk", "Черных Алла Борисовна", "f", "02", "специалист", Role.CLERK)
    _enter(office, "controller", "Гордеева Вера Ильинична", "f", "02", "начальник общего отдела", Role.CONTROLLER)
    _enter(office, "unit_head", "Носов Глеб Андреевич", "m", "03", "начальник отдела", Role.UNIT_HEAD)
    _enter(office, "executor", "Фёдоров Семён Ильич", "m", "03", "консультант", Role.EXECUTOR)
    return office


@layer()
def office() -> Office:
    """Agency A with its people, reference data, and agency B as ``office.other``."""
    load_reference_data()
    ours = ministry()
    ours.other = committee()
    return ours
