"""Reading a table that somebody uploaded, and writing a sample of one: xlsx, or csv in the encodings of offices.

Nothing in a file is trusted: sizes are known before anything is unpacked, formulas are refused, cells are plain texts.
"""

import csv
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

BYTES_AT_MOST = 5 * 1024 * 1024
UNPACKED_AT_MOST = 64 * 1024 * 1024
PARTS_AT_MOST = 500
ROWS_AT_MOST = 3000
COLUMNS_AT_MOST = 60
LETTERS_AT_MOST = 1000
# What a cell must not begin with: spreadsheets of some office would compute it.
FORMULAS = frozenset("=+-@|%＝＋－＠")
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty: its number as the spreadsheet counts, from 1, and its texts."""

    number: int
    cells: tuple[str, ...]


def read(content: bytes) -> list[SheetRow]:
    """The rows of the first sheet of an xlsx file, or of a csv file in UTF-8 or Windows-1251 with ``;``, ``,`` or tabs.

    Raises:
        ValidationError: ``table-too-large``, ``table-too-long``, ``table-too-wide``, ``table-cell-too-long``,
            ``table-formula``, ``table-unreadable``, ``table-empty``.
    """
    if len(content) > BYTES_AT_MOST:
        raise _too_large()
    if content.startswith(OLD_EXCEL):
        raise _unreadable()
    rows = _checked(_of_workbook(content) if content.startswith(ZIP) else _of_text(content))
    if not rows:
        raise ValidationError(_("The table is empty."), code="table-empty")
    return rows


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """A csv file as a spreadsheet of a Russian office opens it: UTF-8 with a mark, ``;`` between cells."""
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_of(rows: Iterable[Sequence[str]]) -> bytes:
    """An xlsx file with one sheet of texts, which stay texts: one that begins like a formula is none."""
    book, content = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text)) for text in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    book.save(content)
    return content.getvalue()


def harmless(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Rows of texts that a spreadsheet takes for texts: one that would begin a formula gets an apostrophe before it."""
    return [
        [f"'{cell}" if cell.lstrip()[:1] in FORMULAS or cell[:1] in "\t\r\n" else cell for cell in row] for row in rows
    ]


def _checked(rows: Iterator[tuple[int, list[str]]]) -> list[SheetRow]:
    kept: list[SheetRow] = []
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(kept) > ROWS_AT_MOST:
            message = _("The table has more than %(count)s rows: divide it.") % {"count": ROWS_AT_MOST}
            raise ValidationError(message, code="table-too-long")
        if len(cells) > COLUMNS_AT_MOST:
            message = _("The table has more than %(count)s columns.") % {"count": COLUMNS_AT_MOST}
            raise ValidationError(message, code="table-too-wide")
        if any(len(cell) > LETTERS_AT_MOST for cell in cells):
            message = _("Row %(row)s has a cell that is too long.") % {"row": number}
            raise ValidationError(message, code="table-cell-too-long")
        kept.append(SheetRow(number, tuple(cells)))
    return kept


def _of_text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    if b"\0" in content:
        raise _unreadable()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1251")
        except UnicodeDecodeError as strange:
            raise _unreadable() from strange
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header.count)
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield number, [cell.strip() for cell in row]
    except csv.Error as broken:
        raise _unreadable() from broken


def _of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _require_small(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and checks of cells that we do not read
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=ROWS_AT_MOST + 2)
            for number, row in enumerate(rows, 1):
                if len(row) > COLUMNS_AT_MOST and any(cell.value is not None for cell in row[COLUMNS_AT_MOST:]):
                    message = _("The table has more than %(count)s columns.") % {"count": COLUMNS_AT_MOST}
                    raise ValidationError(message, code="table-too-wide")
                yield number, [_text(cell, number) for cell in row[:COLUMNS_AT_MOST]]
    except ValidationError:
        raise
    except (InvalidFileException, BadZipFile) as broken:
        raise _unreadable() from broken
    except Exception as broken:  # the package has no error of its own for a file that is not what it says
        raise _unreadable() from broken


def _require_small(content: bytes) -> None:
    """What a zip file declares is checked before anything of it is unpacked; unpacking more than declared fails."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            named = {part.filename for part in parts}
    except BadZipFile as broken:
        raise _unreadable() from broken
    if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise _too_large()
    if "[Content_Types].xml" not in named:
        raise _unreadable()


def _text(cell: Any, row: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        message = _("Row %(row)s has a formula: paste the values instead.") % {"row": row}
        raise ValidationError(message, code="table-formula")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _too_large() -> ValidationError:
    return ValidationError(_("The file is too large for a table."), code="table-too-large")


def _unreadable() -> ValidationError:
    return ValidationError(_("This is no table: send an xlsx or a csv file."), code="table-unreadable")
