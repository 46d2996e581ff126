"""The few shapes of DER (X.690) that are written by hand here; reading it is left to libraries."""

from datetime import UTC, datetime

from cryptography import x509

INTEGER, OCTETS, NULL, OBJECT, TIME = 0x02, 0x04, 0x05, 0x06, 0x18
SEQUENCE, SET = 0x30, 0x31


def element(tag: int, *contents: bytes) -> bytes:
    """An element of this tag around its contents."""
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(digits))) + digits + content


def sequence(*contents: bytes) -> bytes:
    """A SEQUENCE."""
    return element(SEQUENCE, *contents)


def set_of(*members: bytes) -> bytes:
    """A SET OF, its members in the order that DER wants."""
    return element(SET, *sorted(members))


def integer(number: int) -> bytes:
    """A non-negative INTEGER."""
    return element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    """An OCTET STRING."""
    return element(OCTETS, content)


def identifier(oid: x509.ObjectIdentifier) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in oid.dotted_string.split("."))
    return element(OBJECT, *(_base128(arc) for arc in (40 * first + second, *rest)))


def moment(at: datetime) -> bytes:
    """A GeneralizedTime to the second."""
    return element(TIME, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(0x80 | number & 0x7F)
    return bytes(reversed(digits))
