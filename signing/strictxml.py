"""XML from outside, read only when it is plain: no document type, no instructions, no comments, no other encodings,
and no more elements than a card or a signature can need, for each costs many times its length in memory.

lxml accepts a DOCTYPE silently even with ``resolve_entities=False``; so a gate reads the bytes first and refuses it
before any entity can be declared.
"""

import codecs
import re
from pyexpat import ExpatError, ParserCreate

from lxml import etree

from signing.findings import Code, Refused, refuse
from signing.limits import Limits

_ENCODINGS = re.compile(r"utf-?(8|16|16le|16be)", re.IGNORECASE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"<\0\0\0", b"\0\0\0<")


def parse(data: bytes, where: str, limits: Limits) -> etree._Element:
    """The root element of plain XML.

    Raises:
        Refused: with the code of what is not plain in it.
    """
    if len(data) > limits.xml_size:
        refuse(Code.XML_TOO_LARGE, len(data), where)
    _gate(data, where, limits)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(Code.NOT_WELL_FORMED, str(error), where) from error
    return root


def _gate(data: bytes, where: str, limits: Limits) -> None:
    if data.startswith(_UTF_32):
        refuse(Code.ENCODING, "UTF-32", where)
    depth = elements = 0

    def declaration(version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            refuse(Code.NOT_WELL_FORMED, f"XML {version}", where)
        if encoding is not None and not _ENCODINGS.fullmatch(encoding):
            refuse(Code.ENCODING, encoding, where)

    def begin(name: str, attributes: list[str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > limits.xml_depth:
            refuse(Code.TOO_DEEP, name, where)
        if elements > limits.xml_elements or len(attributes) > 2 * limits.xml_attributes:
            refuse(Code.XML_TOO_LARGE, name, where)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    gate = ParserCreate()
    gate.ordered_attributes = True  # name, value, name, value, …
    gate.XmlDeclHandler = declaration
    gate.StartDoctypeDeclHandler = lambda *_: refuse(Code.DOCTYPE, "", where)
    gate.ProcessingInstructionHandler = lambda target, _text: refuse(Code.PROCESSING_INSTRUCTION, target, where)
    gate.CommentHandler = lambda _text: refuse(Code.COMMENT, "", where)
    gate.StartElementHandler = begin
    gate.EndElementHandler = end
    try:
        gate.Parse(data, True)
    except ExpatError as error:
        raise Refused(Code.NOT_WELL_FORMED, str(error), where) from error
