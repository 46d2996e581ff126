"""Scans of citizens' letters and enclosures, drawn as a scanner delivers them: pages of pixels in a PDF."""

import random
from functools import cache
from io import BytesIO
from textwrap import wrap

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from demo.people import Applicant, Home
from history import clock

# A4 at 100 dots an inch: legible, and a page weighs about 60 KB.
_SIZE = (827, 1169)
_MARGIN = 80
_LINE = 31


def scan(name: str, sheets: list[list[str]], *, by_hand: bool) -> SimpleUploadedFile:
    """A PDF of scanned sheets; each sheet is a list of paragraphs. The same texts give the same pixels."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_margin(0)
    pdf.set_auto_page_break(False)
    for number, paragraphs in enumerate(sheets):
        pdf.add_page()
        pdf.image(_sheet(paragraphs, by_hand=by_hand, seed=f"{name}{number}"), x=0, y=0, w=210)
    return SimpleUploadedFile(name, bytes(pdf.output()), content_type="application/pdf")


def letter_scan(
    agency: str, applicant: Applicant, home: Home, text: str, *, by_hand: bool, enclosure: str = ""
) -> SimpleUploadedFile:
    """A citizen's letter; an enclosure is its second sheet."""
    title = "Обращение" if not by_hand else "Заявление"
    sheet = [
        f">В {agency}",
        f">{applicant.last_name} {applicant.first_name} {applicant.patronymic}, {home.address}",
        "",
        title.upper(),
        text,
        "",
        f"{timezone.localtime(clock.now()):%d.%m.%Y}          {applicant.last_name}",
    ]
    sheets = [sheet, ["Приложение", enclosure]] if enclosure else [sheet]
    return scan(f"{title} {applicant.last_name}.pdf", sheets, by_hand=by_hand)


def _sheet(paragraphs: list[str], *, by_hand: bool, seed: str) -> BytesIO:
    dice = random.Random(seed)  # noqa: S311  # how a sheet lies in the scanner is no secret
    ink = (38, 44, 96) if by_hand else (30, 30, 30)
    page = Image.new("RGB", _SIZE, (250, 249, 245))
    pen = ImageDraw.Draw(page)
    top = _MARGIN
    for paragraph in paragraphs:
        indent = 360 if paragraph.startswith(">") else 0
        for line in wrap(paragraph.lstrip(">"), 56 - indent // 13) or [""]:
            drift = dice.randint(-2, 2) if by_hand else 0
            pen.text((_MARGIN + indent + drift, top + drift), line, font=_font(by_hand), fill=ink)
            top += _LINE
        top += _LINE // 2
    turned = page.rotate(dice.uniform(-0.6, 0.6), fillcolor=(236, 234, 228))
    stored = BytesIO()
    turned.convert("L" if not by_hand else "RGB").save(stored, "JPEG", quality=55)
    stored.seek(0)
    return stored


@cache
def _font(by_hand: bool) -> ImageFont.FreeTypeFont:
    name = "PTSerif-Italic.ttf" if by_hand else "PTSerif-Regular.ttf"
    return ImageFont.truetype(settings.BASE_DIR / "static" / "vendor" / "pt-serif" / name, 22)
