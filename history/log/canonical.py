"""Canonical JSON (RFC 8785) and commitments."""

import hashlib
import hmac
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """The canonical form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def salt_for(entry_salt: bytes, path: str) -> bytes:
    """The salt of the value at this place of the entry."""
    return hmac.digest(entry_salt, path.encode(), "sha256")


def commitment(entry_salt: bytes, path: str, value: Any) -> dict[str, str]:
    """What stands in the entry instead of the value."""
    return {"c": hashlib.sha256(salt_for(entry_salt, path) + canonical(value)).hexdigest()}
