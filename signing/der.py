"""The little of DER (ITU-T X.690) that signatures and time-stamps are made of: each value is written in one way.

Lengths are definite and minimal: what could be written in two ways is refused.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from cryptography import x509

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31
CONSTRUCTED, CONTEXT = 0x20, 0x80
_LONG_TAG = 0x1F
_LONG_LENGTH, _LENGTH_BYTES = 0x80, 4
_SEVEN_BITS = 0x7F
_LAST_SHORT_YEAR = 2049


class NotDer(ValueError):
    """The bytes are no DER of the expected form."""


@dataclass(frozen=True)
class Node:
    """One value: its tag, its content, and both as they stood."""

    tag: int
    content: bytes
    raw: bytes

    @cached_property
    def children(self) -> tuple["Node", ...]:
        """The values inside.

        Raises:
            NotDer: it holds none.
        """
        if not self.tag & CONSTRUCTED:
            raise NotDer("no list of values")
        found, at = [], 0
        while at < len(self.content):
            node, at = _read(self.content, at)
            found.append(node)
        return tuple(found)

    def expect(self, tag: int) -> "Node":
        """The value itself.

        Raises:
            NotDer: it is of another kind.
        """
        if self.tag != tag:
            raise NotDer(f"tag {self.tag:#04x} instead of {tag:#04x}")
        return self

    @property
    def oid(self) -> str:
        """The object identifier.

        Raises:
            NotDer: it is none.
        """
        data = self.expect(OID).content
        if not data or data[-1] & _LONG_LENGTH:
            raise NotDer("identifier")
        arcs, value = [], 0
        for byte in data:
            value = value << 7 | byte & _SEVEN_BITS
            if not byte & _LONG_LENGTH:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))

    @property
    def integer(self) -> int:
        """The number.

        Raises:
            NotDer: it is none.
        """
        data = self.expect(INTEGER).content
        if not data:
            raise NotDer("number")
        return int.from_bytes(data, "big", signed=True)

    @property
    def moment(self) -> datetime:
        """The time, in UTC.

        Raises:
            NotDer: it is none.
        """
        form = {UTC_TIME: "%y%m%d%H%M%SZ", GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}.get(self.tag)
        if form is None:
            raise NotDer("time")
        try:
            return datetime.strptime(self.content.decode("ascii"), form).replace(tzinfo=UTC)
        except ValueError as error:
            raise NotDer("time") from error


def parse(data: bytes) -> Node:
    """The one value that the bytes are.

    Raises:
        NotDer: they are none, or more.
    """
    node, end = _read(data, 0)
    if end != len(data):
        raise NotDer("more bytes after the end")
    return node


def _read(data: bytes, at: int) -> tuple[Node, int]:
    """The value that begins there, and where it ends."""
    if at + 2 > len(data) or data[at] & _LONG_TAG == _LONG_TAG:
        raise NotDer("no value")
    length, begin = data[at + 1], at + 2
    if length & _LONG_LENGTH:
        width = length & _SEVEN_BITS
        if not 0 < width <= _LENGTH_BYTES or begin + width > len(data):
            raise NotDer("length")
        length = int.from_bytes(data[begin : begin + width], "big")
        if length < _LONG_LENGTH or length.bit_length() <= 8 * (width - 1):
            raise NotDer("length")
        begin += width
    end = begin + length
    if end > len(data):
        raise NotDer("cut short")
    return Node(data[at], data[begin:end], data[at:end]), end


def element(tag: int, *contents: bytes) -> bytes:
    """A value of this tag around its contents."""
    content = b"".join(contents)
    if len(content) < _LONG_LENGTH:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, _LONG_LENGTH | len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    """A list of values."""
    return element(SEQUENCE, *parts)


def set_of(*members: bytes, tag: int = SET) -> bytes:
    """A set of values, in the order that DER wants."""
    return element(tag, *sorted(members))


def integer(number: int) -> bytes:
    """A number that is not negative."""
    return element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def truth(*, value: bool) -> bytes:
    """A truth value."""
    return element(BOOLEAN, b"\xff" if value else b"\x00")


def octets(content: bytes) -> bytes:
    """Bytes."""
    return element(OCTET_STRING, content)


def identifier(oid: x509.ObjectIdentifier | str) -> bytes:
    """An object identifier, as it is or dotted."""
    dotted = oid if isinstance(oid, str) else oid.dotted_string
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return element(OID, *(_base128(arc) for arc in (40 * first + second, *rest)))


def generalized_time(at: datetime) -> bytes:
    """A time to the second, with the whole year."""
    return element(GENERALIZED_TIME, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def time_of_signing(at: datetime) -> bytes:
    """A time to the second, in the form that its year asks for (RFC 5652, 11.3)."""
    at = at.astimezone(UTC)
    if at.year > _LAST_SHORT_YEAR:
        return generalized_time(at)
    return element(UTC_TIME, at.strftime("%y%m%d%H%M%SZ").encode("ascii"))


def _base128(number: int) -> bytes:
    digits = [number & _SEVEN_BITS]
    while number := number >> 7:
        digits.append(_LONG_LENGTH | number & _SEVEN_BITS)
    return bytes(reversed(digits))
