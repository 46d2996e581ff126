"""Private keys: made, kept as PKCS#8 files under a passphrase, used to sign. Who may use which is decided elsewhere."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from signing.pkcs8 import FULL_COST, encrypted_pem

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

KEY_ID = re.compile(r"[a-z]{1,20}-[0-9a-f]{16,32}")
PASSPHRASE_AT_LEAST = 8


class SigningFailed(Exception):
    """A signature could not be made."""


class WrongPassphrase(SigningFailed):
    """The passphrase does not open the key."""


class TooManyAttempts(WrongPassphrase):
    """After several wrong passphrases the key rests for ``seconds``; no passphrase was tried."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"the key rests for {seconds} s")
        self.seconds = seconds


class FactorRefused(SigningFailed):
    """The second factor that guards a key does not allow it: ``code`` says why, ``until`` when one that rests may."""

    def __init__(self, code: str, until: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.until = code, until


class KeyMissing(SigningFailed):
    """There is no such key here."""


class SignerUnavailable(SigningFailed):
    """The process that keeps the keys does not answer."""


class TokenUnavailable(SignerUnavailable):
    """The token that holds the key is away, broken, or refuses its PIN; when it is back it is found by itself."""


class Algorithm(Enum):
    """Signature algorithms of our profile, by their identifiers in XML signatures (RFC 9231)."""

    RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    ED25519 = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519"


class KeyKind(Enum):
    """Kinds of keys that can be made."""

    RSA_3072 = "rsa-3072"
    P256 = "p-256"
    P384 = "p-384"
    ED25519 = "ed25519"


_MAKE: dict[KeyKind, Callable[[], PrivateKey]] = {
    KeyKind.RSA_3072: lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
    KeyKind.P256: lambda: ec.generate_private_key(ec.SECP256R1()),
    KeyKind.P384: lambda: ec.generate_private_key(ec.SECP384R1()),
    KeyKind.ED25519: ed25519.Ed25519PrivateKey.generate,
}


class Signer(Protocol):
    """Something that signs with one key: in this process, in the signer process, in a token."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""

    @property
    def algorithm(self) -> Algorithm:
        """What `sign` computes."""

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the data: r‖s of fixed length for ECDSA, not DER.

        Raises:
            SigningFailed: one of its kinds says why.
        """


@dataclass(frozen=True)
class LocalSigner:
    """Signs with a key held in this process."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def algorithm(self) -> Algorithm:
        """By the kind of the key."""
        return algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the data."""
        return raw_signature(self.key, data)


def make_key(kind: KeyKind = KeyKind.P256) -> PrivateKey:
    """A new random key."""
    return _MAKE[kind]()


def save_key(key: PrivateKey, path: Path, passphrase: str, cost: int = FULL_COST) -> None:
    """Write a new key file that only its owner can read, encrypted under the passphrase.

    Raises:
        FileExistsError: a key is never overwritten.
        ValueError: the passphrase is shorter than `PASSPHRASE_AT_LEAST`.
    """
    if len(passphrase) < PASSPHRASE_AT_LEAST:
        raise ValueError("the passphrase is too short")
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_secret(path, encrypted_pem(plain, passphrase, cost))


def load_key(path: Path, passphrase: str) -> PrivateKey:
    """Open a key file.

    Raises:
        KeyMissing: there is no readable key of an allowed kind.
        WrongPassphrase: the passphrase does not open it.
    """
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise KeyMissing("no such key") from error
    if b"BEGIN ENCRYPTED PRIVATE KEY" not in pem:
        raise KeyMissing("the key file is not encrypted PKCS#8")
    try:
        key = serialization.load_pem_private_key(pem, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise WrongPassphrase("wrong passphrase") from error
    if not isinstance(key, PrivateKey):
        raise KeyMissing("a key of another kind")
    return key


def key_path(folder: Path, key_id: str) -> Path:
    """Where a key is kept.

    Raises:
        KeyMissing: the id does not have the form of ours, so that it can name no other file.
    """
    if not KEY_ID.fullmatch(key_id):
        raise KeyMissing("no such key")
    return folder / f"{key_id}.pem"


def lock_path(folder: Path, key_id: str) -> Path:
    """Where the lock of a key in a token lies: a key of no use, which the passphrase of the real one opens.

    Raises:
        KeyMissing: as `key_path`.
    """
    return key_path(folder, key_id).with_suffix(".lock")


def write_secret(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read, in a folder that only its owner can open.

    Raises:
        FileExistsError: it is there already.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def algorithm_of(certificate: x509.Certificate) -> Algorithm:
    """The one algorithm that our profile knows for the kind of key.

    Raises:
        KeyMissing: a key of a kind that the profile does not know.
    """
    match certificate.public_key():
        case rsa.RSAPublicKey():
            return Algorithm.RSA_SHA256
        case ec.EllipticCurvePublicKey():
            return Algorithm.ECDSA_SHA256
        case ed25519.Ed25519PublicKey():
            return Algorithm.ED25519
    raise KeyMissing("a key of another kind")


def raw_signature(key: PrivateKey, data: bytes) -> bytes:
    """Sign as XML signatures want it: PKCS#1 v1.5 for RSA, r‖s for ECDSA, plain Ed25519; the digest is SHA-256."""
    match key:
        case rsa.RSAPrivateKey():
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        case ec.EllipticCurvePrivateKey():
            r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
            width = (key.curve.key_size + 7) // 8
            return r.to_bytes(width, "big") + s.to_bytes(width, "big")
        case ed25519.Ed25519PrivateKey():
            return key.sign(data)
