"""The month sheet in the shape of form 0504421: a line a person with hours over codes, sums, places for signatures.

The columns are those of the form as it is commonly printed; no accountant has compared them with the order.
"""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from django.utils.translation import override

from agencies.selectors.attendance import HALF, Day, Line, Sheet
from documents.pdf.paper import SERIF, Paper
from history import clock

LEFT = 10.0
SIZE = 6.0
LINE = 2.9
PAD = 0.35
NUMBER, NAME, TITLE, DAY, SUM = 7.0, 37.0, 36.0, 5.4, 13.0
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
# What the codes mean is printed below the table: whoever reads it may not know them by heart.
MEANINGS = (
    *("Я – явка", "Ф – фактически отработанные часы", "В – выходной или праздничный день", "Н – ночная работа"),
    *("О – отпуск", "Б – временная нетрудоспособность", "Р – отпуск по беременности и родам", "С – сверхурочно"),
    *("П – прогул", "К – командировка", "А – неявка с разрешения администрации, без оплаты"),
    *("РП – работа в выходной или праздничный день", "Г – выполнение государственных обязанностей"),
)


@override("ru")
def month_sheet_pdf(sheet: Sheet) -> BytesIO:
    """The sheet as a file; one that is not closed says so."""
    made_at = sheet.closed.closed_at if sheet.closed else clock.now()
    paper = Paper(f"Табель {sheet.first_day:%m.%Y}", made_at, left=LEFT, is_landscape=True)
    _head(paper, sheet)
    days = sheet.days
    first, second = [str(day.day) for day in days[:HALF]], [str(day.day) for day in days[HALF:]]
    titles = ["№", "Фамилия, имя, отчество", "Должность", *first, "с 1 по 15", *second, "за месяц"]
    _row(paper, titles, len(days), style="B", align="C")
    for number, line in enumerate(sheet.lines, 1):
        _row(paper, [str(number), line.name, line.title, *_cells(line)], len(days))
    _foot(paper, sheet)
    return paper.finished()


def hours_of(span: timedelta) -> str:
    """Hours as the form writes them: ``8``, ``7,5``."""
    return f"{span.total_seconds() / 3600:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _cells(line: Line) -> list[str]:
    first, second = line.halves
    return [*map(_cell, first), _sum(line, first), *map(_cell, second), _sum(line, line.days)]


def _cell(day: Day) -> str:
    """Hours over the code; nothing where the post was not held."""
    if day.code is None:
        return "–"
    return f"{hours_of(day.worked)}\n{day.code.letter}" if day.worked else f"\n{day.code.letter}"


def _sum(line: Line, days: Sequence[Day]) -> str:
    return f"{line.attended(days)} дн.\n{hours_of(line.worked(days))} ч"


def _head(paper: Paper, sheet: Sheet) -> None:
    first, last = sheet.first_day, sheet.last_day
    width = paper.epw
    paper.set_font(SERIF, "", 8)
    paper.block("Код формы по ОКУД 0504421", x=LEFT, width=width, align="R", line=3.5)
    paper.set_font(SERIF, "B", 12)
    paper.block("ТАБЕЛЬ", x=LEFT, width=width, align="C")
    paper.set_font(SERIF, "", 10)
    paper.block("учёта использования рабочего времени", x=LEFT, width=width, align="C")
    period = f"за период с 1 по {last.day} {MONTHS[first.month - 1]} {first.year} г."
    paper.block(period, x=LEFT, width=width, align="C")
    paper.set_font(SERIF, "", 9)
    paper.block(f"Учреждение: {sheet.unit.agency.name}", x=LEFT, width=width, line=4.5)
    paper.block(f"Структурное подразделение: {sheet.unit.on(last)}", x=LEFT, width=width, line=4.5)
    kind = "первичный" if sheet.closed else "не закрыт, сведения могут измениться"
    paper.block(f"Вид табеля: {kind}. Дата формирования: {clock.today():%d.%m.%Y}", x=LEFT, width=width, line=4.5)
    paper.ln(2)


def _foot(paper: Paper, sheet: Sheet) -> None:
    paper.ln(2)
    if paper.will_page_break(32):
        paper.add_page()
    paper.set_font(SERIF, "", 7)
    paper.block("; ".join(MEANINGS) + ".", x=LEFT, width=paper.epw, line=3.2)
    paper.ln(4)
    paper.set_font(SERIF, "", 9)
    closed = sheet.closed
    head = f"{closed.closed_post} __________________ {closed.closed_by.short_name}" if closed else "_" * 60
    day = f"{timezone.localtime(closed.closed_at):%d.%m.%Y}" if closed else "«___» ____________ 20___ г."
    paper.block(f"Руководитель подразделения: {head}          {day}", x=LEFT, width=paper.epw)
    paper.ln(2)
    paper.block(
        "Ответственный исполнитель: ____________________ __________________ ____________________________",
        x=LEFT,
        width=paper.epw,
    )
    paper.set_font(SERIF, "", 7)
    paper.block(
        "(должность)                         (подпись)                         (расшифровка подписи)",
        x=LEFT + 45,
        width=200,
    )


def _row(paper: Paper, values: Sequence[str], days: int, *, style: str = "", align: str = "") -> None:
    half = min(HALF, days)
    widths = [NUMBER, NAME, TITLE, *[DAY] * half, SUM, *[DAY] * (days - half), SUM]
    sides = ["C", "L", "L", *["C"] * (days + 2)]
    cells = [(value, width, align or side) for value, width, side in zip(values, widths, sides, strict=True)]
    paper.bordered(cells, x=LEFT, line=LINE, pad=PAD, style=style, size=SIZE)
