"""Reading the text of a file, in a process of its own: what a file of strangers does to its reader ends with it.

``python -m documents.search.extraction PATH KIND`` prints the text as JSON. Time, memory, pages and length are bounded.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 30
MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 500
MOST_LETTERS = 600_000
# How much of one part of an office file is unpacked.
MOST_UNPACKED = 32 * 1024 * 1024

_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODF = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet")
# Pictures hold no text that could be read; it is recognised.
_PICTURES = ("image/png", "image/jpeg")
READABLE = (_PDF, _DOCX, _XLSX, *_ODF, "text/plain", *_PICTURES)
# What ends a paragraph or a cell in these formats.
_ENDS = {"p", "tc", "h", "si", "table-cell", "br", "tab", "line-break"}


@dataclass(frozen=True)
class Found:
    """The text of a file, or why it could not be read."""

    text: str = ""
    trouble: str = ""


def read_apart(path: Path, media_type: str) -> Found:
    """Read a file in another process. Whatever happens to that one, the answer says it."""
    command = [sys.executable, "-m", "documents.search.extraction", str(path), media_type]
    root = Path(__file__).resolve().parent.parent.parent
    try:
        done = subprocess.run(  # noqa: S603  # our own module, a path of the store, a type that the store found
            command, cwd=root, capture_output=True, timeout=SECONDS + 5, check=False
        )
    except subprocess.TimeoutExpired:
        return Found(trouble="it takes too long")
    if done.returncode:
        return Found(trouble=f"its reader ended with {done.returncode}")
    try:
        told = json.loads(done.stdout)
        return Found(told["text"].replace("\0", " "), told["trouble"])
    except (ValueError, KeyError, TypeError):
        return Found(trouble="its reader said nothing")


def read(path: Path, media_type: str) -> Found:
    """Read a file in this process."""
    reader = _READERS.get(media_type)
    if reader is None:
        return Found(trouble=f"no reader of {media_type}")
    parts: list[str] = []
    length = 0
    try:
        for part in reader(path):
            parts.append(part[: MOST_LETTERS - length])
            length += len(part)
            if length >= MOST_LETTERS:
                break
    except Exception as error:  # files of strangers break their readers in ways that nobody has listed
        if not parts:
            return Found(trouble=f"{type(error).__name__}: {error}"[:200])
    return Found("\n".join(parts))


def _pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  # only the process that reads pays for it

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("it is encrypted")
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            return
        yield page.extract_text()


def _picture(_path: Path) -> Iterator[str]:
    yield ""


def _plain(path: Path) -> Iterator[str]:
    with path.open("rb") as source:
        yield source.read(MOST_LETTERS * 2).decode("utf-8-sig", "replace")


def _office(*parts: str) -> Callable[[Path], Iterator[str]]:
    def reader(path: Path) -> Iterator[str]:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            for part in parts:
                if part in names:
                    with archive.open(part) as entry:
                        yield _text_of(entry.read(MOST_UNPACKED))

    return reader


def _sheets(path: Path) -> Iterator[str]:
    """Texts that cells share, and what else stands in cells: the number of a shared text is nothing to find."""
    yield from _office("xl/sharedStrings.xml")(path)
    with zipfile.ZipFile(path) as archive:
        for name in sorted(one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")):
            with archive.open(name) as entry:
                tree = _tree(entry.read(MOST_UNPACKED))
            cells = (cell for cell in tree.iter("{*}c") if cell.get("t") != "s")
            yield "\n".join("".join(cell.itertext("{*}t", "{*}v")) for cell in cells)


def _tree(content: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415  # only the process that reads pays for it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    tree = etree.fromstring(content, parser)
    if tree is None or b"<!DOCTYPE" in content[:2000]:
        raise ValueError("it is not as such files are")
    return tree


def _text_of(content: bytes) -> str:
    from lxml import etree  # noqa: PLC0415  # only the process that reads pays for it

    tree = _tree(content)
    pieces: list[str] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            pieces.append(node.text or "" if isinstance(node.tag, str) else "")
            continue
        if isinstance(node.tag, str) and etree.QName(node).localname in _ENDS:
            pieces.append("\n")
        pieces.append(node.tail or "")
    return "".join(pieces)


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    _PDF: _pdf,
    "text/plain": _plain,
    _DOCX: _office("word/document.xml", "word/footnotes.xml"),
    _XLSX: _sheets,
    **dict.fromkeys(_ODF, _office("content.xml")),
    **dict.fromkeys(_PICTURES, _picture),
}


def _bound() -> None:
    """Take no more time and memory than is allowed, where the system can hold a process to it."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(arguments: list[str]) -> int:
    """Read the file that was named, and print what is found."""
    path, media_type = arguments
    _bound()
    found = read(Path(path), media_type)
    told: dict[str, Any] = {"text": found.text, "trouble": found.trouble}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
