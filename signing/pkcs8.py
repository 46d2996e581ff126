"""Encrypted PKCS#8 (RFC 5958) with scrypt (RFC 7914): `cryptography` writes key files with 2048 rounds of PBKDF2 only.

It and openssl read what is written here.
"""

import os
import textwrap
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.x509 import ObjectIdentifier

from signing.der import identifier, integer, octets, sequence

# With the full cost, what OWASP advises for 16 MiB: as much memory as openssl spends on a key file.
FULL_COST, _R, _P = 2**14, 8, 5
_KEY_BYTES, _BLOCK_BYTES, _SALT_BYTES = 32, 16, 16

_PBES2 = ObjectIdentifier("1.2.840.113549.1.5.13")
_SCRYPT = ObjectIdentifier("1.3.6.1.4.1.11591.4.11")
_AES_256_CBC = ObjectIdentifier("2.16.840.1.101.3.4.1.42")


def encrypted_pem(plain: bytes, passphrase: str, cost: int) -> bytes:
    """A key in the DER of PKCS#8 as PEM, encrypted with AES-256 under a key that scrypt makes of the passphrase.

    ``cost`` is a power of two; the file tells it to whoever opens it.
    """
    salt, vector = os.urandom(_SALT_BYTES), os.urandom(_BLOCK_BYTES)
    derived = Scrypt(salt=salt, length=_KEY_BYTES, n=cost, r=_R, p=_P).derive(passphrase.encode())
    padder = PKCS7(_BLOCK_BYTES * 8).padder()
    encryptor = Cipher(algorithms.AES256(derived), modes.CBC(vector)).encryptor()
    secret = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()

    costs = [integer(number) for number in (cost, _R, _P, _KEY_BYTES)]
    derivation = sequence(identifier(_SCRYPT), sequence(octets(salt), *costs))
    cipher = sequence(identifier(_AES_256_CBC), octets(vector))
    scheme = sequence(identifier(_PBES2), sequence(derivation, cipher))
    return _pem(sequence(scheme, octets(secret)))


def _pem(der: bytes) -> bytes:
    label = "ENCRYPTED PRIVATE KEY"
    lines = "\n".join(textwrap.wrap(b64encode(der).decode("ascii"), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode("ascii")
