"""The working form of letters that ready sets bring: a docx laid out by ГОСТ Р 7.0.97, the same bytes each time.

It is made here and not by the library that fills forms, which would put the moment into it: then a set that was taken
would look changed each day. Nothing is compressed, since compressed bytes differ from one zlib to another.
"""

import io
import zipfile
from functools import cache
from xml.sax.saxutils import escape

# In twentieths of a point: 30, 10, 20 and 20 mm, the letterhead 80 mm, the gap 10 mm, the addressee the rest.
_LEFT, _RIGHT, _EDGE = 1701, 567, 1134
_HEAD, _GAP, _WHOM = 4536, 567, 4536
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@cache
def letter_form() -> bytes:
    """The form: letterhead in the corner, addressee, heading, text, signature, executor."""
    head = (
        _line("{{ agency }}", "center"),
        _line("{{ agency_address }}", "center", 20),
        _line("{{ agency_phone }}, {{ agency_email }}", "center", 20),
        _line("_____________ № _____________", "center", 20),
        _line("{% if in_reply_to %}На {{ in_reply_to }}{% endif %}", "center", 20),
    )
    whom = (_line("{{ addressee }}", "left"), _line("{{ addressee_address }}", "left"))
    body = (
        _table((_HEAD, head), (_GAP, (_line("", "left"),)), (_WHOM, whom)),
        _line("", "left"),
        _line("{{ letter_subject }}", "left"),
        _line("", "left"),
        _line("{{ letter_text }}", "both"),
        _line("", "left"),
        _table((6236, (_line("{{ signer_post }}", "left"),)), (3403, (_line("{{ signer_initials }}", "right"),))),
        _line("", "left"),
        _line("{{ author_name }}", "left", 20),
        _line("{{ author_phone }}", "left", 20),
    )
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{_EDGE}" w:right="{_RIGHT}" w:bottom="{_EDGE}" w:left="{_LEFT}" '
        'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    document = (
        f'{_DECLARED}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"{''.join(body)}{page}</w:body></w:document>"
    )
    return _packed(
        {
            "[Content_Types].xml": (
                f'{_DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
                f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
            ),
            "_rels/.rels": (
                f'{_DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
            ),
            "word/document.xml": document,
        }
    )


def _line(text: str, side: str, size: int = 28) -> str:
    """A paragraph; ``size`` in half points."""
    font = (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="{size}"/>'
    )
    said = f'<w:r><w:rPr>{font}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{side}"/></w:pPr>{said}</w:p>'


def _table(*cells: tuple[int, tuple[str, ...]]) -> str:
    """A row of cells without borders, each with its width."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width, _lines in cells)
    row = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(lines)}</w:tc>' for width, lines in cells
    )
    total = sum(width for width, _lines in cells)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr>{row}</w:tr></w:tbl>"
    )


def _packed(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)
    return made.getvalue()
