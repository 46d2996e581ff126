"""The one way in which a signature file is written: nothing in it that nobody signed can be otherwise.

What is signed, its signer may write as they like within the shape. Around it, and in what canonical forms do not see
(quotes, prefixes, the order of attributes, character references), anybody could change bytes without the key; here all
of it is fixed.
"""

import io
from base64 import b64decode, b64encode
from collections.abc import Iterator

from lxml import etree

from signing.xades.vocabulary import PREFIXES, asic, ds, xades

_SIGNED = (ds("SignedInfo"), xades("SignedProperties"))
_ATTRIBUTES: dict[str, dict[str, str]] = {
    asic("XAdESSignatures"): {},
    ds("Signature"): {"Id": "S0"},
    ds("SignatureValue"): {"Id": "S0-value"},
    ds("KeyInfo"): {},
    ds("Object"): {},
    xades("QualifyingProperties"): {"Target": "#S0"},
}


def deviation(root: etree._Element, data: bytes) -> str:
    """What in a signature file of the right shape is written otherwise than the format says; empty when nothing is."""
    if etree.tostring(root, xml_declaration=True, encoding="UTF-8") != data:
        return "bytes"
    declared = root.nsmap
    if not declared.items() <= PREFIXES.items() or set(declared) != {element.prefix for element in root.iter()}:
        return "xmlns"
    if sum(1 for _one in etree.iterparse(io.BytesIO(data), events=("start-ns",))) != len(declared):
        return "xmlns"  # declared again, which the tree does not show
    for element in root.iter():
        if list(element.attrib) != sorted(element.attrib):
            return str(element.tag)
    return next((str(element.tag) for element in _unsigned(root) if not _is_fixed(element)), "")


def _unsigned(element: etree._Element) -> Iterator[etree._Element]:
    """The elements around the signed ones."""
    yield element
    for child in element:
        if child.tag not in _SIGNED:
            yield from _unsigned(child)


def _is_fixed(element: etree._Element) -> bool:
    said = {str(name): str(value) for name, value in element.attrib.items()}
    if said != _ATTRIBUTES.get(str(element.tag), said):
        return False
    if len(element):
        return not element.text and not any(child.tail for child in element)
    text = element.text or ""
    return b64encode(b64decode(text)).decode("ascii") == text
