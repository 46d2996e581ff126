"""Encrypted PKCS#8 (RFC 5958) with scrypt (RFC 7914): `cryptography` writes key files with 2048 rounds of PBKDF2 only.

It and openssl read what is written here.
"""

import os
import textwrap
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

# With the full cost, what OWASP advises for 16 MiB: as much memory as openssl spends on a key file.
FULL_COST, _R, _P = 2**14, 8, 5
_KEY_BYTES, _BLOCK_BYTES, _SALT_BYTES = 32, 16, 16

_INTEGER, _OCTETS, _OBJECT, _SEQUENCE = 0x02, 0x04, 0x06, 0x30
_PBES2 = bytes.fromhex("2a864886f70d01050d")
_SCRYPT = bytes.fromhex("2b06010401da47040b")
_AES_256_CBC = bytes.fromhex("60864801650304012a")


def encrypted_pem(plain: bytes, passphrase: str, cost: int) -> bytes:
    """A key in the DER of PKCS#8 as PEM, encrypted with AES-256 under a key that scrypt makes of the passphrase.

    ``cost`` is a power of two; the file tells it to whoever opens it.
    """
    salt, vector = os.urandom(_SALT_BYTES), os.urandom(_BLOCK_BYTES)
    derived = Scrypt(salt=salt, length=_KEY_BYTES, n=cost, r=_R, p=_P).derive(passphrase.encode())
    padder = PKCS7(_BLOCK_BYTES * 8).padder()
    encryptor = Cipher(algorithms.AES256(derived), modes.CBC(vector)).encryptor()
    secret = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()

    costs = b"".join(_integer(number) for number in (cost, _R, _P, _KEY_BYTES))
    derivation = _der(_SEQUENCE, _der(_OBJECT, _SCRYPT) + _der(_SEQUENCE, _der(_OCTETS, salt) + costs))
    cipher = _der(_SEQUENCE, _der(_OBJECT, _AES_256_CBC) + _der(_OCTETS, vector))
    scheme = _der(_SEQUENCE, _der(_OBJECT, _PBES2) + _der(_SEQUENCE, derivation + cipher))
    return _pem(_der(_SEQUENCE, scheme + _der(_OCTETS, secret)))


def _integer(number: int) -> bytes:
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(digits))) + digits + content


def _pem(der: bytes) -> bytes:
    label = "ENCRYPTED PRIVATE KEY"
    lines = "\n".join(textwrap.wrap(b64encode(der).decode("ascii"), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode("ascii")
