"""Batches of scans: what falls onto which card, what waits for a person, and what a person does with it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdf import PdfReader, PdfWriter

from citizens.models import Channel
from documents import files, scans, services
from documents.models import BatchState, Document, DocumentFile, DocumentKind, ScanBatch, State
from documents.scans import sheets
from documents.services import CorrespondenceCard
from documents.services.batches import divide_batch
from history import clock
from tests.codes import codes
from tests.documents.scanner import BLANK, SCANNER, part_of, pile, sent, told, worked
from tests.world import World

pytestmark = pytest.mark.django_db


def a_letter(world: World, number: str = "1", *, side: str = "", access: str = "") -> Document:
    """A letter from outside that came by post, its scan to follow."""
    clerk = world.person(f"{side}clerk")
    return services.register_correspondence(
        actor=clerk,
        agency=clerk.agency,
        letter=CorrespondenceCard(
            correspondent_name="ООО «Кровля»",
            their_number=number,
            their_date=clock.today(),
            summary="О ремонте крыши",
            received_on=clock.today(),
            channel=Channel.POST,
            kind=DocumentKind.objects.filter(is_registered=True).earliest("id"),
            access=access,
        ),
    )


def scan_of(document: Document) -> DocumentFile:
    """The scan on the card of a paper."""
    return document.files.get(role="scan", is_current=True)


@pytest.mark.feature("L05")
def test_fifty_sheets_in_one_pdf_fall_apart_into_twelve_documents_on_their_cards(world: World) -> None:
    """Each paper has its own pages, in their order, and an incoming one its stamped copy."""
    papers = [a_letter(world, str(number)) for number in range(12)]
    lengths = [3, 4, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3]
    sides: list[Any] = []
    for paper, length in zip(papers, lengths, strict=True):
        sides += [paper, *(f"paper {paper.pk} page {number}" for number in range(length))]
    assert len(sides) == 50

    batch = worked(sent(world, pile(sides)))

    assert batch.state == BatchState.DONE
    assert [state for _pages, state, _number in told(batch)] == ["placed"] * 12
    assert [number for _pages, _state, number in told(batch)] == [paper.number for paper in papers]
    assert [len(PdfReader(files.path_of(scan_of(paper).stored)).pages) for paper in papers] == lengths
    assert all(paper.files.filter(role="visual_copy").count() == 1 for paper in papers)


@pytest.mark.feature("L05")
def test_what_has_no_good_sheet_waits_for_a_person_with_the_reason(world: World) -> None:
    """Pages before the first sheet, a sheet of another agency, a paper twice, a closed one, blank sides."""
    paper, closed, theirs = a_letter(world, "1"), a_letter(world, "2"), a_letter(world, "3", side="other.")
    services.cancel_number(actor=world.person("controller"), document=closed, reason="Зарегистрирован ошибочно.")
    sides: list[Any] = ["lost", paper, "one", BLANK, theirs, "two", closed, "three", BLANK, paper, "four"]

    batch = worked(sent(world, pile(sides)))

    assert list(told(batch)) == [
        ("1", "no-sheet", ""),
        ("3", "placed", paper.number),
        ("6", "other-agency", ""),
        ("8", "closed", closed.number),
        ("11", "twice", paper.number),
        ("4,9", "blank", ""),
    ]


@pytest.mark.feature("L05")
def test_a_code_names_its_paper_to_this_installation_alone(world: World) -> None:
    """One that was changed, or made for another agency, names nothing; it tells nobody what the paper is about."""
    paper = a_letter(world)
    code = sheets.code(paper)

    found, forged = sheets.paper(code), sheets.paper(code[:-1] + ("0" if code[-1] != "0" else "1"))

    assert (found, forged, sheets.paper("MZ1:" + "A" * 53), sheets.paper("https://example.org")) == (
        paper,
        None,
        None,
        None,
    )
    assert paper.number not in code


@pytest.mark.feature("L05")
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_pile_that_lay_turned_in_the_scanner_is_turned_back(world: World, turned: int) -> None:
    """The sheet tells how it lay, and the pages behind it lay as it did."""
    paper = a_letter(world)

    worked(sent(world, pile([paper, "page"], turned=turned)))

    assert PdfReader(files.path_of(scan_of(paper).stored)).pages[0].rotation == (360 - turned) % 360


@pytest.mark.feature("L05")
def test_a_killed_worker_goes_on_where_it_stopped_and_places_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every step another worker could be the next; a step done twice does nothing."""
    monkeypatch.setattr(scans, "STRETCH", 2)
    first, second = a_letter(world, "1"), a_letter(world, "2")
    batch = sent(world, pile([first, "one", second, "two", "three"]))

    for _step in range(5):  # counting, three stretches, dividing
        services.work_on_batches(actor=SCANNER)
    waiting = list(batch.parts.select_related("batch__stored"))
    divide_batch(actor=SCANNER, batch=batch)
    worked(batch)
    with pytest.raises(ValidationError) as late:
        services.place_part(actor=world.person("clerk"), part=waiting[0], document=first)

    assert codes(late) == ["part-decided"]
    assert [state for _pages, state, _number in told(batch)] == ["placed", "placed"]
    assert DocumentFile.objects.filter(role="scan").count() == 2


@pytest.mark.feature("L05")
def test_a_person_places_pages_by_number_and_the_others_wait_on(world: World) -> None:
    """Some pages of what had no sheet are of a paper; the rest stays."""
    paper = a_letter(world)
    batch = worked(sent(world, pile(["one", "two", "three"])))

    services.place_part(actor=world.person("clerk"), part=part_of(batch, "1-3"), document=paper, pages=[2, 3])

    assert list(told(batch)) == [("2-3", "placed", paper.number), ("1", "no-sheet", "")]
    assert len(PdfReader(files.path_of(scan_of(paper).stored)).pages) == 2


@pytest.mark.feature("L05")
def test_a_placing_is_undone_and_the_card_has_the_scan_no_more(world: World) -> None:
    """What was put on the wrong card is not read there; its history tells that it was."""
    paper, clerk = a_letter(world), world.person("clerk")
    batch = worked(sent(world, pile([paper, "one"])))
    entry = scan_of(paper)

    services.take_part_back(actor=clerk, part=part_of(batch, "2"))

    assert not paper.files.exists()
    assert list(told(batch)) == [("2", "unplaced", "")]
    assert DocumentFile.version_model.objects.filter(id=entry.pk, history_type="-").exists()


@pytest.mark.feature("L05")
def test_pages_are_discarded_with_a_reason_and_taken_back(world: World) -> None:
    """Without a reason nothing is discarded; a second decision is refused."""
    clerk, batch = world.person("clerk"), worked(sent(world, pile(["one"])))
    part = part_of(batch, "1")

    with pytest.raises(ValidationError) as nothing_said:
        services.discard_part(actor=clerk, part=part, reason=" ")
    services.discard_part(actor=clerk, part=part, reason="Обложка.")
    with pytest.raises(ValidationError) as twice:
        services.discard_part(actor=clerk, part=part, reason="Обложка.")
    taken_back = services.take_part_back(actor=clerk, part=part)

    assert (codes(nothing_said), codes(twice), taken_back.state) == (["reason-missing"], ["part-decided"], "unplaced")


@pytest.mark.feature("L05")
def test_the_worker_puts_nothing_where_its_sender_could_not(world: World) -> None:
    """A marked paper of somebody else is not named even; a paper that has a scan is left to a person."""
    marked, scanned = a_letter(world, "1"), a_letter(world, "2")
    services.mark_paper(actor=world.person("clerk"), paper=marked, reason="Содержит служебные сведения.")
    worked(sent(world, pile([scanned, "first"])))

    batch = worked(sent(world, pile([marked, "one", scanned, "second"]), "controller"))

    visible = Document.objects.visible_to(world.person("controller")).contains(marked)
    expected = ("2", "placed", marked.number) if visible else ("2", "not-seen", "")
    assert list(told(batch)) == [expected, ("4", "has-scan", scanned.number)]


@pytest.mark.feature("L05")
def test_a_batch_is_worked_on_by_who_sent_it_and_the_head_of_the_records_office(world: World) -> None:
    """Nobody else sees it, sends one, or decides upon its pages."""
    paper, batch = a_letter(world), worked(sent(world, pile(["one"])))
    part = part_of(batch, "1")

    seen = {
        name: ScanBatch.objects.visible_to(world.person(name)).exists()
        for name in ("clerk", "controller", "leader", "executor", "other.clerk")
    }

    assert seen == {"clerk": True, "controller": True, "leader": False, "executor": False, "other.clerk": False}
    for stranger in ("executor", "other.clerk"):
        with pytest.raises(PermissionDenied):
            services.place_part(actor=world.person(stranger), part=part, document=paper)
        with pytest.raises(PermissionDenied):
            services.discard_part(actor=world.person(stranger), part=part, reason="Так.")


def encrypted() -> bytes:
    """A PDF that asks for a password."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(made)
    return made.getvalue()


def of_pages(count: int, size: float = 100) -> bytes:
    """A PDF of so many empty pages."""
    writer, made = PdfWriter(), io.BytesIO()
    for _page in range(count):
        writer.add_blank_page(size, size)
    writer.write(made)
    return made.getvalue()


@pytest.mark.feature("L05")
@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"%PDF-1.7 nothing", "broken"),
        (encrypted(), "encrypted"),
        (of_pages(2001), "too-many-pages"),
    ],
    ids=["broken", "encrypted", "too long"],
)
def test_a_file_that_cannot_be_gone_through_ends_with_the_reason(world: World, content: bytes, trouble: str) -> None:
    """It holds the worker up for a moment only."""
    batch = worked(sent(world, content))

    assert (batch.state, batch.trouble) == ("failed", trouble)


@pytest.mark.feature("L05")
def test_a_page_of_enormous_size_is_drawn_small(world: World) -> None:
    """What a page says of itself takes no memory."""
    batch = worked(sent(world, of_pages(1, size=14_400)))

    assert list(told(batch)) == [("1", "blank", "")]


def test_only_a_pdf_is_a_batch(world: World) -> None:
    """A text is refused before anybody works on it."""
    clerk = world.person("clerk")

    with pytest.raises(ValidationError) as refused:
        services.send_batch(
            actor=clerk, agency=clerk.agency, name="a.txt", stored=files.store(io.BytesIO(b"words"), name="a.txt")
        )

    assert codes(refused) == ["batch-not-pdf"]


@pytest.mark.feature("L05")
def test_the_file_of_a_decided_batch_goes_after_its_time_and_the_scans_stay(world: World) -> None:
    """Else a paper that is destroyed one day would lie on in the batch it came with."""
    paper = a_letter(world)
    batch, open_one = worked(sent(world, pile([paper, "one"]))), worked(sent(world, pile(["lost"])))

    with clock.at(clock.now() + timedelta(days=31)):
        removed = services.clear_batches(actor=SCANNER)

    batch.refresh_from_db()
    assert removed == 1
    assert not files.path_of(batch.stored).exists()
    assert files.path_of(open_one.stored).exists()
    assert files.path_of(scan_of(paper).stored).exists()
    with pytest.raises(ValidationError) as kept_no_longer:
        services.take_part_back(actor=world.person("clerk"), part=part_of(batch, "2"))
    assert codes(kept_no_longer) == ["pages-cleared"]


@pytest.mark.feature("L05")
def test_a_scan_stays_on_the_card_of_a_paper_that_was_closed_since(world: World) -> None:
    """The number was cancelled: its files stay as they are."""
    paper = a_letter(world)
    batch = worked(sent(world, pile([paper, "one"])))
    services.cancel_number(actor=world.person("controller"), document=paper, reason="Зарегистрирован ошибочно.")

    with pytest.raises(ValidationError) as refused:
        services.take_part_back(actor=world.person("clerk"), part=part_of(batch, "2"))

    paper.refresh_from_db()
    assert (codes(refused), paper.state, scan_of(paper).version) == (["paper-closed"], State.CANCELLED, 1)
