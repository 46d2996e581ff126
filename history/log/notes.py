"""Checkpoints as signed notes: C2SP ``signed-note``, ``tlog-checkpoint`` and ``tlog-cosignature``.

For the program itself: the stand-alone verifier has code of its own. Whoever signs gives a callable; no key is ever
seen here.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Sign = Callable[[bytes], bytes]
LARGEST_NOTE = 1_000_000

_ED25519, _COSIGNATURE, _OWN = b"\x01", b"\x04", b"\xff"
_SEAL = _OWN + b"mezhved-seal-v1"
_KEY_ID_BYTES, _TIME_BYTES, _ED25519_BYTES = 4, 8, 64
_NAME = re.compile(r"[^\s+\x00-\x20\x7f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class NoteError(ValueError):
    """A note is not written as it must be, or a signature that was asked for is not there or not right."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: its origin, how many leaves, their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> bytes:
        """What is signed: three lines, with the last line feed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read the three lines, which must be exactly those that :attr:`text` would write.

        Raises:
            NoteError: they are not.
        """
        try:
            origin, size, root, rest = text.decode().split("\n")
        except ValueError as error:
            raise NoteError("a checkpoint has three lines") from error
        if rest or not _NAME.fullmatch(origin) or not _SIZE.fullmatch(size):
            raise NoteError("a checkpoint is an origin, a size and a root")
        found = cls(origin, int(size), _bytes_of(root))
        if len(found.root) != sha256().digest_size:
            raise NoteError("a root has 32 bytes")
        return found


@dataclass(frozen=True)
class Signature:
    """A line below the text of a note: who signed, with which key, and the signature."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """As it is written, with its line feed."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line without its line feed.

        Raises:
            NoteError: it is none.
        """
        match line.split(" "):
            case ["—", name, written] if _NAME.fullmatch(name):
                found = _bytes_of(written)
            case _:
                raise NoteError("a line of a signature is a dash, a name and base64")
        if len(found) <= _KEY_ID_BYTES:
            raise NoteError("a signature is empty")
        return cls(name, found[:_KEY_ID_BYTES], found[_KEY_ID_BYTES:])


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint and the signatures under it. Having one says nothing of their being right."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def note(self) -> bytes:
        """As it is kept, sent and exported."""
        return self.checkpoint.text + ("\n" + "".join(signature.line for signature in self.signatures)).encode()

    @classmethod
    def parse(cls, note: bytes) -> Self:
        """Read a note strictly: what :attr:`note` writes again is what was read.

        Raises:
            NoteError: it is not a signed checkpoint.
        """
        if len(note) > LARGEST_NOTE:
            raise NoteError("the note is too large")
        text, separator, below = note.partition(b"\n\n")
        try:
            lines = below.decode().split("\n")
        except UnicodeDecodeError as error:
            raise NoteError("the note is no UTF-8") from error
        if not separator or len(lines) < 2 or lines.pop():  # a line, and nothing behind its line feed
            raise NoteError("the note is not signed, or its last line is not whole")
        return cls(Checkpoint.parse(text + b"\n"), tuple(Signature.parse(line) for line in lines))

    def with_signature(self, signature: Signature) -> "SignedCheckpoint":
        """The same with one signature more; once only where it is there already."""
        if signature in self.signatures:
            return self
        return replace(self, signatures=(*self.signatures, signature))


def log_key_id(name: str, public_key: bytes) -> bytes:
    """The 4 bytes that say which Ed25519 key of a log signed (C2SP ``signed-note``)."""
    return _key_id(name, _ED25519 + public_key)


def witness_key_id(name: str, public_key: bytes) -> bytes:
    """The 4 bytes that say which Ed25519 key of a witness signed (C2SP ``tlog-cosignature``)."""
    return _key_id(name, _COSIGNATURE + public_key)


def seal_key_id(name: str, certificate: bytes) -> bytes:
    """The 4 bytes that say which seal signed; ``certificate`` is in DER. A kind of signature of our own."""
    return _key_id(name, _SEAL + sha256(certificate).digest())


def seal_name(origin: str, exchange_id: str) -> str:
    """The name that stands before the signature of an agency's seal."""
    return f"{origin}/seal/{exchange_id}"


def sign_as_log(checkpoint: Checkpoint, public_key: bytes, sign: Sign) -> Signature:
    """The log signs its head; ``sign`` is Ed25519 over what it is given.

    Raises:
        NoteError: the signature is not one of 64 bytes.
    """
    value = _of_length(sign(checkpoint.text))
    return Signature(checkpoint.origin, log_key_id(checkpoint.origin, public_key), value)


def sign_as_seal(checkpoint: Checkpoint, exchange_id: str, certificate: x509.Certificate, sign: Sign) -> Signature:
    """An agency's seal signs; ``sign`` is ECDSA with SHA-256 as r‖s, RSA PKCS #1 v1.5 with SHA-256, or Ed25519."""
    name = seal_name(checkpoint.origin, exchange_id)
    return Signature(name, seal_key_id(name, certificate.public_bytes(Encoding.DER)), sign(checkpoint.text))


def cosign(checkpoint: Checkpoint, witness: str, public_key: bytes, seconds: int, sign: Sign) -> Signature:
    """A witness says that it saw this head, at a Unix time, and that it extends all heads that it saw before.

    Checking that it does (:func:`history.log.merkle.check_consistency`) is the caller's part.

    Raises:
        NoteError: the signature is not one of 64 bytes, or the time is not one.
    """
    if not 0 < seconds < 2**63:
        raise NoteError("a time in seconds is above 0")
    value = _of_length(sign(_seen(checkpoint, seconds)))
    return Signature(witness, witness_key_id(witness, public_key), seconds.to_bytes(_TIME_BYTES, "big") + value)


def verify_log(signed: SignedCheckpoint, public_key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint, since the log's own key signed it.

    Raises:
        NoteError: it did not.
    """
    origin = signed.checkpoint.origin
    for signature in _by(signed, origin, log_key_id(origin, public_key.public_bytes_raw())):
        _check_ed25519(public_key, signature.value, signed.checkpoint.text)
    return signed.checkpoint


def verify_seal(signed: SignedCheckpoint, exchange_id: str, certificate: x509.Certificate) -> Checkpoint:
    """The checkpoint, since the seal of that agency signed it. Whether the certificate is trusted is not asked.

    Raises:
        NoteError: it did not.
    """
    name = seal_name(signed.checkpoint.origin, exchange_id)
    for signature in _by(signed, name, seal_key_id(name, certificate.public_bytes(Encoding.DER))):
        try:
            _check_seal(certificate, signature.value, signed.checkpoint.text)
        except InvalidSignature as error:
            raise NoteError("the seal did not sign this") from error
    return signed.checkpoint


def verify_cosignature(signed: SignedCheckpoint, witness: str, public_key: Ed25519PublicKey) -> int:
    """The latest Unix time at which that witness says that it saw this head.

    Raises:
        NoteError: it says no such thing, or one of its signatures is not right.
    """
    times = []
    for signature in _by(signed, witness, witness_key_id(witness, public_key.public_bytes_raw())):
        seconds = int.from_bytes(signature.value[:_TIME_BYTES], "big")
        _check_ed25519(public_key, signature.value[_TIME_BYTES:], _seen(signed.checkpoint, seconds))
        times.append(seconds)
    return max(times)


def public_key_pem(public_key: Ed25519PublicKey) -> bytes:
    """As the export keeps it, SPKI in PEM."""
    return public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _key_id(name: str, key: bytes) -> bytes:
    if not _NAME.fullmatch(name):
        raise NoteError(f"a name has no spaces and no plus sign: {name!r}")
    return sha256(name.encode() + b"\n" + key).digest()[:_KEY_ID_BYTES]


def _by(signed: SignedCheckpoint, name: str, key_id: bytes) -> list[Signature]:
    """The signatures by one key; at least one."""
    found = [one for one in signed.signatures if (one.name, one.key_id) == (name, key_id)]
    if not found:
        raise NoteError(f"{name} did not sign this with that key")
    return found


def _seen(checkpoint: Checkpoint, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n".encode() + checkpoint.text


def _of_length(value: bytes) -> bytes:
    if len(value) != _ED25519_BYTES:
        raise NoteError("a signature of Ed25519 has 64 bytes")
    return value


def _check_ed25519(public_key: Ed25519PublicKey, value: bytes, text: bytes) -> None:
    try:
        public_key.verify(value, text)
    except InvalidSignature as error:
        raise NoteError("the key did not sign this") from error


def _check_seal(certificate: x509.Certificate, value: bytes, text: bytes) -> None:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        length = (key.key_size + 7) // 8
        if len(value) != 2 * length:
            raise NoteError("a signature of ECDSA is r and s, each as long as the order of the curve")
        r, s = (int.from_bytes(part, "big") for part in (value[:length], value[length:]))
        key.verify(encode_dss_signature(r, s), text, ec.ECDSA(SHA256()))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(value, text, padding.PKCS1v15(), SHA256())
    elif isinstance(key, Ed25519PublicKey):
        key.verify(value, text)
    else:
        raise NoteError("a seal has a key of ECDSA, RSA or Ed25519")


def _bytes_of(written: str) -> bytes:
    """Base64 as RFC 4648 writes it, and no other form of the same bytes."""
    try:
        found = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("no base64") from error
    if base64.b64encode(found).decode() != written:
        raise NoteError("no base64 in its one form")
    return found
