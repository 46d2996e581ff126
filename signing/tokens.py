"""Keys in a token (PKCS#11): made there, never taken out, used there. The process that keeps the keys alone opens it.

Each use is a session of its own, one at a time. A token that was away, and a library that lost its way, are found again
at the next use. A PIN that the token refused is not tried again until its file changes, so that none gets locked.
"""

import hashlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pkcs11
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.exceptions import (
    NoSuchKey,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key

from signing.keys import KeyKind, KeyMissing, PublicKey, TokenUnavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")
CURVES = {KeyKind.P256: "secp256r1", KeyKind.P384: "secp384r1"}
RSA_BITS = {KeyKind.RSA_3072: 3072}
PIN_REFUSED = (PinExpired, PinIncorrect, PinInvalid, PinLenRange, PinLocked)
# A key that signs, and cannot be read, wrapped or copied out.
_PRIVATE = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
_USES = MechanismFlag.SIGN | MechanismFlag.VERIFY


class Token:
    """One token by its label, behind a vendor's library; its PIN is in a file that the keeper's user alone can read."""

    def __init__(self, module: str, label: str, pin_file: Path) -> None:
        self._module, self._label, self._pin_file = module, label, pin_file
        self._lock = threading.Lock()
        self._refused_pin: str | None = None

    def make(self, key_id: str, kind: KeyKind) -> PublicKey:
        """Make a key in the token; its public half.

        Raises:
            ValueError: keys of this kind are not made in tokens.
            TokenUnavailable: the token, or its library, does not answer.
        """
        if kind not in CURVES and kind not in RSA_BITS:
            raise ValueError("no such key in a token")
        public = load_der_public_key(self._used(lambda session: _made(session, key_id, kind)))
        assert isinstance(public, PublicKey)
        return public

    def sign(self, key_id: str, data: bytes) -> bytes:
        """The raw signature of the data, as `signing.keys.raw_signature` gives it.

        Raises:
            KeyMissing: the token holds no such key.
            TokenUnavailable: the token, or its library, does not answer.
        """
        return self._used(lambda session: _signed(session, key_id, data))

    def _used(self, use: Callable[[Any], T]) -> T:
        with self._lock:
            try:
                return self._in_session(use)
            except PKCS11Error as error:
                logger.warning("the token %s: %s", self._label, type(error).__name__)
            try:
                pkcs11.lib(self._module).reinitialize()
                return self._in_session(use)
            except PKCS11Error as error:
                raise TokenUnavailable(f"the token does not answer: {type(error).__name__}") from None

    def _in_session(self, use: Callable[[Any], T]) -> T:
        pin = self._pin()
        try:
            token = pkcs11.lib(self._module).get_token(token_label=self._label)
            with token.open(rw=True, user_pin=pin) as session:
                return use(session)
        except NoSuchKey:
            raise KeyMissing("the token holds no such key") from None
        except PIN_REFUSED as error:
            self._refused_pin = pin
            raise TokenUnavailable(f"the token refuses the PIN: {type(error).__name__}") from None

    def _pin(self) -> str:
        try:
            pin = self._pin_file.read_text().strip()
        except OSError:
            raise TokenUnavailable("no file with the PIN of the token") from None
        if pin == self._refused_pin:
            raise TokenUnavailable("the token refused this PIN before")
        return pin


def _made(session: Any, key_id: str, kind: KeyKind) -> bytes:
    named = {"store": True, "label": key_id, "id": key_id.encode("ascii"), "capabilities": _USES}
    if kind in RSA_BITS:
        public, _private = session.generate_keypair(KeyType.RSA, RSA_BITS[kind], private_template=_PRIVATE, **named)
        return bytes(encode_rsa_public_key(public))
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters(CURVES[kind])}
    parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
    public, _private = parameters.generate_keypair(private_template=_PRIVATE, **named)
    return bytes(encode_ec_public_key(public))


def _signed(session: Any, key_id: str, data: bytes) -> bytes:
    key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=key_id)
    if key.key_type == KeyType.RSA:
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
    return bytes(key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA))
