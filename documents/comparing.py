"""Two texts beside each other: what went, what came, paragraph by paragraph and inside of them word by word."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from lxml import etree

from documents import files
from documents.files import content
from documents.models import DocumentFile, FileText, StoredFile
from documents.search import extraction
from history.models.entries import Content as KeptText
from signing.findings import Refused
from signing.limits import Limits
from signing.strictxml import parse

TEXT_AT_MOST = 4 * 1024 * 1024
XML_AT_MOST = 16 * 1024 * 1024
# A larger PDF is compared when the worker has read it.
PDF_AT_MOST = 20 * 1024 * 1024
# What a comparison may cost: its time grows with the number of pairs of the same word, or paragraph, on both sides.
PAIRS_AT_MOST = 3_000_000
PARAGRAPHS_AT_MOST = 10_000
AROUND = 1
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# What ends a sentence at the end of a line.
_ENDS = re.compile(r"[.!?:;…][»\")]*$")
_SAME, _GONE, _NEW = "same", "gone", "new"


class NoText(Exception):
    """The file has no text that can be compared."""


@dataclass(frozen=True)
class Piece:
    """Words that are the same, gone or new."""

    kind: str
    text: str


@dataclass
class Paragraph:
    """A paragraph of the difference; one that stands for others that are the same says how many it leaves out."""

    pieces: list[Piece] = field(default_factory=list)
    left_out: int = 0


def text_of_entry(entry: DocumentFile) -> str:
    """The text of a file of a document. Of a letter that we render it is what its author wrote for that version.

    Raises:
        NoText: there is none, or it is too large.
    """
    if entry.role == DocumentFile.FileRole.MAIN and entry.stored.media_type == files.PDF:
        written = _written(entry)
        if written:
            return written
    return text_of(entry.stored)


def text_of(stored: StoredFile) -> str:
    """The text of a content, a line for each paragraph.

    Raises:
        NoText: it is neither plain text nor DOCX nor ODT nor a PDF whose text was read, could do harm, is broken or too
            large.
    """
    if not stored.is_safe_to_render:
        raise NoText
    path = files.path_of(stored)
    if stored.media_type == files.TEXT:
        if stored.size > TEXT_AT_MOST:
            raise NoText
        return path.read_text("utf-8-sig", errors="replace")
    if stored.media_type == content.DOCX:
        return "\n".join(_paragraphs(path, "word/document.xml", f"{_WORD}p"))
    if stored.media_type == content.ODT:
        return "\n".join(_paragraphs(path, "content.xml", f"{_TEXT}p", f"{_TEXT}h"))
    if stored.media_type == files.PDF:
        return "\n".join(_flowing(_read(stored)))
    raise NoText


def difference(before: str, after: str) -> list[Paragraph]:
    """The way from one text to the other; long stretches that are the same are left out but for their ends.

    Where comparing words would take too long, whole paragraphs are gone and new.

    Raises:
        NoText: there are more paragraphs than are compared, or too many that are alike.
    """
    old, new = before.splitlines(), after.splitlines()
    left = PAIRS_AT_MOST - _pairs(old, new)
    if left < 0 or max(len(old), len(new)) > PARAGRAPHS_AT_MOST:
        raise NoText
    found: list[Paragraph] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += _same(old[a:b], is_first=a == 0, is_last=b == len(old))
            continue
        pairs = min(b - a, d - c)
        for was, now in zip(old[a:b], new[c:d], strict=False):
            pieces, taken = _by_words(was, now, left)
            left -= taken
            found.append(Paragraph(pieces))
        found += [Paragraph([Piece(_GONE, line)]) for line in old[a + pairs : b]]
        found += [Paragraph([Piece(_NEW, line)]) for line in new[c + pairs : d]]
    return found


def _same(lines: list[str], *, is_first: bool, is_last: bool) -> Iterator[Paragraph]:
    head, tail = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(lines) <= head + tail + 1:
        yield from (Paragraph([Piece(_SAME, line)]) for line in lines)
        return
    yield from (Paragraph([Piece(_SAME, line)]) for line in lines[:head])
    yield Paragraph(left_out=len(lines) - head - tail)
    yield from (Paragraph([Piece(_SAME, line)]) for line in lines[len(lines) - tail :])


def _by_words(was: str, now: str, left: int) -> tuple[list[Piece], int]:
    """The difference inside of a paragraph, and how many of the pairs that are left it took."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    taken = _pairs(old, new)
    if taken > left:
        return [Piece(_GONE, was), Piece(_NEW, now)], 0
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(_SAME, "".join(old[a:b])))
            continue
        pieces += [Piece(_GONE, "".join(old[a:b]))] if b > a else []
        pieces += [Piece(_NEW, "".join(new[c:d]))] if d > c else []
    return pieces, taken


def _pairs(old: list[str], new: list[str]) -> int:
    theirs = Counter(new)
    return sum(count * theirs[one] for one, count in Counter(old).items())


def _paragraphs(path: Path, part: str, *tags: str) -> Iterator[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(part).file_size > XML_AT_MOST:
                raise NoText
            data = archive.read(part)
        root = parse(data, part, Limits(xml_size=XML_AT_MOST, xml_depth=200))
    except (Refused, zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError) as broken:
        raise NoText from broken
    for paragraph in root.iter(*tags):
        yield "".join(_inside(paragraph))


def _read(stored: StoredFile) -> str:
    """The words of a PDF, drawn or behind a scan: as the worker read them for search, else read now in a process of its
    own, which takes no more time and memory than is allowed.
    """
    known = FileText.objects.filter(stored=stored).exclude(state=FileText.State.PENDING).first()
    if known is not None:
        text = known.text
    elif stored.size <= PDF_AT_MOST:
        text = extraction.read_apart(files.path_of(stored), stored.media_type).text
    else:
        raise NoText
    if not text.strip() or len(text) > TEXT_AT_MOST:
        raise NoText
    return text


def _flowing(text: str) -> Iterator[str]:
    """The paragraphs of a text that came in lines of a page: a line goes on in the next one, unless it ends a sentence.

    So a word more does not make every line after it another one. A word parted by a hyphen is whole again.
    """
    paragraph = ""
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if paragraph and (not line or _ENDS.search(paragraph)):
            yield paragraph
            paragraph = ""
        if paragraph.endswith(("-", "\u00ad")) and line[:1].islower():
            paragraph = paragraph[:-1] + line
        else:
            paragraph = f"{paragraph} {line}".strip()
    if paragraph:
        yield paragraph


def _inside(node: etree._Element) -> Iterator[str]:
    """The words of a paragraph, in order."""
    if node.tag.startswith(_WORD):
        for part in node.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"):
            yield part.text or " "
        return
    yield node.text or ""
    for child in node:
        if child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break", f"{_TEXT}s"):
            yield " "
        else:
            yield from _inside(child)
        yield child.tail or ""


def _written(entry: DocumentFile) -> str:
    """The body that the letter had when this version was rendered: both stand in one entry of the log."""
    versions = DocumentFile.version_model.objects.filter(id=entry.pk, history_type="+")
    made = versions.values_list("history_entry_id", flat=True).first()
    if made is None:
        return ""
    digest = (
        type(entry.document)
        .version_model.objects.filter(id=entry.document_id, history_entry_id=made)
        .order_by("-history_id")
        .values_list("body", flat=True)
        .first()
    )
    kept = KeptText.objects.filter(sha256=digest).first() if digest else None
    return kept.text if kept else ""
