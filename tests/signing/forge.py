"""Containers as no honest program writes them: zips put together byte by byte, signatures changed and signed anew."""

import hashlib
import struct
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
from lxml import etree

from signing.containers.layout import (
    CENTRAL,
    CENTRAL_MARK,
    END,
    END_MARK,
    LOCAL,
    LOCAL_MARK,
    CentralHeader,
    LocalHeader,
)
from signing.keys import Signer
from signing.xades.vocabulary import PREFIXES, canonical

STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
SIGNATURE_FILE = "META-INF/signatures0.xml"


@dataclass(frozen=True)
class Raw:
    """An entry of a zip with whatever headers one likes."""

    name: bytes
    data: bytes
    method: int = STORED
    local: dict[str, Any] = field(default_factory=dict)
    central: dict[str, Any] = field(default_factory=dict)
    extra: bytes = b""
    central_extra: bytes = b""
    before: bytes = b""

    @property
    def packed(self) -> bytes:
        """The data as it lies in the zip."""
        if self.method != DEFLATED:
            return self.data
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        return squeeze.compress(self.data) + squeeze.flush()


def taken_apart(path: Path) -> list[Raw]:
    """The entries of an honest container."""
    with zipfile.ZipFile(path) as whole:
        return [Raw(one.filename.encode(), whole.read(one), one.compress_type) for one in whole.infolist()]


def assembled(
    entries: list[Raw], *, prefix: bytes = b"", suffix: bytes = b"", end: dict[str, Any] | None = None
) -> bytes:
    """A zip of these entries, in this order."""
    body, directory = bytearray(prefix), bytearray()
    for entry in entries:
        body += entry.before
        packed, crc = entry.packed, zlib.crc32(entry.data)
        common = (20, 0, entry.method, 0, 33, crc, len(packed), len(entry.data), len(entry.name))
        local = LocalHeader(LOCAL_MARK, *common, len(entry.extra))._replace(**entry.local)
        central = CentralHeader(
            CENTRAL_MARK, 788, *common, len(entry.central_extra), 0, 0, 0, 0o100644 << 16, len(body) - len(prefix)
        )._replace(**entry.central)
        local_name = entry.name.swapcase() if entry.local.get("mark") == b"NAME" else entry.name
        local = local._replace(mark=LOCAL_MARK) if entry.local.get("mark") == b"NAME" else local
        body += LOCAL.pack(*local) + local_name + entry.extra + packed
        directory += CENTRAL.pack(*central) + entry.name + entry.central_extra
    record = (END_MARK, 0, 0, len(entries), len(entries), len(directory), len(body) - len(prefix), 0)
    values = dict(zip(("mark", "disk", "dd", "here", "entries", "size", "offset", "comment"), record, strict=True))
    return bytes(body + directory + END.pack(*(values | (end or {})).values()) + suffix)


def changed(entries: list[Raw], name: str, /, **changes: Any) -> list[Raw]:
    """The same entries, one of them otherwise."""
    return [replace(one, **changes) if one.name == name.encode() else one for one in entries]


def without(entries: list[Raw], name: str) -> list[Raw]:
    """The same entries, one of them left out."""
    return [one for one in entries if one.name != name.encode()]


def data_of(entries: list[Raw], name: str) -> bytes:
    """The content of an entry."""
    return next(one.data for one in entries if one.name == name.encode())


def edited(xml: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """A signature file changed without being signed anew."""
    root = etree.fromstring(xml)
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def signed_anew(xml: bytes, change: Callable[[etree._Element], None], signer: Signer) -> bytes:
    """A signature file changed by somebody who holds the key: its digests and value are right again."""
    root = etree.fromstring(xml)
    change(root)
    properties, info = one(root, "xades:SignedProperties"), one(root, "ds:SignedInfo")
    for digest in info.findall(f"ds:Reference[@URI='#{properties.get('Id')}']/ds:DigestValue", PREFIXES):
        digest.text = b64encode(hashlib.sha256(canonical(properties)).digest()).decode()
    one(root, "ds:SignatureValue").text = b64encode(signer.sign(canonical(info))).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def one(root: etree._Element, path: str) -> etree._Element:
    """The first element of this name, wherever it stands."""
    found = root.find(f".//{path}", PREFIXES)
    assert found is not None, path
    return found


def twice(path: str) -> Callable[[etree._Element], None]:
    """A change that puts a copy of an element beside it."""

    def change(root: etree._Element) -> None:
        element = one(root, path)
        copy = deepcopy(element)
        for inner in copy.iter():
            if "Id" in inner.attrib:
                inner.set("Id", f"copy-{inner.get('Id')}")
        element.addnext(copy)

    return change


def removed(path: str) -> Callable[[etree._Element], None]:
    """A change that takes an element out."""

    def change(root: etree._Element) -> None:
        element = one(root, path)
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    return change


def given(path: str, **attributes: str) -> Callable[[etree._Element], None]:
    """A change that sets attributes of an element."""

    def change(root: etree._Element) -> None:
        for name, value in attributes.items():
            one(root, path).set(name, value)

    return change


def flipped(data: bytes, at: int) -> bytes:
    """The data with one byte otherwise."""
    return data[:at] + struct.pack("B", data[at] ^ 0x01) + data[at + 1 :]


def plain_pkcs8() -> tuple[PrivateFormat, NoEncryption]:
    """How a key is given to a program that knows no passphrase."""
    return PrivateFormat.PKCS8, NoEncryption()
