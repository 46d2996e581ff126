"""Reads pages of a PDF of strangers and ends. Started by `documents.scans` as a program of its own; imports nothing of
ours.

``count PDF`` · ``read PDF FIRST LAST`` · ``cut PDF TARGET PAGES TURN`` · ``corner PDF WIDTH HEIGHT MARGIN`` · ``picture
SOURCE TARGET PAGE``. Answers are lines of JSON. Memory, processor time and what may be written are bounded before
anything of the file is looked at; a page is drawn no larger than `LONGEST_SIDE`, whatever size it says it has.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any

MEMORY = 1536 * 1024 * 1024
WRITTEN = 512 * 1024 * 1024
# A code of 50 mm has 29 modules: at 1500 dots for 297 mm each of them is 8 dots wide.
LONGEST_SIDE = 1500
# For recognition: 300 dots an inch of an A4 sheet.
FINE_SIDE = 3500
# For the place of the stamp.
COARSE_SIDE = 420
DARK = 150
# A sheet with a page number, a signature or a stamp has more dark dots than this; dust and shadows of edges have less.
BLANK_SHARE = 0.0004
EDGE = 0.03


class Refused(Exception):
    """The file is not read; ``args[0]`` is the code."""


def opened(path: str) -> Any:
    """The PDF."""
    import pypdfium2 as pdfium  # noqa: PLC0415  # under the limits, as everything that reads the file

    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "broken") from error


def drawn(page: Any, longest: int) -> Any:
    """A page in grey, no side of it longer than so many dots."""
    width, height = page.get_size()
    if not (0 < width < 20_000 and 0 < height < 20_000):
        raise ValueError("no size")
    return page.render(scale=longest / max(width, height), grayscale=True).to_pil().convert("L")


def code_of(picture: Any) -> tuple[str, int]:
    """The first QR code of a page that begins as ours do, and by how much the sheet is turned clockwise."""
    import zxingcpp  # noqa: PLC0415  # under the limits, too

    for found in zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    ):
        if found.text.startswith("MZ1:"):
            return found.text[:200], round(found.orientation / 90) * 90 % 360
    return "", 0


def is_blank(picture: Any) -> bool:
    """Whether nothing stands on a page, its edges left aside."""
    width, height = picture.size
    inner = picture.crop((int(width * EDGE), int(height * EDGE), int(width * (1 - EDGE)), int(height * (1 - EDGE))))
    dark = sum(inner.histogram()[:DARK])
    return bool(dark < BLANK_SHARE * inner.size[0] * inner.size[1])


def read(path: str, first: str, last: str) -> Iterator[dict[str, Any]]:
    """What stands on each of these pages; one that cannot be drawn is a page like any other."""
    document = opened(path)
    for number in range(int(first), min(int(last), len(document)) + 1):
        told: dict[str, Any] = {"page": number, "code": "", "turn": 0, "blank": False}
        try:
            page = document[number - 1]
            picture = drawn(page, LONGEST_SIDE)
            told["code"], told["turn"] = code_of(picture)
            told["blank"] = not told["code"] and is_blank(picture)
            page.close()
        except MemoryError:
            raise
        except Exception:  # noqa: S110  # broken in a way nobody has listed: a person will look at it
            pass
        yield told


def cut(path: str, target: str, pages: str, turn: str) -> Iterator[dict[str, Any]]:
    """Write these pages, turned, as a PDF of their own."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  # under the limits, too

    reader, writer = PdfReader(path), PdfWriter()
    for number in pages.split(","):
        page = writer.add_page(reader.pages[int(number) - 1])
        if int(turn):
            page.rotate(int(turn))
        # What a scan has besides its picture: nothing that runs or leads out of it.
        for key in ("/Annots", "/AA"):
            page.pop(key, None)
    writer.write(target)
    yield {"done": True}


def corner(path: str, width: str, height: str, margin: str) -> Iterator[dict[str, Any]]:
    """The emptiest corner of the first page for a box of so many shares of its shorter side: 0 lower right, 1 upper
    right, 2 lower left, 3 upper left. Of equally empty ones the first.
    """
    page = opened(path)[0]
    picture = drawn(page, COARSE_SIDE)
    side = min(picture.size)
    box, gap = (round(float(width) * side), round(float(height) * side)), round(float(margin) * side)
    right, low = picture.size[0] - gap - box[0], picture.size[1] - gap - box[1]
    spots = ((right, low), (right, gap), (gap, low), (gap, gap))
    dark = [sum(picture.crop((x, y, x + box[0], y + box[1])).histogram()[:DARK]) for x, y in spots]
    yield {"corner": dark.index(min(dark))}


def picture(source: str, target: str, number: str) -> Iterator[dict[str, Any]]:
    """A page of a PDF, or a picture, in grey as PNG, as the recognition wants it; whether there is such a page."""
    from PIL import Image  # noqa: PLC0415  # under the limits, too

    with open(source, "rb") as stream:
        is_pdf = stream.read(5) == b"%PDF-"
    if is_pdf:
        document = opened(source)
        if int(number) > len(document):
            yield {"pages": len(document)}
            return
        made, pages = drawn(document[int(number) - 1], FINE_SIDE), len(document)
    else:
        made, pages = Image.open(source).convert("L"), 1
        made.thumbnail((FINE_SIDE, FINE_SIDE))
    if not is_blank(made):
        made.save(target, "PNG")
    yield {"pages": pages}


def count(path: str) -> Iterator[dict[str, Any]]:
    """How many pages there are."""
    yield {"pages": len(opened(path))}


COMMANDS: dict[str, Callable[..., Iterator[dict[str, Any]]]] = {
    "count": count,
    "read": read,
    "cut": cut,
    "corner": corner,
    "picture": picture,
}


def main(arguments: list[str]) -> None:
    """Do what is asked. Whatever goes wrong inside the file is the file's fault."""
    seconds, command, *rest = arguments
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for told in COMMANDS[command](*rest):
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
    except Refused as refused:
        sys.stdout.write(json.dumps({"refused": refused.args[0]}) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": "too-hard"}) + "\n")
    except Exception:  # the reader breaks at files of strangers in ways that nobody has listed
        sys.stdout.write(json.dumps({"refused": "broken"}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
