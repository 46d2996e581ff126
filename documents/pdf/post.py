"""The list of inland postal items in the shape of form 103: two copies go with the letters, one comes back stamped.

The columns are those of the form as the rules of the post name them; no lawyer has compared them with the order.
"""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from django.utils.translation import override

from agencies.numerals import cardinal, plural, roubles_in_words
from documents.models import PostalItem, PostalRegister
from documents.pdf.paper import SERIF, Paper
from documents.post_selectors import Contents
from history import clock

LEFT = 12.0
SIZE = 8.5
LINE = 3.9
PAD = 1.0
COLUMNS = (
    ("№ п/п", 9.0, "C"),
    ("Почтовый идентификатор (ШПИ)", 32.0, "C"),
    ("Кому", 47.0, "L"),
    ("Куда (адрес)", 62.0, "L"),
    ("Вид отправления", 33.0, "L"),
    ("Масса, г", 14.0, "R"),
    ("Ценность, руб.", 22.0, "R"),
    ("Плата, руб.", 17.0, "R"),
    ("Примечание", 39.0, "L"),
)
WIDTH = sum(width for _title, width, _align in COLUMNS)


@override("ru")
def register_pdf(register: PostalRegister, listed: Contents) -> BytesIO:
    """The register with every item, its totals in figures and words, and the places for who hands in and who takes."""
    paper = Paper(f"Список внутренних почтовых отправлений № {register}", clock.now(), left=LEFT, is_landscape=True)
    paper.set_font(SERIF, "", 9)
    paper.block("Форма 103", x=LEFT, width=WIDTH, align="R")
    paper.set_font(SERIF, "B", 13)
    paper.block(f"СПИСОК № {register}", x=LEFT, width=WIDTH, align="C")
    paper.set_font(SERIF, "", 11)
    paper.block(f"внутренних почтовых отправлений от {register.on:%d.%m.%Y}", x=LEFT, width=WIDTH, align="C")
    paper.ln(2)
    agency = register.agency
    sender = ", ".join(part for part in (agency.name, agency.address, agency.phone) if part)
    _line(paper, f"Отправитель: {sender}")
    _line(paper, f"Место приёма: {register.office or '________________________'}")
    paper.ln(2)
    _row(paper, [title for title, _width, _align in COLUMNS], style="B", align="C")
    for item in listed.items:
        _row(paper, _cells(item))
    _totals(paper, listed)
    _signatures(paper, register)
    return paper.finished()


def _cells(item: PostalItem) -> list[str]:
    note = "; ".join(part for part in (f"исх. {item.document.number}", item.note) if part)
    return [
        str(item.ordinal),
        item.identifier,
        item.addressee,
        item.address,
        str(item.get_kind_display()),
        "" if item.mass is None else str(item.mass),
        _money(item.value),
        _money(item.fee),
        note,
    ]


def _totals(paper: Paper, listed: Contents) -> None:
    totals = listed.totals
    mass = str(totals.mass) if totals.mass else ""
    _row(
        paper,
        ["", "", "Итого", str(totals.count), "", mass, _money(totals.value or None), _money(totals.fee or None), ""],
        style="B",
    )
    paper.ln(3)
    count = cardinal(totals.count, "n")
    items = plural(totals.count, "отправление", "отправления", "отправлений")
    _line(paper, f"Всего {totals.count} ({count}) {items}.")
    if totals.value:
        _line(paper, f"Сумма объявленной ценности: {roubles_in_words(totals.value)}.")
    if totals.fee:
        _line(paper, f"Плата за пересылку: {roubles_in_words(totals.fee)}.")


def _signatures(paper: Paper, register: PostalRegister) -> None:
    paper.ln(5)
    if paper.will_page_break(24):
        paper.add_page()
    _line(paper, f"Сдал(а) ______________________ {register.made_by.short_name}")
    paper.ln(4)
    _line(paper, "Принял(а) ______________________ / ______________________          Оттиск календарного штемпеля")


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}".replace(".", ",")


def _line(paper: Paper, text: str) -> None:
    paper.set_font(SERIF, "", 10.5)
    paper.block(text, x=LEFT, width=WIDTH)


def _row(paper: Paper, values: Sequence[str], *, style: str = "", align: str = "") -> None:
    """A row with its borders; one that would not fit begins the next page."""
    cells = [(value, width, align or usual) for (_title, width, usual), value in zip(COLUMNS, values, strict=True)]
    paper.bordered(cells, x=LEFT, line=LINE, pad=PAD, style=style, size=SIZE)
