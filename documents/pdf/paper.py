"""A sheet of official paper: A4 with the margins of ГОСТ Р 7.0.97-2025 and the program's fonts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import Path

import segno
from django.conf import settings
from fpdf import FPDF

FONTS = Path(settings.BASE_DIR) / "static" / "vendor"
SERIF = "PTSerif"
SANS = "PTSans"
FOLDERS = {SERIF: "pt-serif", SANS: "pt-sans"}
SUFFIXES = {"": "Regular", "B": "Bold", "I": "Italic"}
LEFT, TOP, RIGHT, BOTTOM = 30.0, 20.0, 10.0, 20.0
WIDTH = 210.0 - LEFT - RIGHT
LINE = 5.6
LINE_HEIGHT = 1.3
SMALLEST = 5.0
A4 = (210.0, 297.0)
# A longer text in a cell could make its row higher than a page.
LONGEST_CELL = 500


MAKER = "Mezhved"
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmp:CreatorTool="{maker}" xmp:CreateDate="{made_at}" xmp:ModifyDate="{made_at}" xmp:MetadataDate="{made_at}"
 pdf:Producer="{maker}" pdfaid:part="{part}" pdfaid:conformance="{conformance}">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@dataclass
class Placed:
    """Where a requisite stands: its page, and its box in millimetres from the upper left corner."""

    what: str
    page: int
    x: float
    y: float
    width: float
    height: float

    def set_box(self, x: float, y: float, width: float, height: float) -> None:
        """Say more exactly where it stands than the cursor does."""
        self.x, self.y, self.width, self.height = x, y, width, height

    def overlaps(self, other: "Placed") -> bool:
        """Whether both cover some place of one page."""
        return (
            self.page == other.page
            and self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


class Paper(FPDF):  # type: ignore[misc]  # the package has no types
    """Paper, A4 by default; ``made_at`` is the date inside the file, so that the same content gives the same bytes.

    ``first_bottom`` is the lower margin of the first page, where it is another one than on those that follow;
    ``compliance`` the part of PDF/A that the file keeps to.
    """

    def __init__(
        self,
        title: str,
        made_at: datetime,
        *,
        size: tuple[float, float] = A4,
        left: float = LEFT,
        first_bottom: float = BOTTOM,
        is_landscape: bool = False,
        compliance: str | None = None,
    ) -> None:
        orientation = "L" if is_landscape else "P"
        super().__init__(format=size, unit="mm", orientation=orientation, enforce_compliance=compliance)
        self.compliance = compliance or ""  # such as PDF/A-2B
        self.placed: list[Placed] = []
        self.is_numbered = True
        self.set_margins(left, TOP, RIGHT)
        self.set_auto_page_break(auto=True, margin=first_bottom)
        self.set_title(title)
        self.set_lang("ru")
        self.set_creator(MAKER)
        self.set_creation_date(made_at.astimezone(UTC).replace(microsecond=0))
        self.set_font(SERIF, size=12)
        self.add_page()

    def set_font(self, family: str | None = None, style: str = "", size: float = 0) -> None:
        """A font of the program's, read from its file when it is used first: most papers need two of the six."""
        if family in FOLDERS and f"{family.lower()}{style}" not in self.fonts:
            self.add_font(family, style, FONTS / FOLDERS[family] / f"{family}-{SUFFIXES[style]}.ttf")
            # Outlines go into the paper as they stand in the file: to unpack, measure and pack each of them anew takes
            # a third of what finishing a paper takes, and gives the same outlines.
            self.fonts[f"{family.lower()}{style}"].ttfont.recalcBBoxes = False
        super().set_font(family, style, size)

    def normalize_text(self, text: str) -> str:
        """The text in letters that the fonts of the papers have: they know no arrows."""
        return str(super().normalize_text(text.replace("→", "—")))

    def header(self) -> None:
        """The number of the page, from the second page on."""
        if self.page_no() > 1 and self.is_numbered:
            self.set_auto_page_break(auto=True, margin=BOTTOM)
            self.set_font(SERIF, "", 10)
            self.set_xy(self.l_margin, TOP / 2)
            self.cell(self.epw, 5, str(self.page_no()), align="C")
            self.set_y(TOP)

    @property
    def lowest(self) -> float:
        """Where the text of this page ends, in millimetres from above."""
        return float(self.h - self.b_margin)

    def height_of(self, text: str, width: float) -> float:
        """How high a block of lines in the current font would be."""
        if not text:
            return 0.0
        return float(self.multi_cell(width, LINE, text, align="L", dry_run=True, output="HEIGHT"))

    @contextmanager
    def placing(self, what: str, *, x: float = 0.0, width: float = 0.0) -> Iterator[None]:
        """Note where a requisite is put: on which page it ends, from where to where."""
        page, top = self.page, self.get_y()
        yield
        start = top if self.page == page else TOP
        self.placed.append(Placed(what, self.page, x, start, width, self.get_y() - start))

    def rows(self, rows: list[list[str]]) -> None:
        """A table with borders, its first row repeated on each page; a row too high for a page becomes paragraphs."""
        if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
            for row in rows:
                self.paragraph(" — ".join(cell for cell in row if cell))
            return
        self.set_font(SERIF, "B", 11)  # loaded before the table asks for it
        self.set_font(SERIF, "", 11)
        with self.table(align="LEFT", width=self.epw, text_align="LEFT", line_height=LINE, padding=1) as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self.set_font(SERIF, "", 12)

    def bordered(
        self, cells: Sequence[tuple[str, float, str]], *, x: float, line: float, pad: float, style: str, size: float
    ) -> None:
        """A row of cells with borders: text, width, alignment; one that would not fit begins the next page."""
        self.set_font(SERIF, style, size)
        heights = [
            self.multi_cell(width - 2 * pad, line, text, dry_run=True, output="HEIGHT") for text, width, _align in cells
        ]
        height = max(*heights, line) + 2 * pad
        if self.will_page_break(height):
            self.add_page()
            self.set_font(SERIF, style, size)
        top, left = self.get_y(), x
        for text, width, align in cells:
            self.rect(left, top, width, height)
            self.set_xy(left + pad, top + pad)
            self.multi_cell(width - 2 * pad, line, text, align=align)
            left += width
        self.set_xy(x, top + height)

    def shrink_to(self, text: str, width: float) -> None:
        """Make the current font small enough for the text to fit into the width on one line."""
        while self.get_string_width(text) > width and self.font_size_pt > SMALLEST:
            self.set_font_size(self.font_size_pt - 0.5)

    def paragraph(self, text: str, *, indent: float = 12.5) -> None:
        """Justified running text with a first-line indent."""
        with (
            self.text_columns(line_height=LINE_HEIGHT) as column,
            column.paragraph(text_align="JUSTIFY", first_line_indent=indent) as paragraph,
        ):
            paragraph.write(text)

    def block(self, text: str, *, x: float, width: float, align: str = "L", line: float = LINE) -> None:
        """A block of lines at a place across the page; the next line follows below it."""
        self.set_x(x)
        self.multi_cell(width, line, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def qr(self, content: str, *, x: float, y: float, size: float, about: str = "") -> None:
        """A QR code; ``about`` is what is read out in its place, its content if nothing else."""
        picture = BytesIO()
        segno.make(content, error="m", micro=False).save(picture, kind="png", scale=6, border=0)
        picture.seek(0)
        self.image(picture, x=x, y=y, w=size, h=size, alt_text=about or content)

    def finished(self) -> BytesIO:
        """The whole file."""
        if self.compliance:
            self.set_producer(MAKER)
            self.set_xmp_metadata(self._described())
        return BytesIO(bytes(self.output()))

    def _described(self) -> str:
        """What a file of PDF/A says of itself a second time; the library would add the moment of writing."""
        made_at = self.creation_date.isoformat(timespec="seconds")
        return XMP.format(
            title=escape(self.title or ""),
            maker=MAKER,
            made_at=made_at,
            part=self.compliance[-2],
            conformance=self.compliance[-1],
        )
