"""Disposal: offer, appraisal, act, approval by another person, destruction that leaves card, number and history."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import files, plan_selectors, services
from documents.models import (
    Disposal,
    DisposalState,
    Document,
    DocumentFile,
    FileIndex,
    FileState,
    FileText,
    Rendition,
    StoredFile,
)
from documents.search import finding as search
from documents.search import upkeep
from documents.services import Appraisal, Minutes
from documents.services.attaching import attach
from documents.services.renditions import note_made
from history import clock
from history.actors import Automatic
from history.models import Act, Content
from history.models.versions import digest
from history.services.verifying import verify_history
from tests.codes import codes
from tests.documents import archive
from tests.documents.archive import card, closed_year, year_with_orders
from tests.documents.papers import a_docx
from tests.world import A_PDF, World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L10", "X01")]
PAST = clock.today().year - 6


def with_content(document: Document, name: str, body: bytes) -> DocumentFile:
    """A file of a document in the store."""
    stored = files.store(SimpleUploadedFile(name, body), "text/plain", name=name)
    return attach(document, name, stored, DocumentFile.FileRole.MAIN)


def offered(world: World, *chosen: FileIndex) -> Disposal:
    """These files, offered to the commission."""
    return services.offer_disposal(actor=world.person("controller"), agency=world.office.agency, files=chosen)


def approved(world: World, disposal: Disposal, *verdicts: Appraisal) -> Disposal:
    """Appraised, drawn up and approved."""
    keeper = world.person("controller")
    said = dict(enumerate(verdicts or [Appraisal("destroy", "Просмотрено, ценности не имеет")], 1))
    services.appraise(actor=keeper, disposal=disposal, minutes=archive.minutes(world), verdicts=said)
    services.draw_act(actor=keeper, disposal=disposal)
    return services.approve_act(actor=world.person("leader"), disposal=disposal)


def test_what_was_destroyed_leaves_its_card_number_history_and_act(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    """The bytes and texts are gone, what another paper holds stays, and the record is whole."""
    _plan, (letter,) = closed_year(world, PAST, card(world))
    letter.body = "Текст письма о водоводе, который больше никто не хранит."
    letter.save()
    own = with_content(letter, "свой.txt", "только здесь".encode())
    shared = with_content(letter, "общий.txt", "и в другом письме".encode())
    other = archive.letter(world, "из другого дела")
    other_file = with_content(other, "тот же.txt", "и в другом письме".encode())
    disposal = approved(world, offered(world, archive.file(PAST)))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.destroy(actor=world.person("controller"), disposal=disposal, act_number=disposal.act_number)

    disposal.refresh_from_db()
    letter.refresh_from_db()
    assert (disposal.state, disposal.papers_destroyed, disposal.contents_destroyed) == (DisposalState.DESTROYED, 1, 1)
    assert (letter.number != "", letter.subject, letter.body) == (True, "О ремонте водовода", "")
    assert not files.path_of(own.stored).exists()
    assert files.path_of(other_file.stored).exists()
    own.refresh_from_db()
    shared.refresh_from_db()
    assert (own.destroyed_by, shared.destroyed_by) == (disposal, disposal)
    assert StoredFile.objects.get(pk=shared.stored_id).destroyed_at is None
    assert Content.objects.get(pk=digest("Текст письма о водоводе, который больше никто не хранит.")).text == ""
    assert archive.file(PAST).state == FileState.DESTROYED
    assert Act.objects.filter(verb="documents.content_destroyed", subject_key=letter.pk).exists()
    assert Act.objects.filter(verb="documents.correspondence_registered", subject_key=letter.pk).exists()
    assert [finding.code for finding in verify_history()] == []


def test_what_was_made_of_a_destroyed_content_goes_with_it(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    """The text that search reads and the copy for reading; pages of the file answer by the act."""
    _plan, (letter,) = closed_year(world, PAST, card(world))
    stored = files.store(BytesIO(a_docx("Сметный расчёт крыши")), name="Расчёт.docx")
    entry = attach(letter, "Расчёт.docx", stored, DocumentFile.FileRole.MAIN)
    made = files.store(SimpleUploadedFile("Расчёт.pdf", A_PDF), files.PDF)
    note_made(actor=Automatic("files"), rendition=Rendition.objects.get_or_create(source=stored)[0], made=made)
    upkeep.index_due()
    clerk, wanted = world.person("clerk"), search.Wanted(text="сметный")
    found_before = search.newest(clerk, wanted).documents
    disposal = approved(world, offered(world, archive.file(PAST)))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.destroy(actor=world.person("controller"), disposal=disposal, act_number=disposal.act_number)
    upkeep.index_due()

    assert [one.document for one in found_before] == [letter]
    assert search.newest(clerk, wanted).documents == []
    assert not FileText.objects.filter(stored=stored).exists()
    assert not Rendition.objects.filter(source=stored).exists()
    assert not files.path_of(made).exists()
    browser = Client()
    browser.force_login(clerk, backend="agencies.backends.EmployeeBackend")
    pages = [browser.get(f"/files/{entry.pk}/{page}").status_code for page in ("", "preview/", "readable/", "compare/")]
    assert pages == [410, 410, 410, 410]
    assert [finding.code for finding in verify_history()] == []


def test_content_that_comes_again_is_kept_again(world: World, django_capture_on_commit_callbacks: object) -> None:
    """The same bytes may arrive with another paper years later."""
    _plan, (letter,) = closed_year(world, PAST, card(world))
    entry = with_content(letter, "свой.txt", "придёт ещё раз".encode())
    disposal = approved(world, offered(world, archive.file(PAST)))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.destroy(actor=world.person("controller"), disposal=disposal, act_number=disposal.act_number)
    assert not files.path_of(entry.stored).exists()

    again = with_content(archive.letter(world, "новое"), "снова.txt", "придёт ещё раз".encode())

    assert (again.stored_id, again.stored.destroyed_at) == (entry.stored_id, None)
    assert Path(files.path_of(again.stored)).read_bytes() == "придёт ещё раз".encode()
    assert files.remove_destroyed() == 0
    assert files.path_of(again.stored).exists()


def test_files_are_offered_only_when_their_term_is_over_and_inventories_are_approved(world: World) -> None:
    """Of permanent and staff files of the same years."""
    keeper, year = world.person("controller"), clock.today().year - 3
    found, _letters = year_with_orders(world, PAST)
    closed_year(world, year, card(world))
    refused = []
    for chosen in ([], [archive.file(year)], [archive.file(PAST, "01-02")], [archive.file(PAST)]):
        with pytest.raises(ValidationError) as error:
            offered(world, *chosen)
        refused += codes(error)
    inventory = services.draw_inventory(actor=keeper, plan=found, kind="permanent")
    services.approve_inventory(actor=world.person("leader"), inventory=inventory)

    disposal = offered(world, archive.file(PAST))

    assert refused == ["files-missing", "term-not-over", "term-not-over", "inventory-not-approved"]
    assert [line.file.index for line in plan_selectors.lines(disposal)] == ["02-09"]
    with pytest.raises(ValidationError) as twice:
        offered(world, archive.file(PAST))
    assert codes(twice) == ["term-not-over"]


def test_the_commission_says_something_of_every_file(world: World) -> None:
    """With a ground where papers are marked ЭПК or kept, and a day ahead where they are kept longer."""
    closed_year(world, PAST, card(world), card(world, "02-10"), card(world, "02-11"))
    disposal = offered(world, *(archive.file(PAST, index) for index in ("02-09", "02-10", "02-11")))

    with pytest.raises(ValidationError) as refused:
        services.appraise(
            actor=world.person("controller"),
            disposal=disposal,
            minutes=archive.minutes(world, number=" "),
            verdicts={2: Appraisal("destroy"), 3: Appraisal("keep", "Идёт спор", clock.today())},
        )

    assert codes(refused) == ["minutes-missing", "verdict-missing", "reason-missing", "keep-until-wrong"]


def test_what_the_commission_keeps_gets_its_day_with_the_approval_and_is_not_destroyed(world: World) -> None:
    """Kept longer until a day, or permanently."""
    closed_year(world, PAST, card(world), card(world, "02-10"), card(world, "02-11"))
    disposal = offered(world, *(archive.file(PAST, index) for index in ("02-09", "02-10", "02-11")))
    until = date(clock.today().year + 5, 1, 1)

    disposal = approved(
        world,
        disposal,
        Appraisal("destroy", "Просмотрено"),
        Appraisal("keep", "Идёт судебный спор", until),
        Appraisal("permanent", "История ведомства"),
    )
    services.destroy(actor=world.person("controller"), disposal=disposal, act_number=disposal.act_number)

    kept, forever = archive.file(PAST, "02-10"), archive.file(PAST, "02-11")
    assert (kept.state, kept.destroy_from) == (FileState.CLOSED, until)
    assert (forever.state, forever.destroy_from, forever.category) == (FileState.CLOSED, None, "permanent")
    assert kept.changes.last().reason == "Идёт судебный спор"  # type: ignore[union-attr]


def test_nothing_is_destroyed_on_one_persons_word_or_without_the_number_of_the_act(world: World) -> None:
    """The commission's secretary does not approve, and nobody carries out what is not approved."""
    closed_year(world, PAST, card(world))
    keeper = world.person("controller")
    disposal = offered(world, archive.file(PAST))
    services.appraise(
        actor=keeper,
        disposal=disposal,
        minutes=archive.minutes(world),
        verdicts={1: Appraisal("destroy", "Просмотрено")},
    )
    services.draw_act(actor=keeper, disposal=disposal)
    disposal.refresh_from_db()
    assert disposal.act_number == f"1/{clock.today().year}"
    with pytest.raises(PermissionDenied):
        services.approve_act(actor=keeper, disposal=disposal)
    with pytest.raises(ValidationError) as early:
        services.destroy(actor=keeper, disposal=disposal, act_number=disposal.act_number)
    disposal.appraised_by = world.person("leader")
    disposal.save()
    with pytest.raises(ValidationError) as alone:
        services.approve_act(actor=world.person("leader"), disposal=disposal)
    disposal.appraised_by = keeper
    disposal.save()
    disposal = services.approve_act(actor=world.person("leader"), disposal=disposal)
    with pytest.raises(ValidationError) as wrong:
        services.destroy(actor=keeper, disposal=disposal, act_number="7/2001")

    assert (codes(early), codes(alone), codes(wrong)) == (
        ["disposal-moved-on"],
        ["same-person"],
        ["act-number-wrong"],
    )
    assert archive.file(PAST).state == FileState.CLOSED


def test_a_disposal_that_was_given_up_frees_its_files(world: World) -> None:
    """For another offer; nothing is given up once it was destroyed."""
    closed_year(world, PAST, card(world))
    first = offered(world, archive.file(PAST))

    services.give_up(actor=world.person("controller"), disposal=first, reason="Опись уточняется")
    disposal = approved(world, offered(world, archive.file(PAST)))
    services.destroy(actor=world.person("controller"), disposal=disposal, act_number=disposal.act_number)

    with pytest.raises(ValidationError) as refused:
        services.give_up(actor=world.person("controller"), disposal=disposal, reason="Поздно")
    assert codes(refused) == ["disposal-moved-on"]


def test_a_commission_is_one_of_the_structure_and_those_sign_who_sat_on_it(world: World) -> None:
    """Nobody, people of two units, or such who are on no commission are refused; a new meeting replaces the old one."""
    closed_year(world, PAST, card(world))
    disposal, keeper = offered(world, archive.file(PAST)), world.person("controller")
    chair, member = archive.commission(world)
    outsider = world.person("executor").current_posts[0]
    said = {1: Appraisal("destroy", "Просмотрено")}
    refused = []
    for members in ([], [outsider], [chair, outsider]):
        with pytest.raises(ValidationError) as one:
            services.appraise(
                actor=keeper, disposal=disposal, minutes=Minutes("3", clock.today(), members), verdicts=said
            )
        refused += codes(one)

    services.appraise(actor=keeper, disposal=disposal, minutes=Minutes("3", clock.today(), [member]), verdicts=said)
    disposal = services.appraise(actor=keeper, disposal=disposal, minutes=archive.minutes(world), verdicts=said)

    assert refused == ["members-missing", "member-not-of-commission", "member-not-of-commission"]
    assert [(one.name, one.post, one.is_chair) for one in disposal.members.all()] == [
        ("Кречетова Н. Ю.", "председатель комиссии", True),
        ("Мельник О. П.", "секретарь комиссии", False),
    ]
    assert disposal.commission == "Кречетова Н. Ю., Мельник О. П."
    assert disposal.commission_unit == chair.unit
