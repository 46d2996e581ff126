"""Where the requisites of a letter stand, in each layout: measured on the paper and in the finished PDF."""

from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from agencies import services as agencies
from agencies.models import LetterLayout
from agencies.services import AgencyCard
from documents.models import Document, LetterTemplate, Signature
from documents.pdf.letter import MARK_HEIGHT, draw, letter_pdf, qr_content, visual_copy
from documents.pdf.paper import A4, Paper, Placed
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F12")]
Purpose = LetterTemplate.Purpose
POINT = 25.4 / 72
PARAGRAPH = (
    "По существу поставленных вопросов сообщаем следующее: капитальный ремонт крыши многоквартирного дома перенесён, "
    "поскольку дом включён в перечень объектов культурного наследия, и работы должны быть согласованы с комитетом."
)


@pytest.fixture
def letter(world: World) -> Document:
    """A registered answer to Frolova."""
    case = world.appeal()
    world.resolved(case)
    signed = world.signed(world.submitted(case, world.draft(Purpose.ANSWER)))
    return Document.objects.get(pk=world.registered(signed).pk)


def signature_of(letter: Document) -> Signature:
    """The signature on it."""
    return letter.signatures.get()


def drawn_on(letter: Document) -> Paper:
    """The paper of its visual copy, finished: a paper that is not keeps its fonts open."""
    paper = draw(letter, signature_of(letter))
    paper.finished()
    return paper


def box(paper: Paper, what: str) -> Placed:
    """Where the one requisite of this name stands."""
    (found,) = [one for one in paper.placed if one.what == what]
    return found


def overlapping(paper: Paper) -> list[tuple[str, str]]:
    """Pairs of requisites that lie over each other."""
    return [(one.what, other.what) for one, other in combinations(paper.placed, 2) if one.overlaps(other)]


def texts(pdf: BytesIO) -> list[list[tuple[str, float, float]]]:
    """By page: each piece of text with its place in millimetres from the upper left corner."""
    pages = []
    for page in PdfReader(pdf).pages:
        found: list[tuple[str, float, float]] = []

        def seen(text: str, _ctm: Any, matrix: Any, _font: Any, _size: Any, found: Any = found) -> None:
            if text.strip():
                found.append((text.strip(), matrix[4] * POINT, A4[1] - matrix[5] * POINT))

        page.extract_text(visitor_text=seen)
        pages.append(found)
    return pages


@pytest.mark.parametrize("layout", LetterLayout.values)
@pytest.mark.parametrize(("paragraphs", "pages"), [(1, 1), (14, 2), (50, 5)])
def test_requisites_stand_where_the_layout_says_and_over_nothing(
    letter: Document, layout: str, paragraphs: int, pages: int
) -> None:
    """On one, two and five pages, with a long addressee."""
    if pages == 5 and layout.startswith("2016"):
        paragraphs += 6  # its lines are a centimetre longer
    letter.layout, letter.body = layout, "\n".join([PARAGRAPH] * paragraphs)
    letter.purpose = Purpose.INQUIRY
    letter.correspondent_name = "Председателю Комитета по охране объектов культурного наследия " * 4
    letter.correspondent_address = "пл. Соборная, д. 2, г. Верхнеозёрск, 640100"

    paper = drawn_on(letter)

    assert paper.pages_count == pages
    assert overlapping(paper) == []
    left = 20 if layout.startswith("2016") else 30
    mark, post, name, executor = (box(paper, what) for what in ("mark", "post", "name", "executor"))
    assert {one.page for one in (mark, post, name, executor)} == {pages}
    assert post.x == executor.x == left
    assert post.x + post.width <= mark.x
    assert mark.x + mark.width <= name.x
    assert name.x + name.width == pytest.approx(200)
    assert mark.y + MARK_HEIGHT <= executor.y
    assert executor.y + executor.height == pytest.approx(paper.lowest, abs=0.5)
    addressee, agency, reference = (box(paper, what) for what in ("addressee", "agency", "reference"))
    assert addressee.x == left + 90
    assert agency.width == (80 if "corner" in layout else A4[0] - left - 10)
    assert agency.y + agency.height <= reference.y
    if "centred" in layout:
        assert agency.y + agency.height <= addressee.y


@pytest.mark.parametrize("layout", LetterLayout.values)
def test_wherever_the_text_ends_the_signature_is_whole_and_over_nothing(letter: Document, layout: str) -> None:
    """The text grows by a line at a time over the end of the first page."""
    letter.layout = layout
    for lines in range(12, 40):
        letter.body = "\n".join(["Первый абзац."] + ["Строка."] * lines)
        paper = drawn_on(letter)
        mark = box(paper, "mark")
        assert overlapping(paper) == [], lines
        assert mark.y + mark.height <= paper.lowest, lines
        assert any(one.what == "paragraph" and one.page == mark.page for one in paper.placed), lines


def test_only_the_newer_layout_has_a_code_at_the_lower_right_of_the_first_page(letter: Document) -> None:
    """Away from the edge that printers leave white, with nothing but space around."""
    letter.body = "\n".join([PARAGRAPH] * 30)
    for layout in LetterLayout.values:
        letter.layout = layout
        copy = visual_copy(letter)
        page, *others = PdfReader(copy).pages
        assert len(page.images) == (1 if layout.startswith("2025") else 0)
        assert all(not other.images for other in others)
        if layout.startswith("2025"):
            code = box(drawn_on(letter), "qr")
            assert (code.page, code.x + code.width, code.y + code.height) == (1, 200, 289)
            below = [text for text, _x, y in texts(copy)[0] if y > code.y]
            assert below == []


def test_the_code_says_agency_number_date_and_name_of_the_document(letter: Document) -> None:
    """Its modules are those of that text."""
    letter.layout = LetterLayout.CORNER_2025
    content = qr_content(letter)
    picture = PdfReader(visual_copy(letter)).pages[0].images[0]
    image = Image.open(BytesIO(picture.data)).convert("L")
    matrix = [[bool(module) for module in row] for row in segno.make(content, error="m", micro=False).matrix]
    module = image.width // len(matrix)

    drawn = [
        [image.getpixel((x * module + module // 2, y * module + module // 2)) < 128 for x in range(len(matrix))]  # type: ignore[operator]
        for y in range(len(matrix))
    ]

    assert drawn == matrix
    assert content.split("\n") == [
        "RU-VO-MZKH",
        letter.number,
        f"{letter.registered_on:%Y-%m-%d}",
        f"urn:uuid:{letter.uuid}",
    ]


def test_the_signed_file_and_its_visual_copy_have_their_text_in_the_same_places(letter: Document) -> None:
    """The copy adds number, date, mark and code, and moves nothing."""
    letter.body = "\n".join([PARAGRAPH] * 20)
    for layout in LetterLayout.values:
        letter.layout = layout
        signed, copy = texts(letter_pdf(letter)), texts(visual_copy(letter))
        assert len(signed) == len(copy)
        for before, after in zip(signed, copy, strict=True):
            missing = [one for one in before if one not in after and "____" not in one[0]]
            assert missing == []


def test_pages_after_the_first_are_numbered_in_the_middle_above(letter: Document) -> None:
    """The first has no number."""
    letter.body = "\n".join([PARAGRAPH] * 30)

    first, *others = texts(letter_pdf(letter))

    assert not any(text == "1" and y < 20 for text, _x, y in first)
    for number, page in enumerate(others, 2):
        (place,) = [(x, y) for text, x, y in page if text == str(number) and y < 20]
        assert place[1] > 10


def test_a_table_of_the_text_is_drawn_with_its_head_on_each_page(letter: Document) -> None:
    """Rows are lines that begin with a bar; a line of dashes is no row."""
    rows = "\n".join(f"| {number} | Дом {number} | {'работы ' * 8}|" for number in range(1, 60))
    letter.body = f"Сообщаем:\n| № | Дом | Работы |\n|---|---|---|\n{rows}\nКонец таблицы."

    pages = PdfReader(letter_pdf(letter)).pages
    numbers = [x for page in texts(letter_pdf(letter)) for text, x, _y in page if text == "№"]

    assert all(30 < x < 35 for x in numbers)
    told = [page.extract_text() for page in pages]
    assert len(told) > 2
    assert all("Работы" in page for page in told[:-1])
    assert "---" not in "".join(told)
    assert "Конец таблицы." in told[-1]


def test_a_letter_keeps_the_layout_that_it_was_signed_in(world: World) -> None:
    """Though the agency chooses another one before the registration."""
    administrator, agency = world.person("administrator"), world.office.agency
    card = {name: getattr(agency, name) for name in ("name", "short_name", "place", "address", "phone", "email")}
    case = world.appeal()
    world.resolved(case)
    agencies.change_agency(
        actor=administrator, agency=agency, card=AgencyCard(**card, letter_layout=LetterLayout.CENTRED_2016)
    )
    signed = world.signed(world.submitted(case, world.draft(Purpose.ANSWER)))
    agencies.change_agency(actor=administrator, agency=agency, card=AgencyCard(**card))

    letter = world.registered(signed)

    assert Document.objects.get(pk=letter.pk).layout == LetterLayout.CENTRED_2016
