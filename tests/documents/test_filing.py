"""Filing: what keeps a paper out of a file, volumes, and taking a paper back while its volume is open."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from citizens.models import Stage
from documents import plan_selectors, services
from documents.models import FileIndex, Filing, LetterTemplate, PlanState, Volume
from history import clock
from tests.codes import codes
from tests.documents import archive
from tests.documents.archive import card, filed_letter, finished, letter, on, plan
from tests.world import World
from workflows.models import WorkItem, WorkKind
from workflows.services import cases

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10", "F04")]
YEAR = clock.today().year


def appeals(world: World) -> FileIndex:
    """The file of appeals of this year."""
    return FileIndex.objects.get(agency=world.office.agency, index="02-07", year=YEAR)


def file_case(world: World, case: object, into: FileIndex, sheets: int = 4) -> None:
    """The clerk files a case from the desk."""
    item = world.item(WorkKind.FILE, case)  # type: ignore[arg-type]
    cases.file_case(actor=world.person("clerk"), item=item, file_index=into, sheets=sheets)


def test_a_case_goes_to_the_open_volume_with_the_mark_of_its_filing(world: World) -> None:
    """To which file, when, by whom, how many sheets; the first paper opens volume 1."""
    case = finished(world)

    file_case(world, case, appeals(world))

    filing = plan_selectors.filing_of(case)
    assert filing is not None
    assert (filing.volume.file.index, filing.volume.number, filing.volume.sheets) == ("02-07", 1, 4)
    assert (filing.filed_on, filing.filed_by) == (clock.today(), world.person("clerk"))
    assert plan_selectors.filing_of(case.documents.get()) == filing
    case.refresh_from_db()
    assert (case.stage, case.filed_under) == (Stage.FILED, "02-07")


def test_a_refusal_names_everything_that_is_missing(world: World) -> None:
    """By stable codes: on control, no dispatched answer, a letter under way, papers of unlike terms."""
    plan(world, YEAR, card(world, "01-02", "orders-main", "Приказы"))
    case = world.appeal()
    world.resolved(case)
    world.decided(case)
    world.submitted(case, world.draft("answer"))

    with pytest.raises(ValidationError) as refused:
        services.file_case(actor=world.person("clerk"), case=case, file_index=archive.file(YEAR, "01-02"))

    assert codes(refused) == ["still-on-control", "letter-unfinished", "reply-not-dispatched", "unlike-terms"]


def test_a_file_takes_papers_only_in_its_year_while_it_is_kept(world: World) -> None:
    """Not before the plan is approved, not after the file was closed, none of another agency, none of another unit."""
    keeper, clerk = world.person("controller"), world.person("clerk")
    paper, refused = letter(world), []
    drafted = plan(world, YEAR + 1, card(world), state=PlanState.DRAFT)
    this = plan(world, YEAR, card(world), card(world, "08-01", unit="08"))
    theirs = FileIndex.objects.get(agency=world.office.other.agency)  # type: ignore[union-attr]
    for into in (archive.file(YEAR + 1), theirs, archive.file(YEAR, "08-01"), appeals(world)):
        with pytest.raises(ValidationError) as error:
            services.file_document(actor=clerk, document=paper, file_index=into)
        refused += codes(error)
    services.approve_plan(actor=world.person("leader"), plan=drafted)
    with pytest.raises(ValidationError) as early:
        services.file_document(actor=clerk, document=paper, file_index=archive.file(YEAR + 1))
    filed_letter(world, archive.file(YEAR), "2")
    services.close_files(actor=keeper, plan=this, files=[archive.file(YEAR)])
    with pytest.raises(ValidationError) as closed:
        services.file_document(actor=clerk, document=paper, file_index=archive.file(YEAR))

    assert refused == ["plan-not-approved", "file-index-foreign", "file-of-other-unit", "unlike-terms"]
    assert (codes(early), codes(closed)) == (["file-of-other-year"], ["file-not-open"])


def test_a_paper_of_a_case_goes_with_its_case_and_a_filed_one_is_not_filed_twice(world: World) -> None:
    """Nor does an unregistered one go anywhere."""
    plan(world, YEAR, card(world))
    clerk, into = world.person("clerk"), archive.file(YEAR)
    case = world.appeal()
    with pytest.raises(ValidationError) as of_case:
        services.file_document(actor=clerk, document=case.documents.get(), file_index=into)
    paper = filed_letter(world, into)

    with pytest.raises(ValidationError) as twice:
        services.file_document(actor=clerk, document=paper, file_index=into)

    assert (codes(of_case), codes(twice)) == (["in-case"], ["already-filed"])


def test_a_full_volume_is_closed_and_the_next_one_opens(world: World) -> None:
    """By the agency's own limit, whose source it names."""
    plan(world, YEAR, card(world))
    into, clerk = archive.file(YEAR), world.person("clerk")
    services.set_filing_rule(
        actor=world.person("controller"), agency=world.office.agency, sheets_at_most=10, source="Инструкция, п. 4"
    )
    filed_letter(world, into, "1", sheets=9)
    paper = letter(world, "2")
    with pytest.raises(ValidationError) as full:
        services.file_document(actor=clerk, document=paper, file_index=into, sheets=2)

    services.close_volume(actor=clerk, volume=Volume.objects.get(file=into), sheets=9)
    services.file_document(actor=clerk, document=paper, file_index=into, sheets=2)

    assert codes(full) == ["volume-full"]
    assert [(one.number, one.sheets, one.ended_on) for one in into.volumes.all()] == [
        (1, 9, clock.today()),
        (2, 2, None),
    ]


def test_a_filing_is_undone_with_a_reason_while_the_volume_is_open(world: World) -> None:
    """By the head of the records office; the case lies on the clerk's desk again and is filed anew."""
    case = finished(world)
    file_case(world, case, appeals(world))
    filing = Filing.objects.get()
    with pytest.raises(PermissionDenied):
        services.undo_filing(actor=world.person("clerk"), filing=filing, reason="Не туда")

    services.undo_filing(actor=world.person("controller"), filing=filing, reason="Не в то дело")

    case.refresh_from_db()
    filing.refresh_from_db()
    assert (case.stage, case.filed_under, case.closed_on) == (Stage.OFF_CONTROL, "", None)
    assert (filing.undo_reason, filing.volume.sheets) == ("Не в то дело", 0)
    file_case(world, case, appeals(world))
    assert not WorkItem.objects.filter(case=case, done_at__isnull=True).exists()
    assert Filing.objects.filter(case=case, undone_at__isnull=True).count() == 1


def test_papers_stay_in_a_closed_volume(world: World) -> None:
    """They may have been bound and counted."""
    plan(world, YEAR, card(world))
    filed_letter(world, archive.file(YEAR))
    filing = Filing.objects.get()
    services.close_volume(actor=world.person("clerk"), volume=filing.volume, sheets=3, opens_next=False)

    with pytest.raises(ValidationError) as refused:
        services.undo_filing(actor=world.person("controller"), filing=filing, reason="Не туда")

    assert codes(refused) == ["volume-closed"]


def test_a_case_of_december_is_filed_in_january_by_the_new_plan(world: World) -> None:
    """The year is that in which it was finished."""
    case = finished(world)
    plan(world, YEAR + 1, card(world, "02-07", "appeals", "Обращения граждан"))

    with on(date(YEAR + 1, 1, 12)):
        with pytest.raises(ValidationError) as old:
            services.file_case(actor=world.person("clerk"), case=case, file_index=appeals(world))
        file_case(world, case, archive.file(YEAR + 1, "02-07"))

    assert codes(old) == ["file-of-other-year"]


def test_a_letter_gets_no_number_under_an_index_that_was_given_up(world: World) -> None:
    """Whatever a form that was opened before still names."""
    case = world.appeal()
    world.resolved(case)
    letter = world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.ANSWER)))
    index = world.file_of(world.office.agency)
    services.withdraw_plan_file(actor=world.person("controller"), file=index, reason="Дело не ведётся")
    index.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        services.register_letter(actor=world.person("clerk"), document=letter, file_index=index)

    assert codes(refused) == ["file-not-open"]
