"""The one way in which a container is written. What differs from it means the same and is refused for that alone.

An entry may be compressed: how much depends on the program that does it, so this is the one freedom left.
"""

from collections.abc import Mapping, Sequence

from signing.containers.layout import (
    EARLIEST,
    MADE_BY,
    MANIFEST,
    META,
    MIMETYPE,
    REGULAR_FILE,
    SIGNATURES,
    VERSION,
    CentralHeader,
)
from signing.containers.manifest import manifest_xml


def deviation(
    found: Sequence[tuple[str, CentralHeader]], manifest: bytes, listed: Mapping[str, str]
) -> tuple[str, str] | None:
    """What is written otherwise, and in which entry; None when every byte is as our format writes it.

    ``found`` are the entries in their order with their headers, which agree with those before their contents.
    """
    for name, header in found:
        says = (header.made_by, header.version, header.flags, header.time, header.date, header.external)
        if says != (MADE_BY, VERSION, 0, 0, EARLIEST, REGULAR_FILE):
            return "zip", name
    names = [name for name, _header in found]
    files = [name for name in names if name != MIMETYPE and not name.startswith(META)]
    signatures = sum(1 for name in names if SIGNATURES.fullmatch(name))
    if names != [MIMETYPE, *files, MANIFEST, *(f"{META}signatures{number}.xml" for number in range(signatures))]:
        return "order", ""
    if list(listed) != files or manifest_xml(listed.items()) != manifest:
        return "manifest", MANIFEST
    return None
