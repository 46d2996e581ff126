"""The sheets of approval (лист согласования), disagreements and acquaintance, in the language of who prints them.

What they tell is given by the room of processes; here it is only drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.models import Document
from documents.pdf.paper import SERIF, Paper
from history import clock

LEFT = 15.0
SIZE = 9.0
LINE = 4.2
PAD = 1.0
# What fills the narrowest column for words to the height of a page; remarks and answers have a thousand letters.
LONGEST = 1200


@dataclass(frozen=True)
class Column:
    """A column: its heading and its width in mm."""

    title: str
    width: float


@dataclass(frozen=True)
class Line:
    """A line of the sheet or of the protocol, cell by cell; one that counts no more is printed in italics."""

    cells: Sequence[str]
    is_past: bool = False


@dataclass(frozen=True)
class Sheet:
    """What is printed: under the heading what was approved, then the table, then a closing line."""

    heading: str
    facts: Sequence[str]
    lines: Sequence[Line]
    closing: str


def sheet_pdf(document: Document, sheet: Sheet) -> BytesIO:
    """The approval sheet: each stage with its approvers, and every visa ever given."""
    columns = [
        Column(_("Stage"), 14),
        Column(_("Approver, post"), 58),
        Column(_("Verdict"), 30),
        Column(_("Remarks"), 62),
        Column(_("Date and time"), 25),
        Column(_("Version"), 17),
        Column(_("Note, digest"), 66),
    ]
    return _drawn(document, sheet, columns)


def protocol_pdf(document: Document, sheet: Sheet) -> BytesIO:
    """The protocol of disagreements: each remark with the answer of the author."""
    columns = [
        Column(_("No."), 10),
        Column(_("Who has the remark"), 54),
        Column(_("Remark"), 80),
        Column(_("Decision of the author"), 34),
        Column(_("Answer"), 72),
        Column(_("Version"), 22),
    ]
    return _drawn(document, sheet, columns)


def acquaintance_pdf(document: Document, sheet: Sheet) -> BytesIO:
    """The sheet of acquaintance (лист ознакомления): each person with the moment of the confirmation."""
    columns = [
        Column(_("No."), 10),
        Column(_("Person, post"), 90),
        Column(_("Unit"), 72),
        Column(_("By"), 24),
        Column(_("Confirmed"), 32),
        Column(_("Asked by"), 36),
    ]
    return _drawn(document, sheet, columns)


def _drawn(document: Document, sheet: Sheet, columns: Sequence[Column]) -> BytesIO:
    paper = Paper(f"{sheet.heading}: {document}", clock.now(), left=LEFT, is_landscape=True)
    paper.set_lang(get_language() or "ru")
    width = sum(column.width for column in columns)
    paper.set_font(SERIF, "", 10)
    paper.block(document.agency.name, x=LEFT, width=width, align="C")
    paper.ln(2)
    paper.set_font(SERIF, "B", 13)
    paper.block(sheet.heading.upper(), x=LEFT, width=width, align="C")
    paper.ln(2)
    paper.set_font(SERIF, "", 10)
    for fact in sheet.facts:
        paper.block(fact, x=LEFT, width=width, line=4.8)
    paper.ln(3)
    _row(paper, columns, Line([column.title for column in columns]), style="B")
    for line in sheet.lines:
        _row(paper, columns, line, style="I" if line.is_past else "")
    paper.ln(4)
    paper.set_font(SERIF, "", 10)
    paper.block(sheet.closing, x=LEFT, width=width, line=4.8)
    return paper.finished()


def _row(paper: Paper, columns: Sequence[Column], line: Line, *, style: str) -> None:
    cells = [(_short(cell), column.width, "L") for column, cell in zip(columns, line.cells, strict=True)]
    paper.bordered(cells, x=LEFT, line=LINE, pad=PAD, style=style, size=SIZE)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
