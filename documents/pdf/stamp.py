"""The incoming stamp (отметка о поступлении) on the visual copy of a scan; the scan itself stays as it came."""

from datetime import datetime, time
from io import BytesIO
from pathlib import Path

from django.utils import timezone
from pypdf import PdfReader, PdfWriter, Transformation

from documents import scans
from documents.models import Document
from documents.pdf.paper import SANS, Paper

# Millimetres on an A4 sheet; on sheets of another size the stamp keeps its share of the sheet.
WIDTH, HEIGHT, MARGIN = 62.0, 19.0, 8.0
A4_WIDTH = 210.0
# Larger scans are registered without a stamped copy: making one holds the whole file in memory.
LIMIT = 32 * 1024 * 1024


class NotStampable(Exception):
    """The file is no PDF that can be drawn upon: broken, encrypted, without pages, or too large."""


def stamped_copy(scan: Path, document: Document) -> BytesIO:
    """The scan with agency, number, date and pages in that corner of its first page where they cover least.

    Of equally empty corners it is the lower right. The same scan and registration give the same bytes.

    Raises:
        NotStampable: the scan is left without a copy.
    """
    if scan.stat().st_size > LIMIT:
        raise NotStampable("too large")
    made = BytesIO()
    try:
        reader = PdfReader(scan)
        if reader.is_encrypted:
            raise NotStampable("encrypted")
        pages = len(reader.pages)
        if not pages:
            raise NotStampable("without pages")
        writer = PdfWriter(clone_from=reader)
        corner = scans.emptiest_corner(scan, WIDTH / A4_WIDTH, HEIGHT / A4_WIDTH, MARGIN / A4_WIDTH)
        _press(writer, _stamp(document, pages), corner)
        writer.write(made)
    except Exception as error:  # a scanner's broken file fails in any way inside the reader
        raise NotStampable(type(error).__name__) from error
    made.seek(0)
    return made


def _press(writer: PdfWriter, stamp: BytesIO, corner: int) -> None:
    page = writer.pages[0]
    if page.rotation:
        page.transfer_rotation_to_content()
    sheet = page.cropbox
    millimetre = min(float(sheet.width), float(sheet.height)) / A4_WIDTH
    drawn = PdfReader(stamp).pages[0]
    scale = WIDTH * millimetre / float(drawn.mediabox.width)
    is_left, is_upper = corner in (scans.LOWER_LEFT, scans.UPPER_LEFT), corner in (scans.UPPER_RIGHT, scans.UPPER_LEFT)
    right, top = (WIDTH + MARGIN) * millimetre, (HEIGHT + MARGIN) * millimetre
    margin = MARGIN * millimetre
    place = (
        Transformation()
        .scale(scale)
        .translate(
            float(sheet.left) + margin if is_left else float(sheet.right) - right,
            float(sheet.top) - top if is_upper else float(sheet.bottom) + margin,
        )
    )
    page.merge_transformed_page(drawn, place)


def _stamp(document: Document, pages: int) -> BytesIO:
    sheets = f"листов: {document.pages}" if document.pages else f"страниц: {pages}"
    day = document.registered_on
    assert day is not None
    made_at = timezone.make_aware(datetime.combine(day, time.min))
    paper = Paper(f"Входящий № {document.number}", made_at, size=(WIDTH, HEIGHT))
    paper.set_auto_page_break(False)
    paper.set_draw_color(120, 30, 110)
    paper.set_text_color(120, 30, 110)
    paper.set_line_width(0.4)
    paper.rect(0.4, 0.4, WIDTH - 0.8, HEIGHT - 0.8)
    for text, style, size, top in (
        (document.agency.short_name, "", 8.0, 1.5),
        (f"Входящий № {document.number}", "B", 11.0, 6.5),
        (f"{day:%d.%m.%Y}, {sheets}", "", 10.0, 12.5),
    ):
        paper.set_font(SANS, style, size)
        paper.shrink_to(text, WIDTH - 4)
        paper.set_xy(2, top)
        paper.cell(WIDTH - 4, 5, text, align="C")
    return paper.finished()
