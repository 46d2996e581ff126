"""Text of scans: recognised by Tesseract where it is, found by search, and said so where it is not."""

import io
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from documents import files, recognition, services
from documents.models import Document, DocumentFile, FileText, StoredFile
from documents.pdf.paper import FONTS
from documents.search import upkeep
from documents.search.finding import Wanted, documents
from tests.documents.test_batches import a_letter
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L05")]
NEEDS_TESSERACT = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed here")
States = FileText.State


def a_scan(words: str) -> bytes:
    """A PDF of one picture with these words, as a scanner makes it."""
    picture = Image.new("L", (1240, 500), 252)
    font = ImageFont.truetype(FONTS / "pt-serif" / "PTSerif-Regular.ttf", 60)
    ImageDraw.Draw(picture).text((80, 180), words, font=font, fill=25)
    pdf, held = FPDF(unit="pt", format=(1240, 500)), io.BytesIO()
    picture.save(held, "PNG")
    pdf.set_margin(0)
    pdf.add_page()
    pdf.image(held, x=0, y=0, w=1240)
    return bytes(pdf.output())


def scanned(world: World, content: bytes) -> tuple[Document, DocumentFile]:
    """A letter with a scan on its card, which the worker has read."""
    paper = a_letter(world)
    stored = files.store(io.BytesIO(content), name="Скан.pdf")
    entry = services.add_file(actor=world.person("clerk"), document=paper, name="Скан.pdf", stored=stored, role="scan")
    upkeep.index_due()
    return paper, entry


def text_of(stored: StoredFile) -> FileText:
    """What is known of its text."""
    return FileText.objects.get(stored=stored)


def page(world: World, paper: Document) -> str:
    """The files of a paper, in the page."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(world.person("clerk"), backend="agencies.backends.EmployeeBackend")
    return browser.get(reverse("documents:files", args=[paper.pk])).content.decode()


@NEEDS_TESSERACT
def test_russian_and_english_words_of_a_scan_are_recognised_and_found(world: World) -> None:
    """By search, as the words of any other file; the page says that a program read them."""
    paper, entry = scanned(world, a_scan("Водокачка требует ремонта. Invoice 417"))
    waiting = text_of(entry.stored).state

    assert upkeep.recognise_next()

    known = text_of(entry.stored)
    assert (waiting, known.state, known.is_recognised) == (States.PICTURE, States.READ, True)
    assert "Водокачка требует ремонта" in known.text
    assert "Invoice" in known.text
    assert documents(world.person("clerk"), Wanted(text="водокачка")).contains(paper)
    assert "recognised by a program" in page(world, paper)
    assert not upkeep.recognise_next()


def test_where_tesseract_is_absent_the_page_says_so_and_scans_wait(world: World, settings: Any) -> None:
    """Nothing fails, and they are recognised once it is there."""
    settings.TESSERACT = "/nowhere/tesseract"
    paper, entry = scanned(world, a_scan("Водокачка"))

    done = upkeep.recognise_next()

    assert (done, text_of(entry.stored).state) == (False, States.PICTURE)
    assert "Tesseract is not installed here" in page(world, paper)


@pytest.mark.parametrize(
    ("does", "seconds", "trouble"),
    [("exit 3", 60, "Tesseract ended with 3"), ("sleep 9", 1, "took too long")],
)
def test_a_scan_that_tesseract_fails_on_is_not_tried_again(
    world: World, settings: Any, tmp_path: Path, does: str, seconds: int, trouble: str
) -> None:
    """What went wrong is kept; the next scan goes on."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    settings.TESSERACT, settings.TESSERACT_SECONDS = str(program), seconds
    _paper, entry = scanned(world, a_scan("Водокачка"))

    done = [upkeep.recognise_next() for _round in range(2)]

    known = text_of(entry.stored)
    assert (done, known.state, known.trouble) == ([True, False], States.FAILED, trouble)


def test_the_program_knows_nothing_of_ours(world: World, settings: Any, tmp_path: Path) -> None:
    """Neither secrets of the environment nor the file that a stranger sent: a picture that we drew."""
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\n[ -z "$MEZHVED_SECRET_KEY" ] || exit 9\nhead -c 4 "$1" | tail -c 3\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    settings.TESSERACT = str(program)
    _paper, entry = scanned(world, a_scan("Водокачка"))

    assert recognition.text_of(files.path_of(entry.stored)) == "PNG"
