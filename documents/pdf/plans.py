"""Prints of the file plan: the plan, its summary record, an inventory, a destruction act, by the forms of the guides.

Papers of a Russian office: in Russian whatever language the clerk's pages are in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.utils import timezone
from django.utils.translation import override

from agencies.models import Agency
from documents import plan_selectors
from documents.models import (
    Category,
    Disposal,
    DisposalState,
    FileIndex,
    FilePlan,
    FileState,
    Inventory,
    InventoryKind,
    PlanState,
    Verdict,
)
from documents.pdf.paper import LEFT, SERIF, WIDTH, Paper
from history import clock

SIZE = 9.5
LINE = 4.4
PAD = 1.2
CATEGORIES = {
    Category.PERMANENT: "Постоянного",
    Category.LONG: "Временного (свыше 10 лет)",
    Category.SHORT: "Временного (до 10 лет включительно)",
}
INVENTORIES = {
    InventoryKind.PERMANENT: "дел постоянного хранения",
    InventoryKind.LONG: "дел временных (свыше 10 лет) сроков хранения",
    InventoryKind.STAFF: "дел по личному составу",
}


@dataclass(frozen=True)
class Column:
    """A column of a printed table: its heading, its width in mm, and how its text stands."""

    title: str
    width: float
    align: str = "L"


@override("ru")
def plan_pdf(plan: FilePlan) -> BytesIO:
    """The file plan of a year with its five columns, by units; at its end the summary record."""
    paper = Paper(f"Номенклатура дел на {plan.year} год", clock.now())
    head(paper, plan.agency, approval(plan.approved_on, plan.approver_post, plan.approved_by, plan.agency))
    heading(paper, "НОМЕНКЛАТУРА ДЕЛ", f"на {plan.year} год")
    if plan.state == PlanState.DRAFT:
        small(paper, "Проект, не утверждена")
    columns = [
        Column("Индекс дела", 21),
        Column("Заголовок дела", 66),
        Column("Кол-во томов", 17, "C"),
        Column("Срок хранения и № статьи по перечню", 37),
        Column("Примечание", WIDTH - 141),
    ]
    table_row(paper, columns, [column.title for column in columns], style="B", align="C")
    table_row(paper, columns, ["1", "2", "3", "4", "5"], align="C")
    unit = None
    for row in plan_selectors.rows(plan):
        if row.unit_id != unit:
            unit = row.unit_id
            _band(paper, f"{row.unit.code} {row.unit.name}")
        volumes = row.volumes_carried or row.volume_count  # type: ignore[attr-defined]
        term = f"{row.retention}, {row.article}" if row.article else row.retention
        table_row(paper, columns, [row.index, row.title, str(volumes or ""), term, _note(row)])
    paper.ln(6)
    _summary(paper, plan)
    return paper.finished()


@override("ru")
def inventory_pdf(inventory: Inventory, *, made_at: datetime | None = None, compliance: str | None = None) -> BytesIO:
    """An inventory (опись) of the files of a year; ``compliance`` the part of PDF/A that it keeps to."""
    title = INVENTORIES[InventoryKind(inventory.kind)]
    paper = Paper(f"Опись {title} за {inventory.year} год", made_at or clock.now(), compliance=compliance)
    agency = inventory.agency
    head(paper, agency, approval(inventory.approved_on, inventory.approver_post, inventory.approved_by, agency))
    heading(paper, "ОПИСЬ", f"{title} за {inventory.year} год")
    if inventory.approved_on is None:
        small(paper, "Проект, не утверждена")
    columns = [
        Column("№ п/п", 12, "C"),
        Column("Индекс дела", 20),
        Column("Заголовок дела", 60),
        Column("Год", 14, "C"),
        Column("Томов", 17, "C"),
        Column("Листов", 18, "C"),
        Column("Срок хранения", WIDTH - 141),
    ]
    table_row(paper, columns, [column.title for column in columns], style="B", align="C")
    items = plan_selectors.inventory_rows(inventory)
    for item in items:
        file, sheets = item.file, item.sheet_count  # type: ignore[attr-defined]
        volumes = str(item.volume_count)  # type: ignore[attr-defined]
        values = [str(item.ordinal), file.index, file.title, str(file.year), volumes, str(sheets or ""), file.retention]
        table_row(paper, columns, values)
    paper.ln(4)
    small(paper, f"В опись внесено дел: {len(items)}, с № 1 по № {len(items)}.")
    signature(paper, "Составил(а)", inventory.drawn_by.short_name, f"{inventory.drawn_on:%d.%m.%Y}")
    return paper.finished()


@override("ru")
def act_pdf(disposal: Disposal) -> BytesIO:
    """The act on files picked out for destruction (акт о выделении к уничтожению)."""
    paper = Paper(f"Акт № {disposal.act_number}", clock.now())
    agency = disposal.agency
    head(paper, agency, approval(disposal.approved_on, disposal.approver_post, disposal.approved_by, agency))
    heading(paper, f"АКТ № {disposal.act_number}", f"от {disposal.act_on:%d.%m.%Y}")
    heading(paper, "", "о выделении к уничтожению документов, не подлежащих хранению")
    if disposal.state == DisposalState.CANCELLED:
        small(paper, f"Не исполняется: {disposal.cancel_reason}")
    paper.set_font(SERIF, "", 11)
    paper.paragraph(
        "На основании перечней документов с указанием сроков их хранения отобраны к уничтожению как не имеющие "
        "научно-исторической ценности и утратившие практическое значение следующие дела."
    )
    paper.ln(3)
    columns = [
        Column("№ п/п", 11, "C"),
        Column("Заголовок дела", 48),
        Column("Год", 14, "C"),
        Column("Индекс дела", 18),
        Column("Томов", 17, "C"),
        Column("Срок хранения и № статьи по перечню", 27),
        Column("Примечание", WIDTH - 135),
    ]
    table_row(paper, columns, [column.title for column in columns], style="B", align="C")
    lines = [line for line in plan_selectors.lines(disposal) if line.verdict == Verdict.DESTROY]
    for ordinal, line in enumerate(lines, 1):
        file = line.file
        term = f"{file.retention}, {file.article}" if file.article else file.retention
        volumes = str(line.volume_count)  # type: ignore[attr-defined]
        table_row(paper, columns, [str(ordinal), file.title, str(file.year), file.index, volumes, term, line.reason])
    paper.ln(4)
    years = sorted({line.file.year for line in lines})
    span = f"{years[0]}–{years[-1]} годы" if len(years) > 1 else f"{years[0]} год" if years else ""
    small(paper, f"Итого дел: {len(lines)} за {span}.")
    minutes = f"{disposal.minutes_on:%d.%m.%Y} № {disposal.minutes_number}" if disposal.minutes_on else ""
    small(paper, f"Решение экспертной комиссии: протокол от {minutes}. Состав: {disposal.commission.rstrip('.')}.")
    small(
        paper,
        "Описи дел постоянного хранения и по личному составу за эти годы утверждены."
        if lines
        else "Комиссия не выделила к уничтожению ни одного дела.",
    )
    for member in disposal.members.all():
        signature(
            paper, "Председатель комиссии" if member.is_chair else "Член комиссии", f"{member.name}, {member.post}"
        )
    signature(paper, "Предложил(а)", disposal.offered_by.short_name, f"{disposal.offered_on:%d.%m.%Y}")
    if disposal.destroyed_at and disposal.destroyed_by:
        done = f"Уничтожено: документов {disposal.papers_destroyed}, файлов из хранилища {disposal.contents_destroyed}."
        small(paper, done)
        day = f"{timezone.localtime(disposal.destroyed_at):%d.%m.%Y}"
        signature(paper, "Исполнил(а)", disposal.destroyed_by.short_name, day)
    return paper.finished()


def _summary(paper: Paper, plan: FilePlan) -> None:
    """The closing record by categories."""
    if paper.will_page_break(60):
        paper.add_page()
    paper.set_font(SERIF, "B", 11)
    text = f"Итоговая запись о категориях и количестве дел, заведённых в {plan.year} году"
    paper.block(text, x=LEFT, width=WIDTH, align="C")
    paper.ln(2)
    columns = [
        Column("По срокам хранения", 74),
        Column("Всего", 24, "C"),
        Column("В том числе переходящих", 36, "C"),
        Column("С отметкой ЭПК", WIDTH - 134, "C"),
    ]
    table_row(paper, columns, [column.title for column in columns], style="B", align="C")
    summary = plan_selectors.summary(plan)
    for key in Category:
        count = summary.by_category.get(key, plan_selectors.Counted())
        table_row(paper, columns, [CATEGORIES[key], str(count.total), str(count.carried), str(count.appraised)])
    whole = summary.whole
    table_row(paper, columns, ["Итого", str(whole.total), str(whole.carried), str(whole.appraised)], style="B")
    if summary.without_kind:
        small(paper, f"Без определённого срока: {summary.without_kind}.")
    if plan.closed_on:
        small(paper, f"Номенклатура закрыта {plan.closed_on:%d.%m.%Y}.")


def _note(row: FileIndex) -> str:
    parts = [row.note]
    if row.state == FileState.CARRIED and row.carried_to:
        parts.append(f"Переходящее, продолжено в {row.carried_to.year} г.")
    elif row.state == FileState.WITHDRAWN:
        parts.append(f"Не заведено: {row.reason}")
    elif row.state == FileState.DESTROYED and row.destroyed_by:
        parts.append(f"Уничтожено, акт № {row.destroyed_by.act_number}")
    elif row.reason:
        parts.append(f"Включено дополнительно: {row.reason}")
    return ". ".join(part for part in parts if part)


def approval(on: object, post: str, by: object, agency: Agency) -> tuple[str, str, str]:
    """Post, name and day of the approval, or the place for them."""
    if on is not None:
        return post, getattr(by, "short_name", "") if by else "", f"{on:%d.%m.%Y}"
    return "Руководитель", "______________", "«___» ____________ 20___ г."


def head(paper: Paper, agency: Agency, approved: tuple[str, str, str]) -> None:
    """The agency's name at the left, the mark of approval at the right."""
    top = paper.get_y()
    paper.set_font(SERIF, "", 10.5)
    paper.block(agency.name, x=LEFT, width=78)
    below = paper.get_y()
    paper.set_y(top)
    for text in ("УТВЕРЖДАЮ", *approved):
        if text:
            paper.block(text, x=LEFT + 98, width=WIDTH - 98)
    paper.set_y(max(below, paper.get_y()) + 6)


def heading(paper: Paper, first: str, second: str) -> None:
    """The name of the paper, and what it is about."""
    if first:
        paper.set_font(SERIF, "B", 13)
        paper.block(first, x=LEFT, width=WIDTH, align="C")
    paper.set_font(SERIF, "", 11)
    paper.block(second, x=LEFT, width=WIDTH, align="C")
    paper.ln(2)


def small(paper: Paper, text: str) -> None:
    """A line of plain text."""
    paper.set_font(SERIF, "", 10.5)
    paper.block(text, x=LEFT, width=WIDTH)
    paper.ln(1)


def signature(paper: Paper, what: str, name: str, day: str = "") -> None:
    """The place for a signature."""
    paper.ln(3)
    small(paper, f"{what} ____________________ {name}" + (f", {day}" if day else ""))


def _band(paper: Paper, text: str) -> None:
    """A line across the whole table: the unit whose files follow."""
    table_row(paper, [Column("", WIDTH, "C")], [text], style="B")


def table_row(
    paper: Paper, columns: Sequence[Column], values: Sequence[str], *, style: str = "", align: str = ""
) -> None:
    """A row of a table with its borders; one that would not fit begins the next page."""
    cells = [(value, column.width, align or column.align) for column, value in zip(columns, values, strict=True)]
    paper.bordered(cells, x=LEFT, line=LINE, pad=PAD, style=style, size=SIZE)
