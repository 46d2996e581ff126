"""The incoming stamp on the visual copy: where it covers least, upright on turned pages, never on the stored file."""

from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from documents.pdf.stamp import stamped_copy
from tests.documents.scanner import pile
from tests.documents.test_batches import a_letter
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L05")]
INK = (120, 30, 110)


def a_page(path: Path, size: tuple[int, int] = (595, 842), turned: int = 0, covered: tuple[str, ...] = ()) -> Path:
    """A page with dark boxes in these corners, as they are seen."""
    seen = size[::-1] if turned % 180 else size
    picture = Image.new("RGB", seen, "white")
    wide, high = seen[0] * 2 // 5, seen[1] // 5
    for corner in covered:
        x = 0 if "left" in corner else seen[0] - wide
        y = 0 if "upper" in corner else seen[1] - high
        picture.paste((20, 20, 20), (x, y, x + wide, y + high))
    made = BytesIO()
    picture.rotate(turned, expand=True).save(made, "PDF", resolution=72)
    writer = PdfWriter(clone_from=PdfReader(made))
    writer.pages[0].rotation = turned
    writer.write(path)
    return path


def stamped_at(content: bytes) -> tuple[str, str]:
    """Corner of the first page, as it is seen, in which the ink of the stamp is; and how the stamp lies."""
    picture = pdfium.PdfDocument(content)[0].render(scale=1).to_pil().convert("RGB")
    shades = picture.tobytes()
    dots = [
        (place % picture.width, place // picture.width)
        for place in range(picture.width * picture.height)
        for colour in [shades[3 * place : 3 * place + 3]]
        if max(abs(one - other) for one, other in zip(colour, INK, strict=True)) < 40
    ]
    left, right = min(x for x, _y in dots), max(x for x, _y in dots)
    top, bottom = min(y for _x, y in dots), max(y for _x, y in dots)
    side = "left" if left + right < picture.width else "right"
    level = "upper" if top + bottom < picture.height else "lower"
    return f"{level} {side}", "upright" if right - left > bottom - top else "lying"


@pytest.mark.parametrize(
    ("turned", "covered", "corner"),
    [
        (0, (), "lower right"),
        (0, ("lower right",), "upper right"),
        (90, ("lower right",), "upper right"),
        (180, ("lower right", "upper right"), "lower left"),
        (270, ("lower right", "upper right", "lower left"), "upper left"),
    ],
    ids=["empty", "one", "one turned", "two upside down", "three turned"],
)
def test_the_stamp_stands_upright_in_the_corner_where_it_covers_least(
    world: World, tmp_path: Path, turned: int, covered: tuple[str, ...], corner: str
) -> None:
    """On turned pages as well, by how they are seen."""
    scan = a_page(tmp_path / f"{turned}-{len(covered)}", turned=turned, covered=covered)

    made = stamped_copy(scan, a_letter(world)).getvalue()

    assert stamped_at(made) == (corner, "upright")


@pytest.mark.parametrize("size", [(420, 595), (842, 1191), (842, 595), (612, 1008)], ids=["A5", "A3", "wide", "legal"])
def test_the_stamp_keeps_its_share_of_a_sheet_of_any_size(world: World, tmp_path: Path, size: tuple[int, int]) -> None:
    """And stays inside of it."""
    made = stamped_copy(a_page(tmp_path / "page", size), a_letter(world)).getvalue()

    assert stamped_at(made) == ("lower right", "upright")
    assert PdfReader(BytesIO(made)).pages[0].mediabox[2:] == pytest.approx(size, abs=1)


def test_the_stamp_tells_number_day_agency_and_pages_and_the_scan_stays_as_it_came(
    world: World, tmp_path: Path
) -> None:
    """It is drawn on a copy."""
    letter, scan = a_letter(world), tmp_path / "scan"
    scan.write_bytes(pile(["one", "two"]))
    before = scan.read_bytes()

    words = PdfReader(stamped_copy(scan, letter)).pages[0].extract_text()

    assert letter.registered_on is not None
    for told in (letter.number, f"{letter.registered_on:%d.%m.%Y}", letter.agency.short_name, "страниц: 2"):
        assert told in words
    assert scan.read_bytes() == before
