"""The pictures that МЭДО shows over a document: the stamp of registration and the mark of an electronic signature."""

import io
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

REGISTRATION_SIZE = (66, 16)  # millimetres
SIGNATURE_SIZE = (66, 27)
_DOTS = 12  # a millimetre
_INK = (40, 70, 140)
_FONTS = settings.BASE_DIR / "static" / "vendor" / "pt-sans"
_REGULAR, _BOLD = "PTSans-Regular.ttf", "PTSans-Bold.ttf"


def registration(number: str, on: date) -> bytes:
    """The number and the date as PNG; the same facts, the same bytes."""
    return _drawn(REGISTRATION_SIZE, [(_BOLD, 4.2, f"№ {number}"), (_REGULAR, 4.2, f"{on:%d.%m.%Y}")], is_framed=False)


def signature(
    *, name: str, serial: str, valid_from: datetime, valid_to: datetime, signed_at: datetime, kind: str, is_test: bool
) -> bytes:
    """The mark of a signature as PNG; ``kind`` says what such a signature is worth. A test key says «ТЕСТ»."""
    zone = timezone.get_current_timezone()
    title = "Документ подписан электронной подписью"
    lines = [
        (_BOLD, 2.7, f"ТЕСТ. {title}" if is_test else title),
        (_REGULAR, 2.3, f"Сертификат {serial}"),
        (_REGULAR, 2.3, f"Владелец {name}"),
        (
            _REGULAR,
            2.3,
            f"Действителен с {valid_from.astimezone(zone):%d.%m.%Y} по {valid_to.astimezone(zone):%d.%m.%Y}",
        ),
        (_REGULAR, 2.3, f"Подписано {signed_at.astimezone(zone):%d.%m.%Y %H:%M}"),
        (_REGULAR, 2.3, kind),
    ]
    return _drawn(SIGNATURE_SIZE, lines, is_framed=True)


def _drawn(size: tuple[int, int], lines: Sequence[tuple[str, float, str]], *, is_framed: bool) -> bytes:
    """Lines of text under each other, each with its font and its height in millimetres."""
    width, height = (side * _DOTS for side in size)
    picture = Image.new("RGBA", (width, height), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    if is_framed:
        pen.rounded_rectangle((2, 2, width - 3, height - 3), radius=2 * _DOTS, outline=_INK, width=4)
    step = height / (len(lines) + 0.6)
    for row, (font, millimetres, text) in enumerate(lines):
        face = _fitting(font, millimetres * _DOTS, text, width - 4 * _DOTS)
        pen.text((2 * _DOTS, int(step * (row + 0.3))), text, font=face, fill=_INK)
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=False)
    return target.getvalue()


def _fitting(font: str, size: float, text: str, width: int) -> ImageFont.FreeTypeFont:
    """The font in the size asked for, or as much smaller as the text needs."""
    face = ImageFont.truetype(str(_FONTS / font), int(size))
    length = face.getlength(text)
    return face if length <= width else ImageFont.truetype(str(_FONTS / font), max(6, int(size * width / length)))
