"""Pages of scanning and of the post, as people use them."""

import io
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from agencies import sheets
from documents.models import Delivery, PartState, PostalRegister, ScanBatch
from documents.scans import sheets as codes_of_sheets
from history.models import Reading
from tests.documents.post import INLAND, by_post, items
from tests.documents.test_batches import a_letter
from tests.stage import Stage, stage
from tests.world import A_PDF, World

__all__ = ["stage"]
pytestmark = pytest.mark.django_db
Open = Callable[[World, str], Client]


def browser(world: World, role: str = "clerk") -> Client:
    """A browser of this person, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


@pytest.mark.feature("L05")
def test_sheets_of_chosen_papers_or_of_a_day_are_printed_from_the_journal(world: World) -> None:
    """One sheet a paper, with its number and in words what it is."""
    papers = [a_letter(world, str(number)) for number in range(3)]
    address = reverse("documents:sheets-print", args=[papers[0].journal_id])

    of_day = PdfReader(BytesIO(browser(world).get(address, {"day": str(papers[0].registered_on)}).getvalue()))
    chosen = PdfReader(BytesIO(browser(world).get(address, {"document": [papers[1].pk]}).getvalue()))

    assert (len(of_day.pages), len(chosen.pages)) == (3, 1)
    assert papers[1].number in chosen.pages[0].extract_text()
    assert papers[1].subject in chosen.pages[0].extract_text()


@pytest.mark.feature("L05")
def test_a_day_without_papers_prints_nothing_and_says_so(world: World) -> None:
    """The clerk is back in the journal with the reason."""
    paper = a_letter(world)
    address = reverse("documents:sheets-print", args=[paper.journal_id])

    answer = browser(world).get(address, {"day": "2020-01-01"}, follow=True)

    assert "Nothing that you see was registered" in answer.content.decode()


@pytest.mark.feature("L05")
def test_the_sheet_of_a_marked_paper_does_not_tell_what_it_is_about(stage: Stage) -> None:
    """Its mark and number stand there, its subject does not; who does not see it prints none."""
    address = reverse("documents:sheet-print", args=[stage.restricted.pk])

    words = PdfReader(BytesIO(browser(stage.world).get(address).getvalue())).pages[0].extract_text()

    assert stage.restricted.number in words
    assert stage.restricted.subject not in words
    assert browser(stage.world, "controller").get(address).status_code == 404
    assert codes_of_sheets.paper(codes_of_sheets.code(stage.restricted)) == stage.restricted


@pytest.mark.feature("L05")
def test_a_batch_is_sent_and_its_page_shows_how_far_the_worker_is(world: World) -> None:
    """It looks again by itself while the worker is at it."""
    client, scan = browser(world), io.BytesIO(A_PDF)
    scan.name = "Почта.pdf"

    page = client.post(reverse("documents:batches"), {"file": scan}, follow=True).content.decode()

    batch = ScanBatch.objects.get()
    assert batch.sent_by == world.person("clerk")
    assert "Pages are being read" in page
    assert 'hx-trigger="every 3s"' in page


@pytest.mark.feature("L05")
def test_pages_without_a_sheet_are_looked_at_placed_and_taken_back_in_the_page(stage: Stage) -> None:
    """Looking at them is a reading; what is undone waits for a decision again."""
    room, client = stage.mailroom, browser(stage.world)
    address = reverse("documents:batch", args=[room.batch.pk])
    pages = reverse("documents:part-pages", args=[room.batch.pk, room.lost.ordinal])

    seen = client.get(pages)
    read = Reading.objects.latest("id").page
    client.post(address, {"action": "place", "part": room.lost.ordinal, "number": stage.letter.number})
    room.lost.refresh_from_db()
    placed = room.lost.state
    gone = client.get(pages).status_code
    client.post(address, {"action": "back", "part": room.lost.ordinal})
    room.lost.refresh_from_db()

    assert (seen["Content-Type"], read, placed, gone) == ("application/pdf", "documents:part-pages", "placed", 404)
    assert room.lost.state == PartState.UNPLACED


@pytest.mark.feature("L06")
def test_a_register_is_made_up_changed_and_handed_in_by_pages_alone(world: World) -> None:
    """From the list of days to the note of delivery on the card of the letter."""
    letter, client = by_post(world, "02-07/1"), browser(world)
    day = f"{timezone.localtime(letter.dispatched_at):%d.%m.%Y}"
    start = client.get(reverse("documents:postal-registers")).content.decode()

    client.post(reverse("documents:postal-registers"), {"on": "", "office": "Верхнеозёрск, 1"})
    client.post(reverse("documents:postal-registers"), {"on": day, "office": "Верхнеозёрск, 1"})
    made = PostalRegister.objects.get()
    here, item = reverse("documents:postal-register", args=[made.pk]), items(made)[0]
    change = {"kind": "registered", "identifier": f"{INLAND[0][:6]} {INLAND[0][6:]}", "mass": "20", "fee": "84.00"}
    client.post(reverse("documents:postal-item", args=[item.pk]), change)
    client.post(here, {"action": "hand-in", "on": day})
    client.post(reverse("documents:postal-delivery", args=[item.pk]), {"delivery": "delivered", "on": day})

    item.refresh_from_db()
    assert f"{day} – 1" in start
    assert (item.identifier, item.mass, item.delivery) == (INLAND[0], 20, Delivery.DELIVERED)
    card = client.get(reverse("workflows:document", args=[letter.pk])).content.decode()
    assert INLAND[0] in card
    assert "delivered by post" in card.casefold()


@pytest.mark.feature("L06")
def test_a_table_of_identifiers_with_an_error_is_refused_with_its_row(stage: Stage) -> None:
    """And the register stays as it was."""
    register, table = stage.mailroom.open, io.BytesIO(sheets.csv_of([["02-07/801", "123"]]))
    table.name = "ids.csv"

    answer = browser(stage.world).post(
        reverse("documents:postal-register", args=[register.pk]), {"action": "identifiers", "file": table}
    )

    assert answer.status_code == 422
    assert "Row 1: An identifier has 14 digits" in answer.content.decode()
    assert {one.identifier for one in items(register)} == {""}


@pytest.mark.feature("L06")
def test_a_register_with_a_paper_that_the_person_does_not_see_is_neither_printed_nor_saved(world: World) -> None:
    """The page says that there is one more."""
    by_post(world, "02-07/1")
    by_post(world, "02-07/2дсп", access="official")
    client, controller = browser(world), browser(world, "controller")
    sent = timezone.localtime(by_post(world, "02-07/3").dispatched_at)
    client.post(reverse("documents:postal-registers"), {"on": f"{sent:%d.%m.%Y}"})
    made = PostalRegister.objects.get()

    page = controller.get(reverse("documents:postal-register", args=[made.pk])).content.decode()
    refused = [
        controller.get(reverse("documents:postal-print", args=[made.pk])).status_code,
        controller.get(reverse("documents:postal-table", args=[made.pk, "xlsx"])).status_code,
    ]

    assert "02-07/2дсп" not in page
    assert "1 letter is about a paper that you do not see" in page
    assert refused == [404, 404]
    assert client.get(reverse("documents:postal-print", args=[made.pk])).status_code == 200
