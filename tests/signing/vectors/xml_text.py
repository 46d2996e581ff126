"""XML that is not plain, in each of the four places where a package has XML; cards are signed anew over it."""

from collections.abc import Callable, Iterator

from signing.limits import Limits
from signing.messages import Message
from signing.passports import Passport
from tests.signing.forge import SIGNATURE_FILE, assembled, changed, data_of
from tests.signing.vectors.vector import (
    MANIFEST,
    Entries,
    Vector,
    of_document,
    of_message,
    sealed_over,
    signed_over,
)

Spoil = Callable[[bytes], bytes]
LIMITS = Limits()


def before_root(piece: bytes) -> Spoil:
    """Something between the declaration and the root."""

    def spoil(xml: bytes) -> bytes:
        declaration, rest = xml.split(b"?>", 1)
        return declaration + b"?>" + piece + rest

    return spoil


def in_root(piece: bytes) -> Spoil:
    """Something at the end of the root."""

    def spoil(xml: bytes) -> bytes:
        at = xml.rindex(b"</")
        return xml[:at] + piece + xml[at:]

    return spoil


def declared(encoding: str, written: str = "") -> Spoil:
    """Said to be in an encoding, and written in it."""

    def spoil(xml: bytes) -> bytes:
        text = xml.decode().replace("UTF-8", encoding)
        return text.encode(written or encoding, errors="xmlcharrefreplace")

    return spoil


BOMB = b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
TRICKS: dict[str, tuple[str, Spoil]] = {
    "a DOCTYPE": ("DOCTYPE", before_root(b"<!DOCTYPE a>")),
    "a DOCTYPE of another system": ("DOCTYPE", before_root(b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd">')),
    "entities that multiply": ("DOCTYPE", before_root(BOMB)),
    "an entity of a file": ("DOCTYPE", before_root(b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>')),
    "a parameter entity": ("DOCTYPE", before_root(b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>')),
    "attributes by default": ("DOCTYPE", before_root(b'<!DOCTYPE a [<!ATTLIST a Id ID "S0">]>')),
    "a style sheet": ("PROCESSING_INSTRUCTION", before_root(b'<?xml-stylesheet href="x.xsl"?>')),
    "an instruction": ("PROCESSING_INSTRUCTION", in_root(b"<?php exit ?>")),
    "an instruction after the root": ("PROCESSING_INSTRUCTION", lambda xml: xml + b"<?a b?>"),
    "a comment before the root": ("COMMENT", before_root(b"<!-- a -->")),
    "a comment": ("COMMENT", in_root(b"<!-- a -->")),
    "windows-1251": ("ENCODING", declared("windows-1251")),
    "Latin": ("ENCODING", declared("iso-8859-1")),
    "UTF-7": ("ENCODING", declared("UTF-7", "utf-8")),
    "US-ASCII": ("ENCODING", declared("us-ascii")),
    "UTF-32": ("ENCODING", declared("UTF-32")),
    "another encoding than said": ("NOT_WELL_FORMED", declared("UTF-16", "utf-8")),
    "65 levels": ("TOO_DEEP", in_root(b"<a>" * 65 + b"</a>" * 65)),
    "100 000 levels": ("TOO_DEEP", in_root(b"<a>" * 100_000 + b"</a>" * 100_000)),
    "100 000 elements": ("XML_TOO_LARGE", in_root(b"<a/>" * 100_000)),
    "10 000 attributes": ("XML_TOO_LARGE", in_root(b"<a %s/>" % b" ".join(b'a%d=""' % n for n in range(10_000)))),
    "10 000 prefixes": ("XML_TOO_LARGE", in_root(b"<a %s/>" % b" ".join(b'xmlns:a%d="b"' % n for n in range(10_000)))),
    "more than allowed": ("XML_TOO_LARGE", in_root(b" " * LIMITS.xml_size)),
    "an element that is not closed": ("NOT_WELL_FORMED", in_root(b"<a>")),
    "an unknown entity": ("NOT_WELL_FORMED", in_root(b"&b;")),
    "an unknown prefix": ("NOT_WELL_FORMED", in_root(b"<unknown:a/>")),
    "an attribute twice": ("NOT_WELL_FORMED", in_root(b'<a b="1" b="2"/>')),
    "bytes that are no UTF-8": ("NOT_WELL_FORMED", in_root(b"\xff\xfe")),
    "a letter in too many bytes": ("NOT_WELL_FORMED", in_root(b"\xc0\xbc")),
    "a zero byte": ("NOT_WELL_FORMED", in_root(b"\0")),
    "a zero letter": ("NOT_WELL_FORMED", in_root(b"&#0;")),
    "a second root": ("NOT_WELL_FORMED", lambda xml: xml + b"<a/>"),
    "half of it": ("NOT_WELL_FORMED", lambda xml: xml[: len(xml) // 2]),
    "nothing": ("NOT_WELL_FORMED", lambda _xml: b""),
    "XML 1.1": ("NOT_WELL_FORMED", lambda xml: xml.replace(b"1.0", b"1.1", 1)),
}


def vectors() -> Iterator[Vector]:
    """Each trick in each place."""
    for trick, (code, spoil) in TRICKS.items():
        yield of_document(f"{trick} in the manifest", code, _in(MANIFEST, spoil))
        yield of_document(f"{trick} in the signature", code, _in(SIGNATURE_FILE, spoil))
        yield of_document(f"{trick} in the passport", code, _in_passport(spoil))
        yield of_message(f"{trick} in the message", code, _in_message(spoil))


def _in(name: str, spoil: Spoil) -> Callable[[Entries], bytes]:
    return lambda entries: assembled(changed(entries, name, data=spoil(data_of(entries, name))))


def _in_passport(spoil: Spoil) -> Callable[[Entries], bytes]:
    return lambda entries: signed_over(entries, {Passport.FILE: spoil(data_of(entries, Passport.FILE))})


def _in_message(spoil: Spoil) -> Callable[[Entries], bytes]:
    return lambda entries: sealed_over(entries, spoil(data_of(entries, Message.FILE)))
