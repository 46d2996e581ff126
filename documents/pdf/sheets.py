"""Separator sheets: laid before each paper in the scanner, so that a batch falls apart into papers again."""

from collections.abc import Iterable
from io import BytesIO

from django.utils.translation import override

from documents.models import Document
from documents.pdf.paper import LEFT, SANS, SERIF, WIDTH, Paper
from documents.scans import sheets
from history import clock

QR_SIZE = 52.0
LONGEST_SUMMARY = 200


@override("ru")
def sheets_pdf(documents: Iterable[Document]) -> BytesIO:
    """A sheet for each paper: its code, and in words what it is. Of a paper with an access mark no words on what it is
    about.
    """
    paper = Paper("Разделительные листы", clock.now())
    paper.is_numbered = False
    for position, document in enumerate(documents):
        if position:
            paper.add_page()
        _sheet(paper, document)
    return paper.finished()


def _sheet(paper: Paper, document: Document) -> None:
    paper.set_font(SANS, "B", 13)
    paper.block("РАЗДЕЛИТЕЛЬНЫЙ ЛИСТ", x=LEFT, width=WIDTH, align="C")
    paper.ln(8)
    paper.qr(
        sheets.code(document), x=LEFT + (WIDTH - QR_SIZE) / 2, y=paper.get_y(), size=QR_SIZE, about="Код документа"
    )
    paper.set_y(paper.get_y() + QR_SIZE + 10)
    if document.access:
        paper.set_font(SERIF, "", 11)
        paper.block(str(document.get_access_display()).capitalize(), x=LEFT, width=WIDTH, align="C")
    paper.set_font(SERIF, "B", 22)
    paper.block(document.number, x=LEFT, width=WIDTH, align="C", line=10)
    paper.set_font(SERIF, "", 13)
    flow = str(document.get_flow_display())
    day = f", {document.registered_on:%d.%m.%Y}" if document.registered_on else ""
    paper.block(f"{flow[:1].upper()}{flow[1:]}{day}", x=LEFT, width=WIDTH, align="C", line=7)
    paper.ln(4)
    if not document.access:
        paper.set_font(SERIF, "", 12)
        paper.block(_short(document.subject), x=LEFT, width=WIDTH, align="C")
    paper.ln(10)
    paper.set_font(SANS, "", 10)
    paper.block(
        f"{document.agency.short_name}. Положите этот лист перед документом. Сам лист на карточку не попадёт.",
        x=LEFT,
        width=WIDTH,
        align="C",
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1]}…"
