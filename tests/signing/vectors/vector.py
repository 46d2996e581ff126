"""What a vector is, and the honest packages that vectors are made of."""

import hashlib
import io
import tempfile
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from signing import xades
from signing.containers import Part, write_container
from signing.keys import Signer
from signing.limits import Limits
from signing.messages import Body, Message, ProgressBody
from signing.packages import write_message
from signing.passports import Passport
from signing.sources import BytesSource
from signing.xades.vocabulary import PREFIXES
from tests.signing import forge
from tests.signing.forge import SIGNATURE_FILE, Raw, assembled, changed, data_of, one
from tests.signing.people import (
    DOCUMENT_ID,
    NOW,
    document_body,
    message_with,
    ministry,
    passport_of,
    write_document,
    write_files,
    write_message_with_document,
)

Entries = list[Raw]
Change = Callable[[etree._Element], None]
MANIFEST = "META-INF/manifest.xml"
NOTICE = ProgressBody(DOCUMENT_ID, "executor-assigned", NOW, "Фёдоров С. И.")


@dataclass(frozen=True)
class Vector:
    """A bad package: ``code`` is the first thing that a verifier says of it."""

    name: str
    code: str
    build: Callable[[], bytes]


def of_document(name: str, code: str, build: Callable[..., bytes], *given: Any, **named: Any) -> Vector:
    """A vector made of the entries of an honest document container, with what else its builder is given."""
    return Vector(name, code, lambda: build(list(document()), *given, **named))


def of_message(name: str, code: str, build: Callable[..., bytes], *given: Any, **named: Any) -> Vector:
    """A vector made of the entries of an honest message with its document, with what else its builder is given."""
    return Vector(name, code, lambda: build(list(message()), *given, **named))


@cache
def document() -> tuple[Raw, ...]:
    """The entries of a document container that one official signed."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(forge.taken_apart(write_document(Path(folder))))


@cache
def message() -> tuple[Raw, ...]:
    """The entries of a sealed message that carries the document."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(forge.taken_apart(write_message_with_document(Path(folder))))


@cache
def passport() -> Passport:
    """The card of the document."""
    with tempfile.TemporaryDirectory() as folder:
        return passport_of(write_files(Path(folder)))


def notice(body: Body = NOTICE, seal: Signer | None = None, **changes: object) -> bytes:
    """A sealed message without a document."""
    target = io.BytesIO()
    write_message(target, message_with(body, **changes), seal=seal or ministry().seal, at=NOW)
    return target.getvalue()


def carrying(container: bytes, **changes: object) -> bytes:
    """A message under a good seal that carries these bytes as its document."""
    target = io.BytesIO()
    source = BytesSource(container)
    write_message(target, message_with(document_body(), **changes), seal=ministry().seal, at=NOW, document=source)
    return target.getvalue()


def container_of(files: Sequence[tuple[str, str, bytes]], signer: Signer) -> bytes:
    """A container of these names, media types and contents under one signature, whatever they mean."""
    target = io.BytesIO()
    covered = [xades.Covered(name, media_type, hashlib.sha256(data).digest()) for name, media_type, data in files]
    parts = [Part(name, media_type, BytesSource(data)) for name, media_type, data in files]
    write_container(target, parts, [xades.sign(covered, signer, at=NOW)], Limits())
    return target.getvalue()


def signed_over(entries: Entries, contents: Mapping[str, bytes], signer: Signer | None = None) -> bytes:
    """The container with other contents, signed anew over them by whoever signed it."""
    who = signer or ministry().official

    def change(root: etree._Element) -> None:
        for name, data in contents.items():
            digest = root.find(f".//ds:Reference[@URI='{name}']/ds:DigestValue", PREFIXES)
            if digest is not None:
                digest.text = b64encode(hashlib.sha256(data).digest()).decode()

    entries = changed(entries, SIGNATURE_FILE, data=forge.signed_anew(data_of(entries, SIGNATURE_FILE), change, who))
    for name, data in contents.items():
        entries = changed(entries, name, data=data)
    return assembled(entries)


def sealed_over(entries: Entries, card: bytes) -> bytes:
    """A message with another card under the ministry's seal."""
    return signed_over(entries, {Message.FILE: card}, ministry().seal)


def with_card(entries: Entries, **changes: object) -> bytes:
    """The document with another passport that its official signed."""
    card = replace(passport(), **changes).to_xml()  # type: ignore[arg-type]  # fields by name
    return signed_over(entries, {Passport.FILE: card})


def with_signature(entries: Entries, change: Change, signer: Signer | None = None) -> bytes:
    """The document with a changed signature file, its value right again where there is something left to sign."""
    xml = data_of(entries, SIGNATURE_FILE)
    try:
        forged = forge.signed_anew(xml, change, signer or ministry().official)
    except AssertionError:
        forged = forge.edited(xml, change)
    return with_signature_file(entries, forged)


def with_signature_file(entries: Entries, xml: bytes) -> bytes:
    """The container with this signature file."""
    return assembled(changed(entries, SIGNATURE_FILE, data=xml))


def replaced(entries: Entries, name: str, old: bytes, new: bytes) -> bytes:
    """The container with other bytes in an entry, nothing signed anew."""
    data = data_of(entries, name)
    assert old in data, old
    return assembled(changed(entries, name, data=data.replace(old, new, 1)))


def set_text(path: str, value: str) -> Change:
    """Another text in an element."""

    def change(root: etree._Element) -> None:
        one(root, path).text = value

    return change


def all_of(*changes: Change) -> Change:
    """Several changes at once."""

    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change
