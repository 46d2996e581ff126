"""All vectors under one name each."""

from collections.abc import Iterator
from functools import partial

from signing.findings import Code
from tests.signing.vectors import cards, certificates, names, signature_bytes, signature_form, xml_text, zip_bytes
from tests.signing.vectors.vector import Vector, carrying

_ROOMS = (zip_bytes, names, xml_text, signature_form, signature_bytes, certificates, cards)
_LARGE = 1024 * 1024


def _all() -> dict[str, Vector]:
    found: dict[str, Vector] = {}
    for room in _ROOMS:
        for vector in room.vectors():
            assert vector.name not in found, vector.name
            assert vector.code in Code.__members__, vector
            found[vector.name] = vector
    return found


VECTORS = _all()


def carried() -> Iterator[Vector]:
    """Bad documents under a good seal: the message is proven, its document is refused with the same code."""
    for vector in VECTORS.values():
        body = vector.build()
        if b"message.xml" not in body and len(body) < _LARGE:
            yield Vector(f"{vector.name}, under a good seal", vector.code, partial(carrying, body))
