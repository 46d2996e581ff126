"""Office files as people send them, made in a moment."""

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT = "application/vnd.oasis.opendocument.text"


def archive(entries: Mapping[str, bytes], *, is_packed: bool = True) -> bytes:
    """A zip with these entries."""
    target = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", how) as packed:
        for name, content in entries.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, compress_type=how)
    return target.getvalue()


def a_docx(*paragraphs: str, **others: bytes) -> bytes:
    """A text document of these paragraphs; ``others`` are entries more, by their names in ``word/``."""
    words = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return archive(
        {
            "[Content_Types].xml": kinds.encode(),
            "_rels/.rels": links.encode(),
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{words}</w:body></w:document>'.encode(),
            **{f"word/{name}": content for name, content in others.items()},
        }
    )


def an_odt(*paragraphs: str) -> bytes:
    """The same in the other format."""
    text, office = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("text", "office"))
    words = "".join(f"<text:p>{one}</text:p>" for one in paragraphs)
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    body = (
        f'<o:document-content xmlns:o="{office}" xmlns:text="{text}" o:version="1.2"><o:body><o:text>{words}</o:text>'
        "</o:body></o:document-content>"
    )
    listed = (
        f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" m:media-type="{ODT}"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    entries = {"mimetype": ODT, "content.xml": body, "META-INF/manifest.xml": listed}
    return archive({name: content.encode() for name, content in entries.items()})
