"""A letter on the agency's letterhead by ГОСТ Р 7.0.97-2025: as it is signed, and its visual copy.

The signed file carries no number: officials sign before registration. Number, date, the e-signature mark and the
QR code stand on the visual copy alone, in places that the signed text leaves free.
"""

from io import BytesIO

from django.utils import timezone

from agencies import declension
from documents.models import Document, LetterTemplate, Signature
from documents.pdf.paper import BOTTOM, LEFT, RIGHT, SANS, SERIF, WIDTH, Paper
from documents.signers import signing_post
from history import clock

LEFT_COLUMN = 80.0
ADDRESSEE_X = LEFT + LEFT_COLUMN + 10
ADDRESSEE_WIDTH = 210 - RIGHT - ADDRESSEE_X
MARK_HEIGHT = 27.0
QR_SIZE = 18.0
KINDS_OF_SIGNATURE = "Усиленная неквалифицированная подпись (по соглашению сторон)"


def letter_pdf(document: Document) -> BytesIO:
    """The letter as it will be shown to the approver and the signer, and signed."""
    return _drawn(document, None)


def visual_copy(document: Document) -> BytesIO:
    """The same letter with number, date, e-signature mark and QR code, for reading and printing."""
    return _drawn(document, document.signatures.order_by("id").last())


def _drawn(document: Document, signature: Signature | None) -> BytesIO:
    paper = Paper(document.subject, signature.signed_at if signature else clock.now())
    if document.access:
        paper.set_font(SERIF, "", 10.5)
        paper.block("Для служебного пользования\nЭкз. № ____", x=LEFT, width=WIDTH, align="R")
        paper.ln(3)
    _head(paper, document, signature)
    paper.ln(8)
    paper.set_font(SERIF, "B", 12)
    paper.block(document.subject, x=LEFT, width=LEFT_COLUMN + 10)
    paper.ln(6)
    paper.set_font(SERIF, "", 12)
    for part in document.body.split("\n"):
        if part.strip():
            if part.startswith("Уважаем"):
                paper.block(part.strip(), x=LEFT, width=WIDTH, align="C")
            else:
                paper.paragraph(part.strip())
        else:
            paper.ln(3)
    _attachments(paper, document)
    _signature(paper, document, signature)
    _executor(paper, document)
    if signature is not None:
        paper.page = 1
        paper.qr(_fingerprint(document, signature), x=210 - RIGHT - QR_SIZE, y=297 - BOTTOM + 0.5, size=QR_SIZE - 1)
    return paper.finished()


def _head(paper: Paper, document: Document, signature: Signature | None) -> None:
    agency = document.agency
    top = paper.get_y()
    paper.set_font(SERIF, "B", 10.5)
    paper.block(agency.name.upper(), x=LEFT, width=LEFT_COLUMN, align="C", line=4.8)
    paper.ln(1.5)
    paper.set_font(SERIF, "", 8.5)
    paper.block(
        "\n".join(part for part in (agency.address, agency.phone and f"тел. {agency.phone}", agency.email) if part),
        x=LEFT,
        width=LEFT_COLUMN,
        align="C",
        line=4,
    )
    paper.ln(3)
    paper.set_font(SERIF, "", 10.5)
    if signature is not None and document.registered_on is not None:
        paper.block(f"{document.registered_on:%d.%m.%Y} № {document.number}", x=LEFT, width=LEFT_COLUMN, align="C")
    else:
        paper.block("______________ № ______________", x=LEFT, width=LEFT_COLUMN, align="C")
    if document.in_reply_to_text:
        paper.block(f"На № {document.in_reply_to_text}", x=LEFT, width=LEFT_COLUMN, align="C")
    bottom = paper.get_y()
    paper.set_y(top)
    paper.set_font(SERIF, "", 12)
    paper.block(_addressee(document), x=ADDRESSEE_X, width=ADDRESSEE_WIDTH)
    paper.set_y(max(bottom, paper.get_y()))


def _addressee(document: Document) -> str:
    case = document.case
    if document.purpose == LetterTemplate.Purpose.ANSWER and case is not None and case.applicant is not None:
        lines = [declension.dative_short(case.applicant), case.applicant.address or case.applicant.email]
    else:
        lines = [document.correspondent_name, document.correspondent_address]
    return "\n".join(line for line in lines if line)


def _attachments(paper: Paper, document: Document) -> None:
    names = list(document.files.filter(role="attachment", is_current=True).values_list("name", flat=True))
    if names:
        paper.ln(4)
        listed = "; ".join(f"{number}. {name}" for number, name in enumerate(names, 1))
        paper.block(f"Приложение: {listed}", x=LEFT, width=WIDTH)


def _signature(paper: Paper, document: Document, signature: Signature | None) -> None:
    paper.ln(10)
    if paper.get_y() > 297 - BOTTOM - MARK_HEIGHT - 14:
        paper.add_page()
    signer = document.signer
    if signer is None:
        return
    top = paper.get_y()
    paper.set_font(SERIF, "", 12)
    paper.block(signature.signer_post if signature else signing_post(signer), x=LEFT, width=58)
    bottom = paper.get_y()
    if signature is not None:
        _mark(paper, signature, x=LEFT + 60, y=top)
        bottom = max(bottom, top + MARK_HEIGHT)
    paper.set_xy(LEFT + WIDTH - 42, top)
    paper.set_font(SERIF, "", 12)
    paper.shrink_to(signer.initials_first, 41)
    paper.cell(42, 6, signer.initials_first, align="R")
    paper.set_y(max(bottom, top + MARK_HEIGHT) + 4)


def _mark(paper: Paper, signature: Signature, *, x: float, y: float) -> None:
    """The visible mark of the electronic signature, where the hand signature would be."""
    width = 66.0
    paper.set_draw_color(40, 70, 140)
    paper.set_text_color(40, 70, 140)
    paper.rect(x, y, width, MARK_HEIGHT, round_corners=True, corner_radius=2)
    paper.set_font(SANS, "B", 7)
    title = "Документ подписан электронной подписью"
    paper.set_xy(x, y + 1)
    paper.cell(width, 4, f"ТЕСТ. {title}" if signature.is_test else title, align="C")
    paper.set_font(SANS, "", 6)
    zone = timezone.get_current_timezone()
    lines = [
        f"Сертификат {signature.certificate_serial}",
        f"Владелец {signature.signer_name}",
        f"Действителен с {signature.valid_from.astimezone(zone):%d.%m.%Y}"
        f" по {signature.valid_to.astimezone(zone):%d.%m.%Y}",
        f"Подписано {signature.signed_at.astimezone(zone):%d.%m.%Y %H:%M}",
        KINDS_OF_SIGNATURE,
    ]
    paper.set_xy(x + 1.5, y + 5.5)
    paper.multi_cell(width - 3, 3.3, "\n".join(lines), align="L")
    paper.set_text_color(0, 0, 0)
    paper.set_draw_color(0, 0, 0)


def _executor(paper: Paper, document: Document) -> None:
    if document.author is None:
        return
    paper.set_font(SERIF, "", 9)
    phone = f", тел. {document.author.phone}" if document.author.phone else ""
    paper.block(f"Исп. {document.author.initials_first}{phone}", x=LEFT, width=WIDTH, line=4.5)


def _fingerprint(document: Document, signature: Signature) -> str:
    """What the QR code says: enough to find the document and to compare its signature."""
    return f"mezhved:{document.uuid};{document.number};{document.registered_on};{signature.certificate_serial}"
