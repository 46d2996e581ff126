"""Structures for tests: chains of units, hundreds of them, and days before and after today."""

from datetime import date, timedelta

from agencies import services
from agencies.models import Agency, Employee, Role, Unit
from agencies.services import NewPost
from history import bulk, clock
from tests.people import LOADER, SINCE, Office


def days_ago(count: int) -> date:
    """A day before today."""
    return clock.today() - timedelta(days=count)


def tomorrow() -> date:
    """The day after today."""
    return days_ago(-1)


def a_unit(office: Office, code: str, name: str, parent: Unit | None = None, **given: object) -> Unit:
    """A unit of the ministry, entered by its administrator."""
    return services.create_unit(
        actor=office.administrator,
        agency=office.agency,
        code=code,
        name=name,
        parent=parent,
        **given,  # type: ignore[arg-type]
    )


def a_chain(office: Office, length: int, code: str = "Г") -> list[Unit]:
    """Units one below the other, the first at the top."""
    chain: list[Unit] = []
    for level in range(1, length + 1):
        parent = chain[-1] if chain else None
        chain.append(a_unit(office, f"{code}{level}", f"Подразделение {level}-го уровня", parent))
    return chain


def a_person(
    unit: Unit, login: str, title: str = "консультант", role: str = Role.EXECUTOR, **given: object
) -> Employee:
    """Somebody who works in a unit."""
    return services.hire(
        actor=LOADER,
        employee=Employee(username=login, last_name=f"Сотрудников {login}", first_name="Иван", sex="m"),
        password=None,
        post=NewPost(unit=unit, title=title, role=role, starts_on=SINCE, **given),  # type: ignore[arg-type]
    )


def many_units(agency: Agency, count: int, *, width: int = 6) -> list[Unit]:
    """So many units more, each with up to ``width`` below it."""
    made: list[Unit] = []
    while len(made) < count:
        start = len(made)
        rows = []
        for number in range(start, min(count, max(start * width, width))):
            parent = made[number // width - 1] if number >= width else None
            name = f"Отдел государственной политики и обеспечения деятельности № {number}"
            rows.append(Unit(agency=agency, parent=parent, code=f"Ж{number}", name=name))
        for unit in bulk.create(Unit, rows):
            unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
            unit.save()
            made.append(unit)
    return made
