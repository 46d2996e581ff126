"""A letter or an order on the agency's letterhead, in one of the layouts: as it is signed, and its visual copy.

The signed file carries no number: officials sign before registration. Number, date, the e-signature mark and the
QR code stand on the visual copy alone, in places that the signed text leaves free.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

from django.utils import timezone

from agencies.declension import Declension
from documents.models import IN_BLOCK, Document, LetterAddressee, LetterTemplate, Signature
from documents.pdf import order
from documents.pdf.layouts import QR_SIZE, Layout, layout_named
from documents.pdf.paper import LINE, SANS, SERIF, Paper
from documents.signers import signing_post
from history import clock

COLUMN = 80.0
COLUMN_GAP = 10.0
MARK_HEIGHT = 27.0
MARK_WIDTH = 66.0
POST_WIDTH = 58.0
NAME_WIDTH = 42.0
ABOVE_SIGNATURE = 10.0
BELOW_SIGNATURE = 4.0
# A last paragraph of at most so many millimetres goes to the next page together with the signature.
MOVED_ALONG = 60.0
EXECUTOR_LINE = 4.5
KINDS_OF_SIGNATURE = "Усиленная неквалифицированная подпись (по соглашению сторон)"


def letter_pdf(document: Document) -> BytesIO:
    """The letter as it will be shown to the approver and the signer, and signed."""
    return draw(document, None).finished()


def visual_copy(document: Document) -> BytesIO:
    """The same letter with number, date, e-signature mark and, where the layout has one, the QR code."""
    return draw(document, document.signatures.order_by("id").last()).finished()


def qr_content(document: Document) -> str:
    """What the QR code says: code of the agency, number, date, and the name by which the document is kept everywhere.

    It is no address: a letter is checked by its container, which the addressee has, and not by a page of the sender.
    """
    on = document.registered_on
    return "\n".join([document.agency.exchange_id, document.number, on.isoformat() if on else "", document.uuid.urn])


def draw(document: Document, signature: Signature | None) -> Paper:
    """The letter on paper that knows where each requisite was put (`Paper.placed`)."""
    layout = layout_named(document.layout)
    paper = Paper(
        document.subject,
        signature.signed_at if signature else clock.now(),
        left=layout.left,
        first_bottom=layout.first_bottom,
    )
    if document.access:
        with paper.placing("access mark"):
            paper.set_font(SERIF, "", 10.5)
            mark = "Для служебного пользования\nЭкз. № ____"
            paper.block(mark, x=layout.left, width=layout.width, align="R")
        paper.ln(3)
    head = _head_centred if layout.is_centred else _head_in_corner
    (_head_of_order if _is_order(document) else head)(paper, layout, document, signature)
    paper.ln(8)
    with paper.placing("heading"):
        paper.set_font(SERIF, "B", 12)
        paper.block(document.subject, x=layout.left, width=COLUMN + COLUMN_GAP)
    paper.ln(6)
    _text(paper, layout, document)
    _attachments(paper, layout, document)
    _signature(paper, layout, document, signature)
    _executor(paper, layout, document)
    if len(document.addressees) > IN_BLOCK:
        _list_of_addressees(paper, layout, document.addressees)
    if signature is not None and layout.has_qr:
        paper.page = 1
        x, y = layout.qr_place
        with paper.placing("qr"):
            paper.qr(qr_content(document), x=x, y=y, size=QR_SIZE)
        paper.placed[-1].set_box(x, y, QR_SIZE, QR_SIZE)
    return paper


def _head_in_corner(paper: Paper, layout: Layout, document: Document, signature: Signature | None) -> None:
    """The agency and the reference data at the left, the addressee at the right of them."""
    top = paper.get_y()
    _agency(paper, document, x=layout.left, width=COLUMN)
    paper.ln(3)
    _reference(paper, layout, document, signature)
    bottom = paper.get_y()
    paper.set_y(top)
    _addressee(paper, layout, document)
    paper.set_y(max(bottom, paper.get_y()))


def _head_centred(paper: Paper, layout: Layout, document: Document, signature: Signature | None) -> None:
    """The agency across the page, below it the reference data at the left and the addressee at the right."""
    _agency(paper, document, x=layout.left, width=layout.width)
    paper.ln(2)
    paper.line(layout.left, paper.get_y(), layout.left + layout.width, paper.get_y())
    paper.ln(5)
    top = paper.get_y()
    _reference(paper, layout, document, signature)
    bottom = paper.get_y()
    paper.set_y(top)
    _addressee(paper, layout, document)
    paper.set_y(max(bottom, paper.get_y()))


def _is_order(document: Document) -> bool:
    return document.purpose == LetterTemplate.Purpose.ORDER


def _head_of_order(paper: Paper, layout: Layout, document: Document, signature: Signature | None) -> None:
    order.head(
        paper,
        layout,
        document,
        agency=lambda: _agency(paper, document, x=layout.left, width=layout.width),
        reference=_number_line(document, signature),
    )


def _agency(paper: Paper, document: Document, *, x: float, width: float) -> None:
    agency = document.agency
    with paper.placing("agency", x=x, width=width):
        paper.set_font(SERIF, "B", 10.5)
        paper.block(agency.name.upper(), x=x, width=width, align="C", line=4.8)
        paper.ln(1.5)
        paper.set_font(SERIF, "", 8.5)
        told = (agency.address, agency.phone and f"тел. {agency.phone}", agency.email)
        paper.block("\n".join(part for part in told if part), x=x, width=width, align="C", line=4)


def _reference(paper: Paper, layout: Layout, document: Document, signature: Signature | None) -> None:
    with paper.placing("reference", x=layout.left, width=COLUMN):
        paper.set_font(SERIF, "", 10.5)
        paper.block(_number_line(document, signature), x=layout.left, width=COLUMN, align="C")
        if document.in_reply_to_text:
            paper.block(f"На № {document.in_reply_to_text}", x=layout.left, width=COLUMN, align="C")


def _number_line(document: Document, signature: Signature | None) -> str:
    is_registered = signature is not None and document.registered_on is not None
    return f"{document.registered_on:%d.%m.%Y} № {document.number}" if is_registered else "____________ № ____________"


def _addressee(paper: Paper, layout: Layout, document: Document) -> None:
    case = document.case
    if document.purpose in LetterTemplate.TO_APPLICANT and case is not None and case.applicant is not None:
        to_whom = Declension(document.agency_id).short(case.applicant, "dative")
        lines = [to_whom, case.applicant.address or case.applicant.email]
    elif len(document.addressees) > IN_BLOCK:
        lines = ["Адресатам по списку"]
    else:
        lines = ["\n\n".join("\n".join(filter(None, (one.name, one.address))) for one in document.addressees)]
    x, width = layout.left + COLUMN + COLUMN_GAP, layout.width - COLUMN - COLUMN_GAP
    with paper.placing("addressee", x=x, width=width):
        paper.set_font(SERIF, "", 12)
        paper.block("\n".join(lines).strip(), x=x, width=width)


def _list_of_addressees(paper: Paper, layout: Layout, addressees: list[LetterAddressee]) -> None:
    """All addressees on a page of their own behind the letter, where its block says “by the list”."""
    paper.add_page()
    paper.set_font(SERIF, "B", 12)
    paper.block("Список рассылки", x=layout.left, width=layout.width, align="C")
    paper.ln(4)
    paper.set_font(SERIF, "", 12)
    for number, one in enumerate(addressees, 1):
        told = ", ".join(filter(None, (one.name, one.address)))
        with paper.placing("listed", x=layout.left, width=layout.width):
            paper.block(f"{number}. {told}", x=layout.left, width=layout.width)
        paper.ln(1)


def _text(paper: Paper, layout: Layout, document: Document) -> None:
    """Paragraphs and tables; a short last paragraph is not parted from the signature."""
    paper.set_font(SERIF, "", 12)
    parts = [*_parts(document.body), *(order.points(document) if _is_order(document) else ())]
    for number, part in enumerate(parts, 1):
        if isinstance(part, list):
            paper.ln(2)
            paper.rows(part)
            paper.ln(2)
            continue
        if number == len(parts) > 1:
            height = paper.height_of(part, layout.width)
            after = _height_of_attachments(paper, layout, document) + _height_of_end(paper, layout, document)
            fits = paper.get_y() + height + after <= paper.lowest
            if not fits and height <= MOVED_ALONG:
                paper.add_page()
        if part.startswith("Уважаем"):
            paper.block(part, x=layout.left, width=layout.width, align="C")
            paper.ln(3)
        else:
            with paper.placing("paragraph", x=layout.left, width=layout.width):
                paper.paragraph(part)


def _parts(body: str) -> Iterator[str | list[list[str]]]:
    """The paragraphs of a text, and its tables as rows of cells: lines that begin with «|»."""
    for is_table, lines in groupby(body.split("\n"), key=lambda line: line.lstrip().startswith("|")):
        if is_table:
            rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
            widest = max(len(row) for row in rows)
            yield [row + [""] * (widest - len(row)) for row in rows if not all(set(cell) <= {"-", ":"} for cell in row)]
        else:
            yield from (line.strip() for line in lines if line.strip())


def _attached(document: Document) -> list[str]:
    return list(document.files.filter(role="attachment", is_current=True).values_list("name", flat=True))


def _listed(document: Document) -> str:
    names = _attached(document)
    numbered = names if len(names) == 1 else [f"{number}. {name}" for number, name in enumerate(names, 1)]
    return "\n".join(numbered)


def _attachments(paper: Paper, layout: Layout, document: Document) -> None:
    listed = _listed(document)
    if not listed:
        return
    paper.ln(4)
    paper.set_font(SERIF, "", 12)
    if paper.will_page_break(LINE * 2):
        paper.add_page()
    top = paper.get_y()
    with paper.placing("attachments", x=layout.left, width=layout.width):
        paper.block("Приложение:", x=layout.left, width=28)
        paper.set_y(top)
        paper.block(listed, x=layout.left + 28, width=layout.width - 28)


def _height_of_attachments(paper: Paper, layout: Layout, document: Document) -> float:
    listed = _listed(document)
    return 4 + paper.height_of(listed, layout.width - 28) if listed else 0.0


def _post_above_name(document: Document, signature: Signature | None) -> str:
    if signature is not None:
        return signature.signer_post
    return signing_post(document.signer) if document.signer else ""


def _height_of_end(paper: Paper, layout: Layout, document: Document, signature: Signature | None = None) -> float:
    """Signature and mark of the executor, with what keeps them from the text."""
    post = paper.height_of(_post_above_name(document, signature), POST_WIDTH)
    told = EXECUTOR_LINE * len(_executor_lines(document))
    return ABOVE_SIGNATURE + max(post, MARK_HEIGHT) + BELOW_SIGNATURE + told


def _signature(paper: Paper, layout: Layout, document: Document, signature: Signature | None) -> None:
    """Post, mark and name side by side; they are never parted by the end of a page, nor lie over anything."""
    paper.set_font(SERIF, "", 12)
    if paper.get_y() + _height_of_end(paper, layout, document, signature) > paper.lowest:
        paper.add_page()
    else:
        paper.ln(ABOVE_SIGNATURE)
    signer = document.signer
    if signer is None:
        return
    top = paper.get_y()
    with paper.placing("post", x=layout.left, width=POST_WIDTH):
        paper.block(_post_above_name(document, signature), x=layout.left, width=POST_WIDTH)
    bottom = max(paper.get_y(), top + MARK_HEIGHT)
    if signature is not None:
        x = layout.left + POST_WIDTH + 2
        with paper.placing("mark"):
            _mark(paper, signature, x=x, y=top)
        paper.placed[-1].set_box(x, top, MARK_WIDTH, MARK_HEIGHT)
    name_x = layout.left + layout.width - NAME_WIDTH
    paper.set_xy(name_x, top)
    paper.set_font(SERIF, "", 12)
    with paper.placing("name"):
        paper.shrink_to(signer.initials_first, NAME_WIDTH - 1)
        paper.cell(NAME_WIDTH, 6, signer.initials_first, align="R")
    paper.placed[-1].set_box(name_x, top, NAME_WIDTH, 6)
    paper.set_y(bottom + BELOW_SIGNATURE)


def _mark(paper: Paper, signature: Signature, *, x: float, y: float) -> None:
    """The visible mark of the electronic signature, where the hand signature would be."""
    paper.set_draw_color(40, 70, 140)
    paper.set_text_color(40, 70, 140)
    paper.rect(x, y, MARK_WIDTH, MARK_HEIGHT, round_corners=True, corner_radius=2)
    paper.set_font(SANS, "B", 7)
    title = "Документ подписан электронной подписью"
    paper.set_xy(x, y + 1)
    paper.cell(MARK_WIDTH, 4, f"ТЕСТ. {title}" if signature.is_test else title, align="C")
    zone = timezone.get_current_timezone()
    lines = [
        f"Сертификат {signature.certificate_serial}",
        f"Владелец {signature.signer_name}",
        f"Действителен с {signature.valid_from.astimezone(zone):%d.%m.%Y}"
        f" по {signature.valid_to.astimezone(zone):%d.%m.%Y}",
        f"Подписано {signature.signed_at.astimezone(zone):%d.%m.%Y %H:%M}",
        KINDS_OF_SIGNATURE,
    ]
    paper.set_y(y + 5.5)
    for line in lines:
        paper.set_font(SANS, "", 6)
        paper.shrink_to(line, MARK_WIDTH - 5)
        paper.block(line, x=x + 1.5, width=MARK_WIDTH - 3, line=3.3)
    paper.set_text_color(0, 0, 0)
    paper.set_draw_color(0, 0, 0)


def _executor_lines(document: Document) -> list[str]:
    author = document.author
    if author is None:
        return []
    return [line for line in (author.full_name, author.phone and f"тел. {author.phone}") if line]


def _executor(paper: Paper, layout: Layout, document: Document) -> None:
    """Who wrote it, at the lower left of the last page."""
    lines = _executor_lines(document)
    if not lines:
        return
    paper.set_font(SERIF, "", 9)
    paper.set_y(max(paper.get_y(), paper.lowest - EXECUTOR_LINE * len(lines)))
    with paper.placing("executor", x=layout.left, width=COLUMN):
        paper.block("\n".join(lines), x=layout.left, width=COLUMN, line=EXECUTOR_LINE)
