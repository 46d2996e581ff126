"""A records office with years behind it: plans, files with papers, closed years, for tests of the file plan."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from agencies import services as agencies
from agencies.models import Agency, Position, Post, Role, UnitKind
from agencies.services import NewPost
from citizens.models import Case
from documents import plan_selectors, services
from documents.models import (
    Disposal,
    Document,
    DocumentKind,
    FileIndex,
    FilePlan,
    FileState,
    Filing,
    Inventory,
    PlanState,
    RetentionKind,
    Soundness,
    Transfer,
    TransferLine,
    TransferState,
    Volume,
)
from documents.services import Appraisal, CorrespondenceCard, FileCard, Minutes
from history import clock
from tests.people import LOADER, SINCE
from tests.world import World
from workflows.models import WorkKind
from workflows.services import cases

YEARS_BACK = 6  # so long ago that five years have passed


@contextmanager
def on(day: date) -> Iterator[None]:
    """Noon of a day."""
    with clock.at(timezone.make_aware(datetime.combine(day, time(12)))):
        yield


def kind(agency: Agency, code: str) -> RetentionKind:
    """A kind of the shipped list."""
    return RetentionKind.objects.get(agency=agency, code=code)


def card(
    world: World, index: str = "02-09", code: str = "correspondence", title: str = "Переписка", unit: str = "02"
) -> FileCard:
    """A row of the ministry's plan."""
    return FileCard(
        unit=world.office.units[unit], index=index, title=title, kind=kind(world.office.agency, code), article="ст. 70"
    )


def plan(world: World, year: int, *cards: FileCard, state: str = PlanState.APPROVED) -> FilePlan:
    """The ministry's plan of a year, approved by its head."""
    with on(date(year, 1, 12)):
        keeper = world.person("controller")
        found = FilePlan.objects.filter(agency=world.office.agency, year=year).first() or services.draft_plan(
            actor=keeper, agency=world.office.agency, year=year
        )
        for one in cards:
            services.add_plan_file(actor=keeper, plan=found, card=one, reason="Новый вопрос")
        if state == PlanState.APPROVED and found.state == PlanState.DRAFT:
            found = services.approve_plan(actor=world.person("leader"), plan=found)
    return found


def file(year: int, index: str = "02-09") -> FileIndex:
    """A file of the ministry."""
    return FileIndex.objects.get(agency__exchange_id="RU-VO-MZKH", year=year, index=index)


def letter(world: World, number: str = "17-04/88") -> Document:
    """A letter registered for information, of no case."""
    return services.register_correspondence(
        actor=world.person("clerk"),
        agency=world.office.agency,
        letter=CorrespondenceCard(
            correspondent_name="МУП «Водоканал»",
            their_number=number,
            their_date=clock.today(),
            summary="О ремонте водовода",
            received_on=clock.today(),
            channel="post",
            kind=DocumentKind.objects.get(name="Письмо"),
        ),
    )


def filed_letter(world: World, into: FileIndex, number: str = "17-04/88", sheets: int = 3) -> Document:
    """A letter that lies in a file."""
    document = letter(world, number)
    services.file_document(actor=world.person("clerk"), document=document, file_index=into, sheets=sheets)
    return document


def commission(world: World) -> list[Post]:
    """The posts of the ministry's expert commission, entered when first asked: Krechetova chairs it."""
    known = plan_selectors.commission_posts(world.office.agency)
    if known:
        return known
    unit = agencies.create_unit(
        actor=world.person("administrator"),
        agency=world.office.agency,
        code="К-1",
        name="Экспертная комиссия",
        kind=UnitKind.COMMISSION,
    )
    for name, title, role, position in (
        ("controller", "председатель комиссии", Role.CONTROLLER, Position.HEAD),
        ("clerk", "секретарь комиссии", Role.CLERK, Position.MEMBER),
    ):
        post = NewPost(unit, title, role, starts_on=SINCE, is_main=False, position=position)
        agencies.appoint(actor=LOADER, employee=world.person(name), post=post)
    return plan_selectors.commission_posts(world.office.agency)


def minutes(world: World, number: str = "3", on: date | None = None) -> Minutes:
    """Minutes of a meeting of the whole commission."""
    return Minutes(number, on or clock.today(), commission(world))


def finished(world: World) -> Case:
    """An appeal off control, withdrawn by its applicant, which awaits its filing."""
    case = world.appeal()
    world.resolved(case)
    world.decided(case, "withdrawn")
    cases.report(actor=world.person("executor"), item=world.item(WorkKind.EXECUTE, case), text="Отозвано.")
    cases.take_off_control(actor=world.person("controller"), item=world.item(WorkKind.CONTROL, case))
    case.refresh_from_db()
    return case


def closed_year(world: World, year: int, *cards: FileCard) -> tuple[FilePlan, list[Document]]:
    """A year long over: a plan with these files, a letter in each of them, all files closed, inventories approved."""
    found = plan(world, year, *cards)
    letters = []
    with on(date(year, 6, 15)):
        for number, one in enumerate(cards):
            if one.kind.holds in ("", "correspondence"):
                letters.append(filed_letter(world, file(year, one.index), f"{year}/{number}"))
    with on(date(year + 1, 1, 15)):
        services.close_files(
            actor=world.person("controller"),
            plan=found,
            files=list(FileIndex.objects.filter(agency=found.agency_id, year=year)),
        )
    return found, letters


def year_with_orders(world: World, year: int) -> tuple[FilePlan, list[Document]]:
    """A closed year with correspondence in 02-09 and orders, kept permanently, in 01-02."""
    found, letters = closed_year(world, year, card(world), card(world, "01-02", "orders-main", "Приказы"))
    orders = file(year, "01-02")
    orders.state = FileState.OPEN
    orders.save()
    Volume.objects.create(file=orders, number=1, begun_on=date(year, 2, 1), ended_on=date(year, 12, 1), sheets=40)
    services.close_files(actor=world.person("controller"), plan=found, files=[orders])
    return found, letters


@dataclass
class Archive:
    """A draft of the next year with a row, a paper in a file of this year, a past year with its inventory and act."""

    draft: FilePlan
    row: FileIndex
    filing: Filing
    past: FilePlan
    inventory: Inventory
    disposal: Disposal
    transfer: Transfer


def archive_of(world: World) -> Archive:
    """The ministry's archive; its destruction act awaits the approval of the head."""
    keeper, year = world.person("controller"), clock.today().year
    plan(world, year, card(world))
    paper = filed_letter(world, file(year), "в деле")
    draft = plan(world, year + 1, card(world), state=PlanState.DRAFT)
    past, _letters = year_with_orders(world, year - YEARS_BACK)
    inventory = services.draw_inventory(actor=keeper, plan=past, kind="permanent")
    services.approve_inventory(actor=world.person("leader"), inventory=inventory)
    transfer = services.prepare_transfer(actor=keeper, inventory=inventory)
    transfer = services.draw_transfer_act(actor=keeper, transfer=transfer, archive="Областной архив")
    disposal = services.offer_disposal(actor=keeper, agency=world.office.agency, files=[file(year - YEARS_BACK)])
    services.appraise(
        actor=keeper,
        disposal=disposal,
        minutes=minutes(world),
        verdicts={1: Appraisal("destroy", "Просмотрено комиссией")},
    )
    services.draw_act(actor=keeper, disposal=disposal)
    filing = Filing.objects.select_related("volume").get(document=paper)
    return Archive(draft, file(year + 1), filing, past, inventory, disposal, transfer)


def at_step(archive: Archive, state: str) -> Transfer:
    """The transfer of the archive at another step, with a paper that is not in order; no act did it."""
    transfer = archive.transfer
    transfer.state, transfer.approved_on = state, clock.today() if state == TransferState.APPROVED else None
    transfer.save()
    if not transfer.lines.exists():
        paper = archive.filing.document
        assert paper is not None
        TransferLine.objects.create(
            transfer=transfer,
            ordinal=1,
            file=archive.filing.volume.file,
            document=paper,
            soundness=Soundness.UNSOUND,
            findings=["content-missing"],
        )
    return transfer
