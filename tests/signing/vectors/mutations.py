"""Random changes of valid packages that know what a package is made of; the same seed makes the same change.

None of them holds a key of the signers, so none may be accepted. Two things that anybody can do without a key give
another valid container and are not tried here: packing an entry tighter, and the other of both values (r, s) and
(r, -s) that prove the same. `tests/signing/test_mutations.py` shows that both say what the signer said.
"""

import random
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from lxml import etree

from signing.containers.layout import END
from signing.keys import KeyKind
from signing.xades.vocabulary import PREFIXES
from tests.signing import forge
from tests.signing.forge import Raw, assembled, changed
from tests.signing.vectors.valid import Kind, build
from tests.signing.vectors.vector import carrying

BASES = (
    Kind(KeyKind.P256, 2, 1, 1, is_message=False),
    Kind(KeyKind.RSA_3072, 5, 65_537, 1, is_message=False),
    Kind(KeyKind.ED25519, 3, 0, 2, is_message=False),
    Kind(KeyKind.P256, 2, 1, 1, is_message=True),
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
NUMBERS = (0, 1, 2, 7, 0xFF, 0x7FFF, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
SHORT = {"version", "flags", "method", "time", "date", "made_by", "disk", "internal"}


@dataclass(frozen=True)
class Mutation:
    """A changed package: of which kind it was, by which change, and whether it went under a good seal afterwards."""

    base: Kind
    change: str
    is_carried: bool
    data: bytes


Entries = list[Raw]
Change = Callable[[random.Random, Entries], bytes]


@cache
def base(kind: Kind) -> tuple[bytes, tuple[Raw, ...]]:
    """A valid package and its entries. The keys are made once a run."""
    with tempfile.TemporaryDirectory() as folder:
        path = build(kind, Path(folder))
        return path.read_bytes(), tuple(forge.taken_apart(path))


def mutation(seed: int) -> Mutation:
    """The change of this seed; it always changes something."""
    chance = random.Random(seed)
    while True:
        kind = chance.choice(BASES)
        honest, entries = base(kind)
        name = chance.choice(list(CHANGES))
        data = CHANGES[name](chance, list(entries))
        if data == honest:
            continue
        is_carried = not kind.is_message and chance.random() < 0.2
        return Mutation(kind, name, is_carried, carrying(data) if is_carried else data)


# of the zip


def header(chance: random.Random, entries: Entries) -> bytes:
    """A number in one header of an entry, or in both."""
    entry = chance.choice(entries)
    field = chance.choice(
        [
            "version",
            "flags",
            "method",
            "time",
            "date",
            "crc",
            "packed",
            "size",
            "external",
            "offset",
            "made_by",
            "disk",
            "internal",
        ]
    )
    value = chance.choice((*NUMBERS, chance.getrandbits(16), 1 << chance.randrange(16)))
    value = value & 0xFFFF if field in SHORT else value
    where = chance.choice(("local", "central", "both"))
    in_both = field not in {"external", "offset", "made_by", "disk", "internal"}
    local = {field: value} if in_both and where != "central" else {}
    central = {field: value} if not in_both or where != "local" else {}
    return assembled(changed(entries, entry.name.decode(), local=local, central=central))


def end_record(chance: random.Random, entries: Entries) -> bytes:
    """A number of the end record."""
    whole = bytearray(assembled(entries))
    at = len(whole) - END.size + chance.randrange(4, END.size)
    whole[at] = chance.randrange(256)
    return bytes(whole)


def order(chance: random.Random, entries: Entries) -> bytes:
    """The entries in another order."""
    chance.shuffle(entries)
    return assembled(entries)


def left_out(chance: random.Random, entries: Entries) -> bytes:
    """An entry less."""
    entries.remove(chance.choice(entries))
    return assembled(entries)


def doubled(chance: random.Random, entries: Entries) -> bytes:
    """An entry twice, perhaps under another name."""
    entry = chance.choice(entries)
    name = chance.choice((entry.name, entry.name.upper(), entry.name + b"2", b"META-INF/signatures9.xml", b"more.pdf"))
    entries.insert(chance.randrange(len(entries) + 1), replace(entry, name=name))
    return assembled(entries)


def renamed(chance: random.Random, entries: Entries) -> bytes:
    """An entry under another name, or under the name of another."""
    at = chance.randrange(len(entries))
    other = chance.choice(entries).name
    name = chance.choice(
        (other, entries[at].name[::-1], b"../" + entries[at].name, entries[at].name + b" ", b"\xd0\xb0")
    )
    entries[at] = replace(entries[at], name=name)
    return assembled(entries)


def hidden(chance: random.Random, entries: Entries) -> bytes:
    """Bytes where none belong: before an entry, in an extra field, at either end."""
    at, piece = chance.randrange(len(entries)), chance.randbytes(chance.randrange(1, 40))
    where = chance.choice(("before", "extra", "central_extra", "prefix", "suffix"))
    if where in {"prefix", "suffix"}:
        return assembled(entries, **{where: piece})  # type: ignore[arg-type]  # by name
    entries[at] = replace(entries[at], **{where: piece})  # type: ignore[arg-type]  # by name
    return assembled(entries)


# of bytes


def cut(chance: random.Random, entries: Entries) -> bytes:
    """Truncated at either end."""
    whole = assembled(entries)
    at = chance.randrange(len(whole))
    return chance.choice((whole[:at], whole[at:]))


def spoiled(chance: random.Random, entries: Entries) -> bytes:
    """Bytes flipped, cut out, doubled, or written over, anywhere."""
    return spoiled_bytes(chance, assembled(entries))


def spoiled_bytes(chance: random.Random, data: bytes) -> bytes:
    """The same for any bytes."""
    if not data:
        return chance.randbytes(3)
    begin = chance.randrange(len(data))
    end = min(len(data), begin + chance.choice((1, 1, 1, 2, 8, 64)))
    piece = data[begin:end]
    bit = bytes([piece[0] ^ 1 << chance.randrange(8)]) + piece[1:]
    return (
        data[:begin] + chance.choice((bit, b"", piece * 2, chance.randbytes(len(piece)), piece.swapcase())) + data[end:]
    )


def spliced(chance: random.Random, entries: Entries) -> bytes:
    """The beginning of one package and the end of another."""
    one, other = assembled(entries), base(chance.choice(BASES))[0]
    return one[: chance.randrange(len(one))] + other[chance.randrange(len(other)) :]


def exchanged(chance: random.Random, entries: Entries) -> bytes:
    """The content of an entry is that of another, of this package or of one by the same hands."""
    at = chance.randrange(len(entries))
    other = chance.choice((entries, list(base(chance.choice(BASES))[1])))
    entries[at] = replace(entries[at], data=chance.choice(other).data)
    return assembled(entries)


def content(chance: random.Random, entries: Entries) -> bytes:
    """The bytes of an entry spoiled in a zip that is right."""
    at = chance.randrange(len(entries))
    entries[at] = replace(entries[at], data=spoiled_bytes(chance, entries[at].data))
    return assembled(entries)


# of XML


def node(chance: random.Random, entries: Entries) -> bytes:
    """An element left out, doubled, moved, wrapped, renamed, given other words or attributes."""
    return _in_xml(chance, entries, lambda root: chance.choice(NODES)(chance, root))


def written(chance: random.Random, entries: Entries) -> bytes:
    """The same XML written otherwise."""
    at = _xml_entry(chance, entries)
    entries[at] = replace(entries[at], data=chance.choice(WRITTEN)(chance, entries[at].data))
    return assembled(entries)


def base64(chance: random.Random, entries: Entries) -> bytes:
    """Letters of a value, a digest or a certificate."""

    def change(root: etree._Element) -> None:
        texts = [one for one in root.iter() if one.text and len(one.text) > 20 and not len(one)]
        if not texts:
            return
        element = chance.choice(texts)
        text = element.text or ""
        at = chance.randrange(len(text))
        last = len(text) - text.endswith("=") - text.endswith("==") - 1
        place = chance.choice((at, last))
        letter = chance.choice((*LETTERS, "\n", " ", "\u0430", ""))
        element.text = text[:place] + letter + text[place + 1 :]

    return _in_xml(chance, entries, change)


def value(chance: random.Random, entries: Entries) -> bytes:
    """The value of a signature as a number: one off, longer, shorter, with zeroes."""

    def change(root: etree._Element) -> None:
        element = root.find(".//ds:SignatureValue", PREFIXES)
        if element is None:
            return
        raw = b64decode(element.text or "")
        number = int.from_bytes(raw, "big")
        other = chance.choice((number + 1, number ^ 1 << chance.randrange(8 * len(raw)), number >> 8, number << 8, 0))
        element.text = b64encode(other.to_bytes(len(raw) + chance.choice((1, 1, 2, 8)), "big").lstrip(b"\0")).decode()

    return _in_xml(chance, entries, change)


def _xml_entry(chance: random.Random, entries: Entries) -> int:
    return chance.choice([at for at, one in enumerate(entries) if one.name.endswith(b".xml")])


def _in_xml(chance: random.Random, entries: Entries, change: Callable[[etree._Element], None]) -> bytes:
    at = _xml_entry(chance, entries)
    root = etree.fromstring(entries[at].data)
    change(root)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    entries[at] = replace(entries[at], data=data)
    return assembled(entries)


def _any(chance: random.Random, root: etree._Element) -> etree._Element:
    return chance.choice(list(root.iter())[1:] or [root])


def _drop(chance: random.Random, root: etree._Element) -> None:
    element = _any(chance, root)
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _double(chance: random.Random, root: etree._Element) -> None:
    element = _any(chance, root)
    element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def _move(chance: random.Random, root: etree._Element) -> None:
    element, place = _any(chance, root), _any(chance, root)
    if place not in element.iter():
        place.insert(chance.randrange(len(place) + 1), element)


def _wrap(chance: random.Random, root: etree._Element) -> None:
    element = _any(chance, root)
    parent = element.getparent()
    if parent is None:
        return
    shell = etree.Element(chance.choice((element.tag, parent.tag, "{http://www.w3.org/2000/09/xmldsig#}Object")))
    parent.replace(element, shell)
    shell.append(element)


def _rename(chance: random.Random, root: etree._Element) -> None:
    _any(chance, root).tag = _any(chance, root).tag


def _attribute(chance: random.Random, root: etree._Element) -> None:
    element, other = _any(chance, root), _any(chance, root)
    names = sorted({*element.attrib, *other.attrib, "Id", "ID"}, key=str)
    name = chance.choice(names)
    if name in element.attrib and chance.random() < 0.3:
        del element.attrib[name]
    else:
        element.set(name, chance.choice((str(other.get(name, "")), "", "#S0", "S0", " S0", "text.pdf", "urn:a")))


def _words(chance: random.Random, root: etree._Element) -> None:
    element = _any(chance, root)
    words = chance.choice((" ", "\n", "x", "", (element.text or "") + " ", " " + (element.text or "")))
    if chance.random() < 0.5:
        element.text = words
    else:
        element.tail = words


NODES = (_drop, _double, _move, _wrap, _rename, _attribute, _words)


def _quotes(_chance: random.Random, xml: bytes) -> bytes:
    return xml.replace(b"version='1.0' encoding='UTF-8'", b'version="1.0" encoding="UTF-8"')


def _letter(chance: random.Random, xml: bytes) -> bytes:
    """A letter of a value as a reference."""
    places = [at for at in range(1, len(xml)) if xml[at - 1 : at] in b'">' and xml[at : at + 1].isalnum()]
    at = chance.choice(places)
    return xml[:at] + f"&#{xml[at]};".encode() + xml[at + 1 :]


def _space(chance: random.Random, xml: bytes) -> bytes:
    """White space in a tag or after one."""
    at = chance.choice([at for at, sign in enumerate(xml) if sign in b"> "])
    return xml[:at] + chance.choice((b" ", b"\n", b"\t")) + xml[at:]


def _prefix(chance: random.Random, xml: bytes) -> bytes:
    """A name of a vocabulary declared once more."""
    at = chance.choice([at for at in range(60, len(xml)) if xml[at : at + 1] == b">" and xml[at - 1 : at] not in b"/?"])
    declared = (b' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', b' xmlns:z="urn:z"', b' xmlns="urn:z"')
    return xml[:at] + chance.choice(declared) + xml[at:]


def _empty(chance: random.Random, xml: bytes) -> bytes:
    """An empty element in two tags, or a comment, or raw text."""
    at = chance.choice([at for at, sign in enumerate(xml) if sign == ord("<") and at > 60] or [0])
    return xml[:at] + chance.choice((b"<!---->", b"<![CDATA[]]>", b"<?a?>")) + xml[at:]


def _encoded(chance: random.Random, xml: bytes) -> bytes:
    name = chance.choice(("utf-16", "utf-8-sig", "utf-16-le", "utf-32"))
    return xml.decode().replace("UTF-8", "UTF-8" if "8" in name else "UTF-16").encode(name)


def _canonical(_chance: random.Random, xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n")


def _pretty(_chance: random.Random, xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _attributes(chance: random.Random, xml: bytes) -> bytes:
    """The attributes of an element in another order."""
    root = etree.fromstring(xml)
    several = [one for one in root.iter() if len(one.attrib) > 1]
    if several:
        element = chance.choice(several)
        pairs = list(element.attrib.items())
        element.attrib.clear()
        for name, said in reversed(pairs):
            element.set(name, said)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


WRITTEN = (_quotes, _letter, _space, _prefix, _empty, _encoded, _canonical, _pretty, _attributes)

CHANGES: dict[str, Change] = {
    one.__name__: one
    for one in (
        header,
        end_record,
        order,
        left_out,
        doubled,
        renamed,
        hidden,
        cut,
        spoiled,
        spliced,
        exchanged,
        content,
        node,
        written,
        base64,
        value,
    )
}
