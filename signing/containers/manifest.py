"""The manifest of a container: which files it holds and of which media types (ODF 1.2, part 3)."""

from collections.abc import Iterable

from lxml import etree

from signing import strictxml
from signing.containers.layout import ASIC_E, MANIFEST
from signing.findings import Code, refuse
from signing.limits import Limits

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_ENTRY, _PATH, _TYPE = f"{{{_SPACE}}}file-entry", f"{{{_SPACE}}}full-path", f"{{{_SPACE}}}media-type"


def manifest_xml(files: Iterable[tuple[str, str]]) -> bytes:
    """The manifest of these names with their media types."""
    root = etree.Element(f"{{{_SPACE}}}manifest", {f"{{{_SPACE}}}version": "1.2"}, nsmap={"manifest": _SPACE})
    for path, media_type in [("/", ASIC_E), *files]:
        etree.SubElement(root, _ENTRY, {_PATH: path, _TYPE: media_type})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def read_manifest(data: bytes, limits: Limits) -> dict[str, str]:
    """Names and media types that a manifest lists, the container itself left out.

    Raises:
        Refused: ``MANIFEST_INVALID`` or what makes its XML unfit.
    """
    root = strictxml.parse(data, MANIFEST, limits)
    if root.tag != f"{{{_SPACE}}}manifest" or any(entry.tag != _ENTRY or len(entry) for entry in root):
        refuse(Code.MANIFEST_INVALID, "", MANIFEST)
    listed: dict[str, str] = {}
    for entry in root:
        path, media_type = entry.get(_PATH), entry.get(_TYPE)
        if path is None or media_type is None or path in listed:
            refuse(Code.MANIFEST_INVALID, path or "", MANIFEST)
        listed[path] = media_type
    if listed.pop("/", None) != ASIC_E:
        refuse(Code.MANIFEST_INVALID, "/", MANIFEST)
    return listed
