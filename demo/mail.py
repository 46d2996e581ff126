"""The paper of the demo: registers of the post of its last days, and a pile of scans for the worker to take apart."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from agencies.models import Employee
from demo.office import Office
from demo.papers import scan
from documents import files, post_selectors, services
from documents.models import Delivery, Document, Flow, PostalItem, PostalRegister
from documents.pdf.sheets import sheets_pdf
from documents.postal import inland_check
from history import clock

REGISTERS = 3
DELIVERED_WITHIN = timedelta(days=5)
# The first thirteen digits of the first identifier; the post office gives an agency a row of them.
FIRST_IDENTIFIER = 1010008000417
FEE, MASS = Decimal("84.00"), 20
WHY_RETURNED = "Истёк срок хранения"


def keep_post(office: Office, eve: date) -> None:
    """Registers of the last days with letters, the newest still being made up; one letter came back."""
    clerk = office.person(office.clerk)
    days = [day for day, _count in post_selectors.days_without_register(office.agency, clerk)][:REGISTERS]
    identifier = FIRST_IDENTIFIER
    for day in sorted(days):
        register = services.make_register(actor=clerk, agency=office.agency, on=day, office="Верхнеозёрск, 680000")
        for item in register.items.select_related("register", "document"):
            _weigh(clerk, item, f"{identifier}{inland_check(str(identifier))}")
            identifier += 1
        if day != max(days):
            services.send_register(actor=clerk, register=register, on=day)
            _follow(clerk, register, eve)


def send_scans(office: Office, papers: list[Document]) -> None:
    """A pile of the last day: an envelope without a sheet, then each paper's sheet with a page that came after it."""
    pages = PdfWriter()
    _append(pages, scan("Конверт.pdf", [["Конверт", "Верхнеозёрск 680000"]], by_hand=True).read())
    for paper in papers:
        _append(pages, sheets_pdf([paper]).getvalue())
        texts = [["ПРИЛОЖЕНИЕ", f"К документу № {paper.number}", "Копия акта осмотра на одном листе."]]
        _append(pages, scan(f"Приложение {paper.number}.pdf", texts, by_hand=False).read())
    pile = BytesIO()
    pages.write(pile)
    pile.seek(0)
    stored = files.store(pile, files.PDF)
    clerk = office.person(office.clerk)
    services.send_batch(actor=clerk, agency=office.agency, name="Почта за день.pdf", stored=stored)


def last_papers(office: Office, count: int) -> list[Document]:
    """The papers that came last, not as packages."""
    flows = [Flow.APPEAL, Flow.INCOMING]
    found = Document.objects.filter(agency=office.agency, flow__in=flows, correspondent_id_code="", access="")
    found = found.exclude(number="").select_related("agency")
    return list(found.order_by("-id")[:count])


def _weigh(clerk: Employee, item: PostalItem, identifier: str) -> None:
    card = services.PostalCard(kind=item.kind, mass=MASS, fee=FEE, identifier=identifier)
    services.change_item(actor=clerk, item=item, card=card)


def _follow(clerk: Employee, register: PostalRegister, eve: date) -> None:
    on = register.on + DELIVERED_WITHIN
    if on > min(eve, clock.today()):
        return
    for place, item in enumerate(register.items.select_related("register", "document")):
        is_returned = place == 0 and register.ordinal == 1
        services.note_delivery(
            actor=clerk,
            item=item,
            delivery=Delivery.RETURNED if is_returned else Delivery.DELIVERED,
            on=on,
            reason=WHY_RETURNED if is_returned else "",
        )


def _append(pages: PdfWriter, content: bytes) -> None:
    pages.append(PdfReader(BytesIO(content)))
