"""Docx forms as keepers of templates write them."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from docx import Document


def a_form(*paragraphs: str, rows: Sequence[str] = ()) -> bytes:
    """A docx of these paragraphs, and of a table with a cell in each row."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=1)
        for row, text in zip(table.rows, rows, strict=True):
            row.cells[0].text = text
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def with_part(form: bytes, name: str, content: str | bytes, *, instead_of: str = "") -> bytes:
    """The form with a part more, or with a text of a part replaced by another."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(form)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            data = before.read(entry)
            if entry == name and instead_of:
                assert instead_of in data.decode()
                data = data.decode().replace(instead_of, str(content), 1).encode()
            after.writestr(entry, data)
        if not instead_of:
            after.writestr(name, content)
    return made.getvalue()


def words_of(form: bytes) -> list[str]:
    """What a docx says: its paragraphs, then the cells of its tables."""
    document = Document(BytesIO(form))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells
