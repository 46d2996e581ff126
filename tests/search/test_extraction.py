"""Texts of files: each kind is read, in a process of its own, and what cannot be read is said to be so."""

import zipfile
from pathlib import Path

import pytest
from fpdf import FPDF
from openpyxl import Workbook

from documents.search import extraction
from documents.search.extraction import Found, read, read_apart

PDF, DOCX, XLSX = "application/pdf", extraction.READABLE[1], extraction.READABLE[2]
ODT, ODS = extraction.READABLE[3], extraction.READABLE[4]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
FONT = Path(extraction.__file__).parent.parent.parent / "static/vendor/pt-serif/PTSerif-Regular.ttf"


def zipped(path: Path, **parts: str) -> Path:
    """An office file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return path


def pdf(path: Path, *texts: str) -> Path:
    """A PDF with a text on each page."""
    paper = FPDF()
    paper.add_font("serif", "", str(FONT))
    paper.set_font("serif", size=12)
    for text in texts:
        paper.add_page()
        paper.multi_cell(0, text=text)
    paper.output(str(path))
    return path


def test_a_pdf_is_read_page_by_page_in_another_process(tmp_path: Path) -> None:
    """Russian letters among them."""
    found = read_apart(pdf(tmp_path / "a", "Ремонт крыши", "Смета на подъезд"), PDF)

    assert found.trouble == ""
    assert found.text.split("\n") == ["Ремонт крыши", "Смета на подъезд"]


def test_office_files_are_read(tmp_path: Path) -> None:
    """Words of runs stay together, paragraphs and cells do not."""
    run = "<w:t>{}</w:t>"
    docx = zipped(
        tmp_path / "b",
        word__document=f'<w:document xmlns:w="{WORD}"><w:p>{run.format("Ре")}{run.format("монт")}</w:p>'
        f"<w:p>{run.format('крыши')}</w:p></w:document>",
    )
    odf = zipped(tmp_path / "c", content=f'<o xmlns:t="{TEXT}"><t:p>О <t:span>замене</t:span> лифта</t:p></o>')
    book = Workbook()
    assert book.active is not None
    book.active.append(["Адрес", "Соборная, 14"])
    book.save(tmp_path / "d")

    assert read(docx, DOCX).text.split() == ["Ремонт", "крыши"]
    assert read(odf, ODT).text.split() == read(odf, ODS).text.split() == ["О", "замене", "лифта"]
    assert read(tmp_path / "d", XLSX).text.split() == ["Адрес", "Соборная,", "14"]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"%PDF-1.4 nothing", PDF), (b"PK\x03\x04 broken", DOCX), (b"?", ODT)],
)
def test_what_cannot_be_read_is_said_to_be_so(tmp_path: Path, content: bytes, media_type: str) -> None:
    """Nothing is raised."""
    path = tmp_path / "bad"
    path.write_bytes(content)

    found = read_apart(path, media_type)

    assert found.text == ""
    assert found.trouble


def test_a_file_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    """Office files have none; a bomb of them does."""
    bomb = zipped(tmp_path / "e", content='<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')

    assert read(bomb, ODT).trouble


def test_time_and_length_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that does not end is ended; a long text is cut."""
    path = tmp_path / "long"
    path.write_text("слово " * 10_000, encoding="utf-8")
    monkeypatch.setattr(extraction, "MOST_LETTERS", 100)
    assert len(read(path, "text/plain").text) == 100

    monkeypatch.setattr(extraction, "SECONDS", -5)
    assert read_apart(path, "text/plain") == Found(trouble="it takes too long")
