"""How letters are laid out: the two standards, each with a letterhead in the corner or across the page.

ГОСТ Р 7.0.97-2025 is in force since 18.08.2025; its newest requisite is the QR code at the lower right of page one.
The layout by ГОСТ Р 7.0.97-2016 has none, and its left margin is the smallest that the standard allows. No lawyer has
compared either with the text of the standard; what is measured stands in docs/letters.md.
"""

from dataclasses import dataclass

from agencies.models import LetterLayout
from documents.pdf.paper import A4, BOTTOM, LEFT, RIGHT, TOP

QR_SIZE = 17.0
# How far the code keeps from the edge: printers leave the outermost millimetres white.
QR_FROM_EDGE = 8.0
QR_GAP = 2.0


@dataclass(frozen=True)
class Layout:
    """Millimetres of a layout, and what it has."""

    left: float
    has_qr: bool
    is_centred: bool
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM

    @property
    def width(self) -> float:
        """How wide the text is."""
        return A4[0] - self.left - self.right

    @property
    def first_bottom(self) -> float:
        """The lower margin of the first page: the code stands below the text there."""
        return QR_FROM_EDGE + QR_SIZE + QR_GAP if self.has_qr else self.bottom

    @property
    def qr_place(self) -> tuple[float, float]:
        """The upper left corner of the code."""
        return A4[0] - self.right - QR_SIZE, A4[1] - QR_FROM_EDGE - QR_SIZE


LAYOUTS: dict[str, Layout] = {
    LetterLayout.CORNER_2025: Layout(left=LEFT, has_qr=True, is_centred=False),
    LetterLayout.CENTRED_2025: Layout(left=LEFT, has_qr=True, is_centred=True),
    LetterLayout.CORNER_2016: Layout(left=20.0, has_qr=False, is_centred=False),
    LetterLayout.CENTRED_2016: Layout(left=20.0, has_qr=False, is_centred=True),
}


def layout_named(name: str) -> Layout:
    """The layout of this name; letters of before layouts had names are laid out as the newest standard says."""
    return LAYOUTS[name or LetterLayout.CORNER_2025]
