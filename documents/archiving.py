"""Archive copies in PDF/A-2b (ISO 19005-2): made of what a paper holds, and read back as far as own means go.

Our own PDFs are completed, office files go through LibreOffice, pictures and texts are laid on pages, a foreign PDF
that does not declare PDF/A becomes pictures of its pages. Nothing is claimed that was not read back; a validator of
the whole standard this is not.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import fpdf
import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, NumberObject, StreamObject
from pypdf.generic import TextStringObject as Text

from documents import conversion
from documents.files import content
from documents.models import CopyOrigin
from documents.pdf.paper import SERIF, Paper
from history import clock

LEVEL = "PDF/A-2B"
DPI = 200
PAGES_AT_MOST = 2000
TEXT_AT_MOST = 4 * 1024 * 1024
PIXELS_AT_MOST = 100_000_000
OWN_CREATOR = "Mezhved"
POINTS = 72
_FORBIDDEN_ACTIONS = frozenset({"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide"})
_FORBIDDEN_KEYS = frozenset({"/JavaScript", "/EmbeddedFiles", "/AlternatePresentations"})
_PROFILE = Path(fpdf.__file__).parent / "data" / "color_profiles" / "sRGB2014.icc"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class NotArchivable(Exception):
    """No copy in PDF/A came out; the text says why, as a code."""


@dataclass(frozen=True)
class Copy:
    """A copy in PDF/A, and how it came to be."""

    stream: BinaryIO
    origin: CopyOrigin


@contextmanager
def archived(source: Path, title: str, *, is_own: bool = False) -> Iterator[Copy]:
    """The archive copy of a file of a paper; ``is_own`` says that our layout drew it.

    Raises:
        NotArchivable: it cannot be made; with LibreOffice missing ``no-converter``.
    """
    try:
        kind = content.examine(source).media_type
    except Exception as refused:
        raise NotArchivable("unreadable") from refused
    with tempfile.TemporaryFile() as target:
        made = cast("BinaryIO", target)
        if kind in content.OFFICE:
            origin = _office(source, made)
        elif kind == content.PDF:
            origin = _pdf(source, made, title, is_own=is_own)
        elif kind in content.PICTURES:
            origin = _pictures(_scan(source), made, title)
        else:
            origin = _text(source, made, title)
        made.seek(0)
        if wrong := objections(made):
            raise NotArchivable(", ".join(wrong))
        made.seek(0)
        yield Copy(made, origin)


def objections(stream: BinaryIO) -> list[str]:
    """Which demands of ISO 19005-2 a PDF breaks, as codes: what own reading sees of them.

    Output intent, identification in XMP, ids in the trailer, no encryption, no scripts, no files inside, nothing
    outside, every font embedded.
    """
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted:
            return ["encrypted"]
        return sorted(set(_wrong(reader)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return ["unreadable"]


def _wrong(reader: PdfReader) -> Iterator[str]:
    root = cast("DictionaryObject", reader.trailer["/Root"])
    if "/ID" not in reader.trailer:
        yield "no-id"
    metadata = root.get("/Metadata")
    xmp = metadata.get_object().get_data() if metadata is not None else b""
    if b"pdfaid" not in xmp:
        yield "no-identification"
    intents = root.get("/OutputIntents")
    if not any("/DestOutputProfile" in one.get_object() for one in (intents.get_object() if intents else ())):
        yield "no-output-intent"
    for number in range(1, cast("int", reader.trailer["/Size"])):
        try:
            found = reader.get_object(number)
        except PyPdfError:
            continue  # a free place in the table
        if isinstance(found, DictionaryObject):
            yield from _wrong_in(found)


def _wrong_in(found: DictionaryObject) -> Iterator[str]:
    if _FORBIDDEN_KEYS & found.keys() or found.get("/S") in _FORBIDDEN_ACTIONS:
        yield "active-content"
    if isinstance(found, StreamObject) and "/F" in found:
        yield "external-content"
    if found.get("/Type") == "/Font" and found.get("/Subtype") not in ("/Type0", "/Type3"):
        descriptor = cast("Any", found.get("/FontDescriptor", DictionaryObject())).get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys():
            yield "font-not-embedded"


def _pdf(source: Path, target: BinaryIO, title: str, *, is_own: bool) -> CopyOrigin:
    with source.open("rb") as given:
        wrong = objections(given)
        if not wrong:
            given.seek(0)
            while block := given.read(1 << 20):
                target.write(block)
            return CopyOrigin.GIVEN
    if set(wrong) <= {"no-id", "no-identification", "no-output-intent"} and is_own and _is_of_layout(source):
        _lift(source, target)
        return CopyOrigin.LIFTED
    return _pictures(_pages(source), target, title)


def _is_of_layout(source: Path) -> bool:
    metadata = PdfReader(source).metadata
    return metadata is not None and metadata.creator == OWN_CREATOR


def _lift(source: Path, target: BinaryIO) -> None:
    """Complete a PDF of our own layout, whose fonts are embedded, with what makes it PDF/A; its text stays."""
    writer = PdfWriter(clone_from=source)
    writer.pdf_header = "%PDF-1.7"
    profile = StreamObject()
    profile.set_data(_PROFILE.read_bytes())
    profile[NameObject("/N")] = NumberObject(3)
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): Text("sRGB2014"),
            NameObject("/Info"): Text("sRGB2014"),
            NameObject("/DestOutputProfile"): writer._add_object(profile),
        }
    )
    root = writer._root_object
    root[NameObject("/OutputIntents")] = ArrayObject([writer._add_object(intent)])
    xmp = StreamObject()
    xmp.set_data(_XMP.encode())
    xmp[NameObject("/Type")], xmp[NameObject("/Subtype")] = NameObject("/Metadata"), NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(xmp)
    writer._info = None  # what it says would have to stand in XMP as well
    key = ByteStringObject(hashlib.sha256(source.read_bytes()).digest()[:16])
    writer._ID = ArrayObject([key, key])
    writer.write(target)


def _office(source: Path, target: BinaryIO) -> CopyOrigin:
    if not conversion.is_available():
        raise NotArchivable("no-converter")
    try:
        with conversion.converted(source, is_archival=True) as made:
            while block := made.read(1 << 20):
                target.write(block)
    except conversion.NotConvertible as failure:
        raise NotArchivable(str(failure)) from failure
    return CopyOrigin.CONVERTED


def _text(source: Path, target: BinaryIO, title: str) -> CopyOrigin:
    if source.stat().st_size > TEXT_AT_MOST:
        raise NotArchivable("too large")
    raw = source.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", errors="replace")
    paper = Paper(title, clock.now(), compliance=LEVEL)
    paper.set_font(SERIF, "", 11)
    known = paper.fonts[SERIF.lower()].cmap
    if any(ord(sign) not in known for sign in text if sign.isprintable()):
        raise NotArchivable("signs-without-font")
    paper.multi_cell(0, 5.5, text.replace("\t", "    ").replace("\r", ""), align="L")
    target.write(paper.output())
    return CopyOrigin.CONVERTED


def _scan(source: Path) -> Iterator[Image.Image]:
    with Image.open(source) as picture:
        if picture.width * picture.height > PIXELS_AT_MOST:
            raise NotArchivable("too large")
        yield _opaque(ImageOps.exif_transpose(picture))


def _pages(source: Path) -> Iterator[Image.Image]:
    try:
        paper = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise NotArchivable("unreadable") from error
    with paper:
        if len(paper) > PAGES_AT_MOST:
            raise NotArchivable("too large")
        for page in paper:
            width, height = page.get_size()
            scale = min(DPI / POINTS, (PIXELS_AT_MOST / max(width * height, 1)) ** 0.5)
            yield _opaque(page.render(scale=scale).to_pil())
            page.close()


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P"):
        whole = picture.convert("RGBA")
        ground = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(ground, whole).convert("RGB")
    return picture.convert("RGB")


def _pictures(pictures: Iterator[Image.Image], target: BinaryIO, title: str) -> CopyOrigin:
    """Pages of pictures; each is pressed as JPEG before the next one is drawn."""
    made = FPDF(unit="pt", enforce_compliance=LEVEL)
    made.set_title(title)
    made.set_lang("ru")
    made.set_creator(OWN_CREATOR)
    made.set_creation_date(clock.now().replace(microsecond=0))
    made.set_margin(0)
    made.set_auto_page_break(auto=False)
    for picture in pictures:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=85)
        packed.seek(0)
        width, height = picture.width * POINTS / DPI, picture.height * POINTS / DPI
        made.add_page(format=(width, height))
        made.image(packed, x=0, y=0, w=width, h=height, alt_text=title)
    if not made.page:
        raise NotArchivable("unreadable")
    target.write(made.output())
    return CopyOrigin.PICTURED
