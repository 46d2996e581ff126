"""What a scanner makes of a pile of papers: one PDF of pictures, with separator sheets among them."""

import io
from collections.abc import Iterator, Sequence
from functools import cache

import pypdfium2 as pdfium
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from documents import files, services
from documents.models import BatchPart, Document, ScanBatch
from documents.pdf.sheets import sheets_pdf
from history.actors import Automatic
from tests.world import World

SCANNER = Automatic("scans")
# A sheet at 60 dots an inch: small, and a code is read still.
DOTS = (496, 702)
BLANK = "blank"
Side = str | Document


@cache
def page(text: str) -> Image.Image:
    """A sheet with these words, or an empty one."""
    picture = Image.new("L", DOTS, 250)
    if text != BLANK:
        pen = ImageDraw.Draw(picture)
        font = ImageFont.load_default(size=24)
        for line in range(6):
            pen.text((60, 60 + line * 50), f"{text} {line}", font=font, fill=20)
    return picture


def sheet(document: Document) -> Image.Image:
    """The separator sheet of a paper, printed and scanned."""
    printed = pdfium.PdfDocument(sheets_pdf([document]).getvalue())
    drawn: Image.Image = printed[0].render(scale=DOTS[0] / 595.3, grayscale=True).to_pil()
    return drawn.convert("L").resize(DOTS)


def pile(sides: Sequence[Side], *, turned: int = 0) -> bytes:
    """The PDF of these sides; all of them lay turned in the scanner by so many degrees clockwise."""
    pdf = FPDF(unit="pt", format=DOTS)
    pdf.set_margin(0)
    pdf.set_auto_page_break(False)
    for side in sides:
        picture = sheet(side) if isinstance(side, Document) else page(side)
        picture = picture.rotate(-turned, expand=True)
        held = io.BytesIO()
        picture.save(held, "PNG")
        pdf.add_page(format=picture.size)
        pdf.image(held, x=0, y=0, w=picture.size[0])
    return bytes(pdf.output())


def sent(world: World, content: bytes, name: str = "clerk") -> ScanBatch:
    """A batch that a person sent."""
    stored = files.store(io.BytesIO(content), name="Скан.pdf")
    sender = world.person(name)
    return services.send_batch(actor=sender, agency=sender.agency, name="Скан.pdf", stored=stored)


def worked(batch: ScanBatch) -> ScanBatch:
    """The batch when the worker is through with it."""
    while services.work_on_batches(actor=SCANNER):
        pass
    batch.refresh_from_db()
    return batch


def told(batch: ScanBatch) -> Iterator[tuple[str, str, str]]:
    """Each part: its pages, its state with the trouble, the number of its paper."""
    for part in batch.parts.select_related("document"):
        yield part.pages, part.trouble or part.state, part.document.number if part.document else ""


def part_of(batch: ScanBatch, pages: str) -> BatchPart:
    """The part with these pages."""
    return batch.parts.get(pages=pages)
