"""File plans of the demo: this year's and the last one's in force, and one long closed whose terms are over.

The closed year is older than the program in the agency: its files have volumes with sheets, and no papers here.
"""

from datetime import date

from agencies.models import Agency, Employee, Role, Unit
from demo.world import AgencySpec, FileSpec
from documents import plan_selectors
from documents.models import (
    FileIndex,
    FilePlan,
    FileState,
    Inventory,
    InventoryItem,
    InventoryKind,
    PlanState,
    RetentionEvent,
    RetentionKind,
    Volume,
)
from documents.reference import load_retention_kinds
from documents.services.retention import recompute
from history.actors import Actor
from history.acts import act, record

YEARS_BACK = 6
SHEETS = 187


@act
def lay_out_plans(*, actor: Actor, agency: Agency, spec: AgencySpec, units: dict[str, Unit], year: int) -> None:
    """The plans of the agency with their files."""
    load_retention_kinds(agency)
    kinds = {kind.code: kind for kind in RetentionKind.objects.filter(agency=agency)}
    head = Employee.objects.get(username=next(person.login for person in spec.people if person.signs))
    keeper = Employee.objects.get(
        username=next(one.login for one in spec.people if one.posts[0].role == Role.CONTROLLER)
    )
    for number in (year - 1, year):
        _plan(actor, agency, number, head)
        for row in spec.files:
            _file(agency, units, kinds, row, number)
    closed = _plan(actor, agency, year - YEARS_BACK, None)
    for row in spec.files:
        _close(actor, _file(agency, units, kinds, row, closed.year))
    _list_permanent(closed, keeper)
    closed.state, closed.closed_on = PlanState.CLOSED, date(closed.year + 1, 1, 29)
    closed.summary = plan_selectors.summary(closed).as_data()
    closed.save()
    record("documents.plan_closed", actor=actor, subject=closed, data={"title": str(closed.year)})


def _plan(actor: Actor, agency: Agency, year: int, head: Employee | None) -> FilePlan:
    """In force; one without its head was approved before that was done here."""
    approved_on = date(year - 1, 12, 18) if head else None
    plan = FilePlan.objects.create(
        agency=agency, year=year, state=PlanState.APPROVED, approved_on=approved_on, approved_by=head
    )
    record("documents.plan_drafted", actor=actor, subject=plan, about=[agency], data={"title": str(year)})
    return plan


def _file(
    agency: Agency, units: dict[str, Unit], kinds: dict[str, RetentionKind], row: FileSpec, year: int
) -> FileIndex:
    return FileIndex.objects.create(
        agency=agency,
        unit=units[row.unit],
        year=year,
        index=row.index,
        title=row.title,
        retention=row.retention,
        article=row.article,
        kind=kinds[row.kind],
    )


def _close(actor: Actor, file: FileIndex) -> None:
    for number in (1, 2):
        Volume.objects.create(
            file=file,
            number=number,
            begun_on=date(file.year, 1 if number == 1 else 7, 11),
            ended_on=date(file.year, 7 if number == 1 else 12, 10),
            sheets=SHEETS + number,
        )
    file.state, file.closed_on = FileState.CLOSED, date(file.year, 12, 31)
    file.save()
    recompute(actor, file, RetentionEvent.CLOSED)
    record("documents.file_closed", actor=actor, subject=file, data={"index": file.index, "title": file.title})


def _list_permanent(plan: FilePlan, keeper: Employee) -> None:
    files = list(plan_selectors.for_inventory(plan.agency_id, plan.year, InventoryKind.PERMANENT))
    if not files:
        return
    day = date(plan.year + 1, 2, 12)
    inventory = Inventory.objects.create(
        agency=plan.agency,
        year=plan.year,
        kind=InventoryKind.PERMANENT,
        drawn_on=day,
        drawn_by=keeper,
        approved_on=day,
    )
    for ordinal, file in enumerate(files, 1):
        InventoryItem.objects.create(inventory=inventory, ordinal=ordinal, file=file)
