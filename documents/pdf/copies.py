"""The printed register of copies and movement of a document for official use only."""

from io import BytesIO

from django.utils.translation import override

from documents.models import Document
from documents.pdf.paper import LEFT, SERIF, WIDTH, Paper
from history import clock

COLUMNS = (("Экз. №", 16.0), ("Дата", 24.0), ("Что сделано", 34.0), ("Кому, у кого", 46.0), ("Расписка, акт", 50.0))


@override("ru")
def copies_pdf(document: Document) -> BytesIO:
    """Every move of every copy, in the order in which they were noted."""
    paper = Paper(f"Учёт экземпляров {document.number}", clock.now())
    paper.set_font(SERIF, "", 10)
    paper.block(str(document.get_access_display()).capitalize(), x=LEFT, width=WIDTH, align="R")
    paper.ln(4)
    paper.set_font(SERIF, "B", 13)
    paper.block("УЧЁТ ЭКЗЕМПЛЯРОВ И ИХ ДВИЖЕНИЯ", x=LEFT, width=WIDTH, align="C")
    paper.ln(2)
    paper.set_font(SERIF, "", 11)
    day = f" от {document.registered_on:%d.%m.%Y}" if document.registered_on else ""
    paper.block(f"Документ № {document.number or 'б/н'}{day}. {document.subject}", x=LEFT, width=WIDTH)
    paper.ln(4)
    _row(paper, [name for name, _width in COLUMNS], style="B")
    for move in document.copy_moves.select_related("copy"):
        kind = str(move.get_kind_display())
        _row(paper, [str(move.copy.number), f"{move.on:%d.%m.%Y}", kind, move.to_name, move.note])
    return paper.finished()


def _row(paper: Paper, values: list[str], style: str = "") -> None:
    paper.set_font(SERIF, style, 10)
    heights = [
        paper.multi_cell(width, 5, value, align="L", dry_run=True, output="HEIGHT")
        for value, (_name, width) in zip(values, COLUMNS, strict=True)
    ]
    height = max(heights)
    if paper.will_page_break(height):
        paper.add_page()
    left, top = LEFT, paper.get_y()
    for value, (_name, width) in zip(values, COLUMNS, strict=True):
        paper.set_xy(left, top)
        paper.multi_cell(width, 5, value, align="L")
        left += width
    paper.line(LEFT, top + height + 0.5, LEFT + WIDTH, top + height + 0.5)
    paper.set_y(top + height + 1.5)
