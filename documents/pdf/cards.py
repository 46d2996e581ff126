"""The acknowledgement that an applicant is handed, and the registration card (РКК) of a document."""

from collections.abc import Iterable
from io import BytesIO

from django.utils import timezone

from citizens.models import Case
from documents.models import Document
from documents.pdf.paper import LEFT, SANS, SERIF, WIDTH, Paper
from history import clock

NAME_WIDTH = 55.0


def acknowledgement_pdf(case: Case) -> BytesIO:
    """What the applicant takes home: the number, the day of registration, the term in words, whom to ask."""
    paper = Paper(f"Уведомление о регистрации {case.number}", clock.now())
    agency = case.agency
    paper.set_font(SERIF, "B", 12)
    paper.block(agency.name, x=LEFT, width=WIDTH, align="C")
    paper.set_font(SERIF, "", 10)
    paper.block(", ".join(part for part in (agency.address, agency.phone) if part), x=LEFT, width=WIDTH, align="C")
    paper.ln(10)
    paper.set_font(SERIF, "B", 14)
    paper.block("УВЕДОМЛЕНИЕ О РЕГИСТРАЦИИ ОБРАЩЕНИЯ", x=LEFT, width=WIDTH, align="C")
    paper.ln(6)
    rows = [
        ("Номер", case.number),
        ("Дата регистрации", f"{case.registered_on:%d.%m.%Y}"),
        ("Заявитель", case.applicant.full_name if case.applicant else ""),
        ("Содержание", case.summary),
        ("Ответ будет дан не позднее", f"{case.due_on:%d.%m.%Y}"),
        ("Как определён срок", f"{case.term_in_words} ({case.term_kind.source})"),
        ("Справки по телефону", agency.phone),
    ]
    _rows(paper, rows)
    paper.ln(8)
    paper.set_font(SERIF, "", 11)
    paper.paragraph(
        "Обращение подлежит обязательному рассмотрению. "
        "О переадресации или продлении срока вы будете уведомлены письменно."
    )
    paper.ln(12)
    paper.block("Принял(а) ______________________", x=LEFT, width=WIDTH)
    return paper.finished()


def card_pdf(document: Document, executions: Iterable[tuple[str, str]] = ()) -> BytesIO:
    """The registration card with all its requisites; ``executions`` are further rows, such as resolutions."""
    paper = Paper(f"РКК {document.number}", clock.now())
    paper.set_font(SERIF, "B", 13)
    paper.block("РЕГИСТРАЦИОННО-КОНТРОЛЬНАЯ КАРТОЧКА", x=LEFT, width=WIDTH, align="C")
    paper.ln(4)
    case = document.case
    applicant = case.applicant if case else None
    received = timezone.localtime(document.received_at) if document.received_at else None
    rows = [
        ("Журнал", str(document.journal or "")),
        ("Номер и дата", _number_and_date(document)),
        ("Вид", str(document.get_flow_display())),
        ("Корреспондент", document.correspondent_name or (applicant.full_name if applicant else "")),
        ("Адрес", document.correspondent_address or (applicant.address if applicant else "")),
        ("Номер и дата корреспондента", _theirs(document)),
        ("Кем подписано", document.their_signer or (document.signer.full_name if document.signer else "")),
        ("Дата поступления", f"{received:%d.%m.%Y %H:%M}" if received else ""),
        ("На №", document.in_reply_to_text),
        ("Краткое содержание", document.subject),
        ("Файлы", "; ".join(document.files.filter(is_current=True).values_list("name", flat=True))),
        ("Ответственный исполнитель", str(case.executor) if case and case.executor else ""),
        ("Срок", f"{case.due_on:%d.%m.%Y} ({case.term_in_words})" if case else ""),
        ("На контроле", ("да" if case.is_on_control else "снято") if case else ""),
        ("Списано в дело", case.filed_under if case else ""),
        ("Зарегистрировал(а)", str(document.registrar or "")),
        *executions,
    ]
    _rows(paper, rows)
    return paper.finished()


def _rows(paper: Paper, rows: Iterable[tuple[str, str]]) -> None:
    for name, value in rows:
        if not value:
            continue
        top = paper.get_y()
        paper.set_font(SANS, "B", 9.5)
        paper.multi_cell(NAME_WIDTH, 5.2, name, align="L", new_x="LMARGIN", new_y="NEXT")
        below_name = paper.get_y()
        paper.set_xy(LEFT + NAME_WIDTH + 3, top)
        paper.set_font(SERIF, "", 11)
        paper.multi_cell(WIDTH - NAME_WIDTH - 3, 5.4, value, align="L", new_x="LMARGIN", new_y="NEXT")
        paper.set_y(max(below_name, paper.get_y()) + 1.5)


def _number_and_date(document: Document) -> str:
    if document.registered_on is None:
        return "не зарегистрирован"
    return f"{document.number} от {document.registered_on:%d.%m.%Y}"


def _theirs(document: Document) -> str:
    if not document.their_number or document.their_date is None:
        return ""
    return f"{document.their_number} от {document.their_date:%d.%m.%Y}"
