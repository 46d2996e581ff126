"""Tables that people upload: xlsx and csv as offices make them, and files that are no tables or mean harm."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from agencies import sheets
from tests.codes import codes

pytestmark = pytest.mark.feature("F36")
ROWS = [["индекс", "имя"], ["05", "Ёлкина; Анна"]]


def xlsx(*rows: list[object]) -> bytes:
    """A workbook as a spreadsheet saves it."""
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def texts(content: bytes) -> list[list[str]]:
    """What was read."""
    return [list(row.cells) for row in sheets.read(content)]


@pytest.mark.parametrize(
    "content",
    [
        'индекс;имя\r\n05;"Ёлкина; Анна"\r\n'.encode(),
        'индекс;имя\n05;"Ёлкина; Анна"\n'.encode("utf-8-sig"),
        'индекс;имя\r\n05;"Ёлкина; Анна"\r\n'.encode("cp1251"),
        "индекс,имя\n05,Ёлкина; Анна\n".encode(),
        "индекс\tимя\n05\tЁлкина; Анна\n".encode(),
        sheets.csv_of(ROWS),
        sheets.xlsx_of(ROWS),
    ],
)
def test_a_table_is_read_whatever_the_office_saves_it_as(content: bytes) -> None:
    assert texts(content) == ROWS


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    content = xlsx(["a"], [None], [], ["b"])

    assert [row.number for row in sheets.read(content)] == [1, 4]


def test_cells_of_a_workbook_are_texts() -> None:
    content = xlsx(["a", 117, 1.5, date(2026, 2, 3), True, None, " б "])

    assert texts(content) == [["a", "117", "1.5", "2026-02-03", "1", "", "б"]]


def test_a_formula_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        sheets.read(xlsx(["a"], ["=1+1"]))

    assert codes(refused) == ["table-formula"]


def bomb() -> bytes:
    """A workbook that unpacks into more than anybody would type."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "")
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (sheets.UNPACKED_AT_MOST + 1))
    return content.getvalue()


def a_zip(**parts: str) -> bytes:
    """Any zip file."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return content.getvalue()


def entities() -> bytes:
    """A workbook whose sheet declares entities that grow."""
    content, copied = BytesIO(), BytesIO(xlsx(["a"]))
    grow = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(copied) as source, zipfile.ZipFile(content, "w") as packed:
        for name in source.namelist():
            text = source.read(name).decode()
            if name.endswith("sheet1.xml"):
                text = grow + text.replace("<sheetData>", "<!-- &b; --><sheetData>")
            packed.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table-empty"),
        (b"\n\n;;\n", "table-empty"),
        (b"a" * (sheets.BYTES_AT_MOST + 1), "table-too-large"),
        (bomb(), "table-too-large"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "table-unreadable"),
        (b"\x89PNG\0\0", "table-unreadable"),
        (b"\x98\xff", "table-unreadable"),
        (b'a;b\n"open', "table-unreadable"),
        (a_zip(a="b"), "table-unreadable"),
        (b"PK\x03\x04 half a zip file", "table-unreadable"),
        (entities(), "table-unreadable"),
        (";".join("a" * (sheets.COLUMNS_AT_MOST + 1)).encode(), "table-too-wide"),
        (xlsx(["a"] * (sheets.COLUMNS_AT_MOST + 1)), "table-too-wide"),
        (b"a\n" * (sheets.ROWS_AT_MOST + 2), "table-too-long"),
        (b"a" * (sheets.LETTERS_AT_MOST + 1), "table-cell-too-long"),
    ],
)
def test_what_is_no_table_or_too_much_of_one_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        sheets.read(content)

    assert codes(refused) == [code]
