"""Canonical JSON of entries (RFC 8785), and commitments to values that must not stand in them.

Of RFC 8785 we use objects, arrays, texts, booleans, null and whole numbers below 2**53 in size, for which the order
of keys is all that JSON as Python writes it may have wrong.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from types import NoneType

LARGEST = 2**53 - 1
SALT_BYTES = 32
_PLAIN = frozenset({str, bool, NoneType})
_IN_ORDER_OF_POINTS = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_QUOTED = json.encoder.encode_basestring
_AS_GIVEN = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=False, separators=(",", ":")
).encode


class NotCanonicalError(ValueError):
    """The value has no canonical form: a fraction, a number too large, a half of a surrogate pair, another type."""


def canonical(value: object) -> bytes:
    """The one text of a value by RFC 8785, in UTF-8.

    Equal values give equal bytes whatever the order of their keys. Subclasses (an enumeration that is a text, a safe
    string of a template) are refused, since another program would not read back what was meant.

    Raises:
        NotCanonicalError: the value, or one inside it, is none of object, array, text, whole number below 2**53 in
            size, boolean, null; a key is no text; a text holds half a surrogate pair; it is nested too deeply.
    """
    if type(value) is str:
        return _of_text(value)
    try:
        if _needs_order_of_units(value):
            return _AS_GIVEN(_by_units(value)).encode()
        return _IN_ORDER_OF_POINTS(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a text holds half a surrogate pair") from error
    except RecursionError as error:
        raise NotCanonicalError("nested too deeply") from error


def salt_for(entry_salt: bytes, path: str) -> bytes:
    """The 32 bytes that salt the value at ``path`` of an entry, as ``rows/0/values/last_name``.

    Who learns one of them learns nothing of the others, nor of the salt of the entry.

    Raises:
        ValueError: the salt of the entry is not 32 bytes.
    """
    if len(entry_salt) != SALT_BYTES:
        raise ValueError("the salt of an entry has 32 bytes")
    return hmac.digest(entry_salt, path.encode(), "sha256")


def commitment(entry_salt: bytes, path: str, value: object) -> dict[str, str]:
    """What stands in an entry at ``path`` instead of a value: ``{"c": H(salt ‖ canonical JSON)}`` in hex.

    Raises:
        NotCanonicalError: the value has no canonical form.
        ValueError: the salt of the entry is not 32 bytes.
    """
    return {"c": hashlib.sha256(salt_for(entry_salt, path) + canonical(value)).hexdigest()}


def _of_text(text: str) -> bytes:
    try:
        return _QUOTED(text).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("a text holds half a surrogate pair") from error


def _needs_order_of_units(value: object) -> bool:
    """Refuse what has no canonical form; whether a key is there that UTF-16 may sort otherwise than code points do.

    That takes a key beyond the basic plane: its first unit, a surrogate, is below U+E000.
    """
    kind = type(value)
    if kind in _PLAIN:
        return False
    found = False
    items: Iterable[object] = ()
    if isinstance(value, dict) and kind is dict:
        found, items = _has_key_beyond_the_plane(value), value.values()
    elif isinstance(value, list) and kind is list:
        items = value
    elif not isinstance(value, int) or kind is not int:
        raise NotCanonicalError(f"no value of JSON as we use it: {kind.__name__}")
    elif not -LARGEST <= value <= LARGEST:
        raise NotCanonicalError("a number is too large for every reader to keep it exactly")
    for item in items:
        if type(item) not in _PLAIN and _needs_order_of_units(item):
            found = True
    return found


def _has_key_beyond_the_plane(value: dict[object, object]) -> bool:
    found = False
    for key in value:
        if not isinstance(key, str) or type(key) is not str:
            raise NotCanonicalError(f"a key is no text: {key!r}")
        if not key.isascii() and max(key) > "\uffff":
            found = True
    return found


def _by_units(value: object) -> object:
    """The same with the keys of every object in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        ordered = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _by_units(value[key]) for key in ordered}
    if isinstance(value, list):
        return [_by_units(item) for item in value]
    return value
