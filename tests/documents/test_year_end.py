"""The year's end: files closed or carried over, the summary record, inventories; the day of destruction computed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents import plan_selectors, retention, services
from documents.models import FileIndex, FileState, Filing, PlanState, RetentionChange, RetentionKind
from documents.services import RetentionCard
from documents.services.carrying import CARRIER
from history import clock
from tests.codes import codes
from tests.documents import archive
from tests.documents.archive import card, filed_letter, kind, on, plan
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10")]
THIS = clock.today().year
PAST = THIS - 6


def closed(world: World, year: int = PAST) -> FileIndex:
    """A file of correspondence that was closed with its year."""
    archive.closed_year(world, year, card(world))
    return archive.file(year)


def test_a_term_runs_from_the_first_of_january_after_the_year_the_file_closed(world: World) -> None:
    """However late in the next year the office closes it; the day is told in words."""
    file = closed(world)

    assert (file.closed_on, file.destroy_from) == (date(PAST, 12, 31), date(PAST + 6, 1, 1))
    assert retention.in_words(file.retention_basis).startswith(
        f"закрыто 31.12.{PAST}; 01.01.{PAST + 1} + 5 лет = 01.01.{PAST + 6}; ЭПК"
    )


def test_a_repeated_appeal_moves_the_term_to_after_its_last_consideration(world: World) -> None:
    """Of files of appeals alone, and with a history that says who and why."""
    keeper = world.person("controller")
    archive.closed_year(world, PAST, card(world), card(world, "02-07", "appeals", "Обращения"))
    appeals = archive.file(PAST, "02-07")
    appeals.state = FileState.OPEN
    appeals.save()
    appeals.volumes.create(number=1, begun_on=date(PAST, 2, 1), ended_on=date(PAST, 12, 1))
    services.close_files(actor=keeper, plan=plan_selectors.plan_of(appeals), files=[appeals])

    services.note_repeat(actor=keeper, file=appeals, considered_on=date(PAST + 2, 5, 20), reason="Повторно: ОГ-Ф-12")

    appeals.refresh_from_db()
    assert appeals.destroy_from == date(PAST + 8, 1, 1)
    change = appeals.changes.last()
    assert change is not None
    assert (change.event, change.by_name, change.reason) == ("repeat", keeper.actor_name, "Повторно: ОГ-Ф-12")
    assert (change.before_on, change.after_on) == (date(PAST + 6, 1, 1), date(PAST + 8, 1, 1))
    with pytest.raises(ValidationError) as refused:
        services.note_repeat(
            actor=keeper, file=archive.file(PAST), considered_on=date(PAST + 2, 5, 20), reason="Повторно"
        )
    assert codes(refused) == ["kind-not-by-consideration"]


def edited(found: RetentionKind, **changed: object) -> RetentionCard:
    """The card of a kind, with something changed."""
    names = RetentionCard.__dataclass_fields__
    return RetentionCard(**{name: getattr(found, name) for name in names} | changed)


def test_an_edited_kind_computes_the_days_of_its_closed_files_anew(world: World) -> None:
    """With the reason in the history; what an approved plan says stays."""
    file = closed(world)
    found = kind(world.office.agency, "correspondence")

    services.edit_retention_kind(
        actor=world.person("controller"), kind=found, card=edited(found, years=10), reason="Новый перечень"
    )

    file.refresh_from_db()
    assert (file.destroy_from, file.retention) == (date(PAST + 11, 1, 1), "5 лет ЭПК")
    assert list(RetentionChange.objects.filter(file=file).values_list("event", "reason")) == [
        ("closed", ""),
        ("kind", "Новый перечень"),
    ]


def test_a_kind_without_years_or_source_is_refused(world: World) -> None:
    """Beside the field."""
    found = kind(world.office.agency, "correspondence")

    with pytest.raises(ValidationError) as refused:
        services.edit_retention_kind(
            actor=world.person("controller"), kind=found, card=edited(found, years=None, source=" "), reason="Правка"
        )

    assert sorted(codes(refused)) == ["source-missing", "years-missing"]


def test_unfinished_files_go_on_in_the_next_year_with_their_volumes(world: World) -> None:
    """Under the same index; the old row says where to, and counts in its year's summary as carried over."""
    keeper = world.person("controller")
    this = plan(world, THIS, card(world))
    filed_letter(world, archive.file(THIS))
    with pytest.raises(ValidationError) as early:
        services.carry_over(actor=keeper, plan=this, files=[archive.file(THIS)])
    services.next_plan(actor=keeper, plan=this)

    services.carry_over(actor=keeper, plan=this, files=[archive.file(THIS)])

    old, new = archive.file(THIS), archive.file(THIS + 1)
    assert codes(early) == ["next-plan-missing"]
    assert (old.state, old.carried_to, old.volumes_carried) == (FileState.CARRIED, new, 1)
    assert [volume.file for volume in new.volumes.all()] == [new]
    counted = plan_selectors.summary(this).by_category["short"]
    assert (counted.total, counted.carried, counted.appraised, counted.volumes) == (1, 1, 1, 1)


def test_a_plan_is_closed_when_nothing_is_open_and_keeps_its_summary(world: World) -> None:
    """Files in which nothing was filed are given up as not kept."""
    keeper = world.person("controller")
    found = plan(world, THIS, card(world), card(world, "02-10"))
    filed_letter(world, archive.file(THIS))
    with pytest.raises(ValidationError) as running:
        services.close_plan(actor=keeper, plan=found)
    with on(date(THIS + 1, 1, 20)):
        keeper = world.person("controller")
        with pytest.raises(ValidationError) as still_open:
            services.close_plan(actor=keeper, plan=found)
        services.close_files(actor=keeper, plan=found, files=plan_selectors.year_end(found).files)
        found = services.close_plan(actor=keeper, plan=found)

    assert (codes(running), codes(still_open)) == (["year-not-over"], ["files-open"])
    assert found.state == PlanState.CLOSED
    assert found.summary["categories"] == {"short": {"total": 1, "carried": 0, "appraised": 1, "volumes": 1}}
    assert archive.file(THIS, "02-10").state == FileState.WITHDRAWN


def test_a_file_closed_too_early_is_opened_again(world: World) -> None:
    """It has no day of destruction until it is closed anew."""
    keeper = world.person("controller")
    this = plan(world, THIS, card(world))
    filed_letter(world, archive.file(THIS))
    services.close_files(actor=keeper, plan=this, files=[archive.file(THIS)])

    services.reopen_file(actor=keeper, file=archive.file(THIS), reason="Пришло дополнение")

    file = archive.file(THIS)
    assert (file.state, file.destroy_from, file.volumes.get().ended_on) == (FileState.OPEN, None, None)
    assert [change.event for change in file.changes.all()] == ["closed", "reopened"]


def test_an_inventory_lists_closed_files_of_its_kind_and_is_approved_by_the_head(world: World) -> None:
    """A draft is drawn anew; an approved one stays as it is."""
    keeper, leader = world.person("controller"), world.person("leader")
    found, _letters = archive.year_with_orders(world, PAST)
    inventory = services.draw_inventory(actor=keeper, plan=found, kind="permanent")
    services.draw_inventory(actor=keeper, plan=found, kind="permanent")
    with pytest.raises(ValidationError) as none:
        services.draw_inventory(actor=keeper, plan=found, kind="staff")
    with pytest.raises(PermissionDenied):
        services.approve_inventory(actor=keeper, inventory=inventory)

    services.approve_inventory(actor=leader, inventory=inventory)

    assert [(item.ordinal, item.file.index) for item in inventory.items.all()] == [(1, "01-02")]
    with pytest.raises(ValidationError) as approved:
        services.draw_inventory(actor=keeper, plan=found, kind="permanent")
    assert (codes(none), codes(approved)) == (["nothing-to-list"], ["inventory-approved"])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5 лет ЭПК", ("years", 5, True)),
        ("50/75 лет", None),
        ("1 год", ("years", 1, False)),
        ("постоянно", ("permanent", None, False)),
        ("до минования надобности", ("needed", None, False)),
        ("ДМН?", None),
    ],
)
def test_texts_from_before_kinds_are_read_where_they_are_clear(text: str, read: object) -> None:
    """What is not clear is left to a person."""
    found = retention.read(text)

    assert (found and (str(found.span), found.years, found.is_appraised)) == read


def test_rows_from_before_kinds_get_theirs_and_keep_their_text(world: World) -> None:
    """Once; a second run changes nothing. Their year gets a plan in force."""
    agency, unit = world.office.agency, world.office.units["02"]
    for index, title, text in (
        ("02-05", "Журнал регистрации обращений граждан", "5 лет"),
        ("02-06", "Обращения граждан", "5 лет ЭПК"),
        ("02-08", "Графики отпусков", "3 года"),
        ("02-12", "Разное", "как получится"),
    ):
        FileIndex.objects.create(agency=agency, unit=unit, year=2020, index=index, title=title, retention=text)

    changed = services.carry_texts(actor=CARRIER)

    rows = {row.index: row for row in FileIndex.objects.filter(agency=agency, year=2020)}
    assert changed == 3
    assert [str(rows[index].kind) for index in ("02-05", "02-06", "02-08", "02-12")] == [
        "Журналы регистрации документов и обращений, 5 лет",
        "Обращения граждан и документы по их рассмотрению, 5 лет ЭПК",
        "Графики отпусков, 3 года",
        "None",
    ]
    assert rows["02-08"].retention == "3 года"
    assert plan_selectors.plan_of(rows["02-05"]).state == PlanState.APPROVED
    assert services.carry_texts(actor=CARRIER) == 0


def test_cases_filed_before_volumes_were_kept_lie_in_the_first_volume_of_their_file(world: World) -> None:
    """By whom is what the record of their filing says; a second run lays nothing."""
    case = archive.finished(world)
    services.file_case(actor=world.person("clerk"), case=case, file_index=world.file_of(case.agency))
    for filing in Filing.objects.all():
        volume = filing.volume
        filing.delete()
        volume.delete()

    laid = services.carry_filings(actor=CARRIER)

    filing = Filing.objects.get(case=case)
    assert (laid, services.carry_filings(actor=CARRIER)) == (1, 0)
    assert (filing.volume.number, filing.filed_on, filing.filed_by) == (1, clock.today(), world.person("clerk"))
