"""The file plan of a year: drafted, copied from the last one, approved by the head, then changed only with a reason."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies import services as agencies
from documents import plan_selectors, services
from documents.models import FileIndex, FileState, PlanState
from documents.services import FileCard
from history import clock
from history.models import Act
from tests.codes import codes
from tests.documents import archive
from tests.documents.archive import card, kind, on, plan
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10")]
YEAR = clock.today().year


def test_a_drafted_plan_gets_rows_with_the_period_of_their_kind(world: World) -> None:
    """The row keeps what the kind said, in the words of a file plan."""
    drafted = plan(world, YEAR + 1, card(world), state=PlanState.DRAFT)

    row = plan_selectors.rows(drafted)[0]

    assert (row.retention, row.article, row.category) == ("5 лет ЭПК", "ст. 70", "short")
    assert Act.objects.filter(verb="documents.plan_file_added", subject_key=row.pk).exists()


def test_a_row_of_a_draft_is_changed_deleted_and_brought_back(world: World) -> None:
    """As it was; a row that was brought back is not brought back twice."""
    keeper = world.person("controller")
    drafted = plan(world, YEAR + 1, card(world), state=PlanState.DRAFT)
    row = plan_selectors.rows(drafted)[0]
    changed = card(world, title="Переписка о воде")
    services.change_plan_file(actor=keeper, file=row, card=changed)
    key = services.delete_plan_file(actor=keeper, file=row)
    assert plan_selectors.rows(drafted) == []

    services.restore_plan_file(actor=keeper, plan=drafted, key=key)

    assert [(one.title, one.kind, one.article) for one in plan_selectors.rows(drafted)] == [
        ("Переписка о воде", changed.kind, "ст. 70")
    ]
    with pytest.raises(ValidationError) as twice:
        services.restore_plan_file(actor=keeper, plan=drafted, key=key)
    assert codes(twice) == ["index-taken"]


def test_an_approved_plan_is_changed_only_with_a_reason(world: World) -> None:
    """A row is added or given up, neither changed nor deleted."""
    keeper, refused = world.person("controller"), []
    drafted = plan(world, YEAR + 1, card(world))
    row = plan_selectors.rows(drafted)[0]
    for act in (
        lambda: services.add_plan_file(actor=keeper, plan=drafted, card=card(world, "02-10")),
        lambda: services.change_plan_file(actor=keeper, file=row, card=card(world)),
        lambda: services.delete_plan_file(actor=keeper, file=row),
        lambda: services.withdraw_plan_file(actor=keeper, file=row, reason=" "),
        lambda: services.approve_plan(actor=world.person("leader"), plan=drafted),
    ):
        with pytest.raises(ValidationError) as error:
            act()
        refused += codes(error)

    services.withdraw_plan_file(actor=keeper, file=row, reason="Вопрос передан городу")
    services.add_plan_file(actor=keeper, plan=drafted, card=card(world, "02-10"), reason="Новый вопрос")

    assert refused == ["reason-missing", "plan-not-draft", "plan-not-draft", "reason-missing", "plan-not-draft"]
    assert [(one.index, one.state, one.reason) for one in plan_selectors.rows(drafted)] == [
        ("02-09", FileState.WITHDRAWN, "Вопрос передан городу"),
        ("02-10", FileState.OPEN, "Новый вопрос"),
    ]


def test_a_plan_is_approved_by_the_head_alone_and_not_while_a_row_has_no_kind(world: World) -> None:
    """The approval has a day, a person and their post."""
    drafted = plan(world, YEAR + 1, card(world), state=PlanState.DRAFT)
    FileIndex.objects.create(
        agency=world.office.agency,
        unit=world.office.units["02"],
        year=YEAR + 1,
        index="02-11",
        title="Копии",
        retention="?",
    )
    with pytest.raises(PermissionDenied):
        services.approve_plan(actor=world.person("controller"), plan=drafted)
    with pytest.raises(ValidationError) as refused:
        services.approve_plan(actor=world.person("leader"), plan=drafted)
    services.choose_kind(
        actor=world.person("controller"),
        file=archive.file(YEAR + 1, "02-11"),
        kind=kind(world.office.agency, "copies"),
        reason="Определён срок",
    )

    approved = services.approve_plan(actor=world.person("leader"), plan=drafted)

    assert codes(refused) == ["kind-missing"]
    assert (approved.state, approved.approved_by, approved.approver_post) == (
        PlanState.APPROVED,
        world.person("leader"),
        "исполняющий обязанности министра",
    )


def test_the_next_years_plan_is_one_act_that_says_what_it_left_out(world: World) -> None:
    """Files that are not kept, and those of units that are closed by now; the period is the kind's of today."""
    keeper, office = world.person("controller"), world.office
    gone = agencies.create_unit(actor=world.person("administrator"), agency=office.agency, code="09", name="Отдел газа")
    appeals = kind(office.agency, "correspondence")
    this = plan(world, YEAR, card(world), card(world, "02-10"))
    services.add_plan_file(
        actor=keeper, plan=this, card=FileCard(gone, "09-01", "Переписка о газе", appeals), reason="Новый отдел"
    )
    services.withdraw_plan_file(actor=keeper, file=archive.file(YEAR, "02-10"), reason="Вопросов не было")
    agencies.close_unit(actor=world.person("administrator"), unit=gone, ends_on=clock.today())

    with on(date(YEAR + 1, 1, 9)):
        new, left = services.next_plan(actor=world.person("controller"), plan=this)

    assert (new.year, new.state) == (YEAR + 1, PlanState.DRAFT)
    assert [row.index for row in plan_selectors.rows(new)] == ["02-07", "02-09"]
    assert sorted(row.index for row in left) == ["02-10", "09-01"]
    with pytest.raises(ValidationError) as again:
        services.next_plan(actor=world.person("controller"), plan=this)
    assert codes(again) == ["plan-exists"]


@pytest.mark.parametrize("role", ["clerk", "executor", "leader", "other.controller"])
def test_nobody_but_the_head_of_the_records_office_drafts(world: World, role: str) -> None:
    """Of this agency."""
    with pytest.raises(PermissionDenied):
        services.draft_plan(actor=world.person(role), agency=world.office.agency, year=YEAR + 1)


def test_a_row_that_letters_go_under_is_not_deleted(world: World) -> None:
    """Their numbers are built from it."""
    drafted = plan(world, YEAR + 1, card(world), state=PlanState.DRAFT)
    row = plan_selectors.rows(drafted)[0]
    document = archive.letter(world)
    document.file_index = row
    document.save()

    with pytest.raises(ValidationError) as refused:
        services.delete_plan_file(actor=world.person("controller"), file=row)

    assert codes(refused) == ["file-used"]
