"""A sheet of official paper: A4 with the margins of ГОСТ Р 7.0.97-2025 and the program's fonts."""

from datetime import UTC, datetime
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


class Paper(FPDF):  # type: ignore[misc]  # the package has no types
    """Paper, A4 by default; ``made_at`` is the date inside the file, so that the same content gives the same bytes."""

    def __init__(self, title: str, made_at: datetime, *, size: tuple[float, float] = A4) -> None:
        super().__init__(format=size, unit="mm")
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_title(title)
        self.set_lang("ru")
        self.set_creator("Mezhved")
        self.set_creation_date(made_at.astimezone(UTC).replace(microsecond=0))
        self.set_font(SERIF, size=12)
        self.add_page()

    def set_font(self, family: str | None = None, style: str = "", size: float = 0) -> None:
        """A font of the program's, read from its file when it is used first: most papers need two of the six."""
        if family in FOLDERS and f"{family.lower()}{style}" not in self.fonts:
            self.add_font(family, style, FONTS / FOLDERS[family] / f"{family}-{SUFFIXES[style]}.ttf")
        super().set_font(family, style, size)

    def normalize_text(self, text: str) -> str:
        """The text in letters that the fonts of the papers have: they know no arrows."""
        return str(super().normalize_text(text.replace("→", "—")))

    def header(self) -> None:
        """The number of the page, from the second page on."""
        if self.page_no() > 1:
            self.set_font(SERIF, "", 10)
            self.set_xy(LEFT, TOP / 2)
            self.cell(WIDTH, 5, str(self.page_no()), align="C")
            self.set_y(TOP)

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

    def qr(self, content: str, *, x: float, y: float, size: float) -> None:
        """A QR code."""
        picture = BytesIO()
        segno.make(content, error="m", micro=False).save(picture, kind="png", scale=6, border=0)
        picture.seek(0)
        self.image(picture, x=x, y=y, w=size, h=size, alt_text=content)

    def finished(self) -> BytesIO:
        """The whole file."""
        return BytesIO(bytes(self.output()))
