"""Private keys of authorities as `cryptography` wants them, while the key itself stays in the signer process.

Certificates, lists and answers are put together here; only their bytes go to the signer, and a signature comes back.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from signing.keys import KeyMissing, PrivateKey, PublicKey

Sign = Callable[[bytes], bytes]


def served_key(public_key: PublicKey, sign: Sign) -> PrivateKey:
    """A key that asks ``sign`` for raw signatures and does nothing else.

    Raises:
        KeyMissing: a key of a kind that the profile does not know.
    """
    match public_key:
        case ec.EllipticCurvePublicKey():
            return _ServedEllipticKey(public_key, sign)
        case rsa.RSAPublicKey():
            return _ServedRsaKey(public_key, sign)
        case ed25519.Ed25519PublicKey():
            return _ServedEd25519Key(public_key, sign)
    raise KeyMissing("a key of another kind")


class _Served:
    """What all kinds have in common: a public half, and no way to the private one."""

    def __init__(self, public_key: Any, sign: Sign) -> None:
        self._public_key, self._sign = public_key, sign

    def public_key(self) -> Any:
        return self._public_key

    @property
    def key_size(self) -> int:
        return int(self._public_key.key_size)

    def _never(self, *_args: object, **_options: object) -> NoReturn:
        raise KeyMissing("the key stays in the signer process")

    exchange = decrypt = private_numbers = private_bytes = private_bytes_raw = __copy__ = __deepcopy__ = _never


class _ServedEllipticKey(_Served, ec.EllipticCurvePrivateKey):
    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public_key.curve  # type: ignore[no-any-return]  # the public half is of this kind

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:  # one is known
        value = self._sign(bytes(data))
        half = len(value) // 2
        return encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))


class _ServedRsaKey(_Served, rsa.RSAPrivateKey):
    def sign(self, data: Any, padding: Any, algorithm: Any) -> bytes:  # the profile knows one
        return self._sign(bytes(data))


class _ServedEd25519Key(_Served, ed25519.Ed25519PrivateKey):
    def sign(self, data: Any) -> bytes:
        return self._sign(bytes(data))
