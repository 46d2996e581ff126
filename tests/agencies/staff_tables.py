"""Tables of staff, and what an import of one does."""

from collections.abc import Sequence
from datetime import date

from agencies import services, sheets
from agencies.services.import_plan import Plan
from agencies.sheets import SheetRow
from history import clock
from tests.people import Office

HEAD = (
    "индекс подразделения",
    "подразделение",
    "индекс вышестоящего",
    "логин",
    "фамилия",
    "имя",
    "пол",
    "должность",
    "роль",
)


def table(rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> list[SheetRow]:
    """A table as a file of it would be read."""
    return sheets.read(sheets.csv_of([head, *rows]))


def staff(count: int, units: int = 20) -> list[tuple[str, ...]]:
    """So many new people in new units."""
    made = [(f"Н{n}", f"Новый отдел {n}", "-" if n % 5 == 0 else f"Н{n - n % 5}", *[""] * 6) for n in range(units)]
    made += [
        (f"Н{n % units}", "", "", f"new.{n}", f"Новиков{n}", "Пётр", "м", "консультант", "исполнитель")
        for n in range(count)
    ]
    return made


def preview(office: Office, rows: list[SheetRow], on: date | None = None) -> Plan:
    """What the import would do."""
    return services.preview_import(agency=office.agency, sheet=rows, on=on or clock.today())


def imported(office: Office, rows: list[SheetRow], on: date | None = None) -> Plan:
    """Previewed and confirmed."""
    on = on or clock.today()
    plan = preview(office, rows, on)
    assert plan.errors == []
    return services.import_staff(
        actor=office.administrator, agency=office.agency, sheet=rows, on=on, expected=plan.digest
    )


def errors(plan: Plan) -> list[tuple[int, str, str]]:
    """Row, column and code of each error."""
    return [(error.row, error.column, error.code) for error in plan.errors]
