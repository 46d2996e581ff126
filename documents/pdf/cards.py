"""The acknowledgement that an applicant is handed, and the registration card (РКК) of a document.

Both are papers of a Russian office: they are in Russian whatever language the clerk's pages are in.
"""

from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO

from django.utils import timezone
from django.utils.translation import override

from agencies.selectors import terms_on
from agencies.templatetags.words import act_details, unit_on
from citizens.models import Case, Person
from documents.models import Document, Flow, State
from documents.pdf.paper import LEFT, SANS, SERIF, WIDTH, Paper
from documents.plan_selectors import filing_of
from history import acts, clock
from history.models import Act

NAME_WIDTH = 55.0


@override("ru")
def acknowledgement_pdf(case: Case) -> BytesIO:
    """What the applicant takes home: the number, the day of registration, the term in words, whom to ask and how.

    The same case gives the same bytes.
    """
    made_at = timezone.make_aware(datetime.combine(case.registered_on, time.min))
    paper = Paper(f"Уведомление о регистрации {case.number}", made_at)
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
        ("Заявитель", _applicant(case)),
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
    paper.paragraph(f"О ходе рассмотрения можно узнать, назвав номер {case.number}{_ways(case)}.")
    paper.ln(12)
    paper.block("Принял(а) ______________________", x=LEFT, width=WIDTH)
    return paper.finished()


@override("ru")
def appeal_pdf(case: Case) -> BytesIO:
    """An appeal that came without a file, as it is forwarded to another body: its card, its text, its questions.

    The same case gives the same bytes.
    """
    made_at = timezone.make_aware(datetime.combine(case.registered_on, time.min))
    paper = Paper(f"Обращение {case.number}", made_at)
    applicant = case.applicant
    _title(paper, "ОБРАЩЕНИЕ ГРАЖДАНИНА")
    _rows(
        paper,
        [
            ("Номер и дата регистрации", f"{case.number} от {case.registered_on:%d.%m.%Y}"),
            ("Зарегистрировано", case.agency.name),
            ("Способ поступления", str(case.get_channel_display())),
            ("Заявитель", _applicant(case)),
            ("Адрес", ", ".join(one for one in (applicant.address, applicant.email) if one) if applicant else ""),
            ("Содержание", case.summary),
        ],
    )
    paper.ln(4)
    paper.set_font(SERIF, "", 12)
    for part in case.text.splitlines():
        if part.strip():
            paper.paragraph(part.strip())
    paper.ln(4)
    _rows(paper, [(f"Вопрос {one.ordinal}", one.text) for one in case.questions.all()])
    return paper.finished()


@override("ru")
def card_pdf(document: Document, progress: Iterable[Act] = ()) -> BytesIO:
    """The registration card with all its requisites; ``progress`` are the acts of resolution and execution."""
    paper = Paper(f"РКК {document.number}", clock.now())
    _title(paper, "РЕГИСТРАЦИОННО-КОНТРОЛЬНАЯ КАРТОЧКА")
    case = document.case
    applicant = case.applicant if case else None
    _rows(
        paper,
        [
            ("Журнал", str(document.journal or "")),
            ("Номер и дата", _number_and_date(document)),
            ("Гриф", str(document.get_access_display()) if document.access else ""),
            ("Номер аннулирован", document.cancel_reason),
            ("Поток", str(document.get_flow_display())),
            ("Вид", str(document.kind or "")),
            ("Способ поступления", str(document.get_channel_display()) if document.flow != Flow.OUTGOING else ""),
            ("Корреспондент", document.correspondent_name or (applicant.full_name if applicant else "")),
            ("Другие адресаты", "; ".join(one.name for one in document.addressees[1:])),
            ("Адрес", _address(document, applicant)),
            ("Номер и дата корреспондента", _theirs(document)),
            ("Кем подписано", document.their_signer or (document.signer.full_name if document.signer else "")),
            ("Дата поступления", _received(document)),
            ("Адресат", str(document.addressee or "")),
            ("На №", document.in_reply_to_text.removeprefix("№ ")),
            ("Краткое содержание", document.subject),
            ("Листов", str(document.pages or "")),
            ("Приложений", "" if document.attachments is None else str(document.attachments)),
            ("Ещё один экземпляр", _copy(document)),
            ("Файлы", "; ".join(document.files.filter(is_current=True).values_list("name", flat=True))),
            ("Индекс дела", str(document.file_index or "")),
            ("Подразделение", unit_on(document.unit, document.registered_on)),
            ("Отправлено", _dispatched(document)),
            *(_of_case(document, case) if case else ()),
            ("В дело", _filed(document)),
            ("Зарегистрировал(а)", str(document.registrar or "")),
        ],
    )
    told = [(_moment(entry), _told(entry)) for entry in progress]
    if told:
        paper.ln(4)
        _title(paper, "РЕЗОЛЮЦИЯ И ХОД ИСПОЛНЕНИЯ")
        _rows(paper, told)
    return paper.finished()


def _title(paper: Paper, text: str) -> None:
    paper.set_font(SERIF, "B", 13)
    paper.block(text, x=LEFT, width=WIDTH, align="C")
    paper.ln(4)


def _rows(paper: Paper, rows: Iterable[tuple[str, str]]) -> None:
    """Names at the left, values at the right; a row that would not fit begins the next page."""
    for name, value in rows:
        if value:
            _row(paper, name, value)


def _row(paper: Paper, name: str, value: str) -> None:
    paper.set_font(SERIF, "", 11)
    height = paper.multi_cell(WIDTH - NAME_WIDTH - 3, 5.4, value, align="L", dry_run=True, output="HEIGHT")
    if paper.will_page_break(height):
        paper.add_page()
    top, page = paper.get_y(), paper.page
    paper.set_font(SANS, "B", 9.5)
    paper.multi_cell(NAME_WIDTH, 5.2, name, align="L", new_x="LMARGIN", new_y="NEXT")
    below_name = paper.get_y()
    paper.set_xy(LEFT + NAME_WIDTH + 3, top)
    paper.set_font(SERIF, "", 11)
    paper.multi_cell(WIDTH - NAME_WIDTH - 3, 5.4, value, align="L", new_x="LMARGIN", new_y="NEXT")
    below_value = paper.get_y()
    paper.set_y((max(below_name, below_value) if paper.page == page else below_value) + 1.5)


def _of_case(document: Document, case: Case) -> Iterable[tuple[str, str]]:
    unit = unit_on(case.unit, case.registered_on) if case.unit else ""
    yield "Ответственный исполнитель", ", ".join(part for part in (str(case.executor or ""), unit) if part)
    yield "Срок", f"{case.due_on:%d.%m.%Y} ({case.term_in_words})"
    yield "Движение срока", "; ".join(_of_term(case))
    yield "На контроле", "да" if case.is_on_control else "снято"
    for question in case.questions.select_related("outcome"):
        outcome = f" — {question.outcome} ({question.ground})" if question.outcome else ""
        yield f"Вопрос {question.ordinal}", f"{question.text}{outcome}"
    yield "Документы дела", "; ".join(_others(document, case))
    if filing_of(case) is None:  # filed before volumes were kept here
        yield "Списано в дело", case.filed_under and f"{case.filed_under}, {case.closed_on:%d.%m.%Y}"


def _of_term(case: Case) -> Iterable[str]:
    """What happened to the term since it was set."""
    for term in terms_on(case):
        for change in term.changes.all():
            if change.before_on is not None and term.subject_key == case.pk and term.subject_type == term.paper_type:
                dates = f"{change.before_on:%d.%m.%Y} → {change.after_on:%d.%m.%Y}"
                moved = f", {dates}" if change.before_on != change.after_on else ""
                why = f": {change.reason}" if change.reason else ""
                at = f"{timezone.localtime(change.at):%d.%m.%Y}"
                yield f"{at} {change.get_event_display()}{moved}{why} ({change.by_name})"


def _others(document: Document, case: Case) -> Iterable[str]:
    others = case.documents.exclude(pk=document.pk).exclude(number="").order_by("id")
    for other in others.exclude(state=State.DISCARDED):
        yield f"{other.get_flow_display()} № {_number_and_date(other)}"


def _moment(entry: Act) -> str:
    return f"{timezone.localtime(entry.at):%d.%m.%Y %H:%M}"


def _told(entry: Act) -> str:
    title, details = acts.title(entry.verb), act_details(entry.data)
    said = f"{title[:1].upper()}{title[1:]}" + (f": {details}" if details else "")
    return f"{said} ({entry.actor_name})"


def _applicant(case: Case) -> str:
    if case.applicant is None:
        return ""
    others = f" и ещё {case.co_applicants} чел." if case.co_applicants else ""
    return f"{case.applicant.full_name}{others}"


def _ways(case: Case) -> str:
    phone = case.agency.phone.replace(" ", "\u00a0")
    ways = [f"по телефону {phone}"] if phone else []
    ways += [f"по адресу {case.agency.email}"] if case.agency.email else []
    return f": {' или '.join(ways)}" if ways else ""


def _filed(document: Document) -> str:
    """The mark «в дело», and the act that destroyed the file."""
    filing = filing_of(document)
    if filing is None:
        return ""
    file = filing.volume.file
    mark = f"№ {file.index}, том {filing.volume.number}, {filing.filed_on:%d.%m.%Y}, {filing.filed_by.short_name}"
    act = file.destroyed_by
    return f"{mark}; уничтожено по акту № {act.act_number} от {act.act_on:%d.%m.%Y}" if act else mark


def _number_and_date(document: Document) -> str:
    if document.registered_on is None:
        return "не зарегистрирован"
    return f"{document.number} от {document.registered_on:%d.%m.%Y}"


def _address(document: Document, applicant: Person | None) -> str:
    """The address of the correspondent; of the applicant where the paper is theirs or to them."""
    of_applicant = applicant.address if applicant and not document.correspondent_name else ""
    return document.correspondent_address or of_applicant


def _dispatched(document: Document) -> str:
    if document.dispatched_at is None:
        return ""
    moment = f"{timezone.localtime(document.dispatched_at):%d.%m.%Y %H:%M}"
    ways = [" ".join(filter(None, (one.channel_display, one.note))) for one in document.addressees]
    if len(ways) > 1:
        each = (f"{one.name} – {way}" for one, way in zip(document.addressees, ways, strict=True))
        return f"{moment}: {'; '.join(each)}"
    return ", ".join(part for part in (moment, document.get_channel_display(), document.delivery_note) if part)


def _received(document: Document) -> str:
    if document.received_at:
        return f"{timezone.localtime(document.received_at):%d.%m.%Y %H:%M}"
    return f"{document.received_on:%d.%m.%Y}" if document.received_on else ""


def _copy(document: Document) -> str:
    return f"{_number_and_date(document.copy_of)}: {document.copy_reason}" if document.copy_of else ""


def _theirs(document: Document) -> str:
    if not document.their_number or document.their_date is None:
        return ""
    return f"{document.their_number} от {document.their_date:%d.%m.%Y}"
