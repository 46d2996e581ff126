"""The key of the log: heads of the Merkle tree are signed with it, and by the seals of the agencies.

`history` knows none of this: it is told of this module by the setting ``LOG_SIGNER``.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from agencies.models import Agency
from signing.keeper import LOG_PREFIX, passphrase_in
from signing.keys import KeyKind, KeyMissing, key_path, make_key, save_key
from signing.models import Certificate
from signing.selectors import seal_of
from signing.signers import sign_unrecorded


@dataclass(frozen=True)
class Seal:
    """The seal of an agency, as the log uses it."""

    exchange_id: str
    certificate: x509.Certificate
    key_id: str

    def sign(self, text: bytes) -> bytes:
        """The raw signature of the text."""
        return sign_unrecorded(self.key_id, text)


@dataclass(frozen=True)
class LogSigner:
    """Signs heads of the log."""

    key_id: str
    public_key: bytes

    def sign(self, text: bytes) -> bytes:
        """The Ed25519 signature of the text."""
        return sign_unrecorded(self.key_id, text)

    def seals(self) -> Sequence[Seal]:
        """The seals in force of all agencies of the installation."""
        found = []
        for agency in Agency.objects.order_by("id"):
            row = seal_of(agency)
            if row is not None:
                certificate = x509.load_pem_x509_certificate(row.pem.encode())
                found.append(Seal(agency.exchange_id, certificate, row.key_id))
        return found

    def seal_certificates(self) -> Sequence[bytes]:
        """The certificates, in PEM, of all seals that the installation has had."""
        return [row.pem.encode() for row in Certificate.objects.filter(kind=Certificate.Kind.SEAL).order_by("id")]


def make_log_key() -> None:
    """Make the key of the log, unless it is there already. Its public half lies beside the log."""
    place = _place()
    if place.exists():
        return
    key = make_key(KeyKind.ED25519)
    assert isinstance(key, Ed25519PrivateKey)
    key_id = LOG_PREFIX + secrets.token_hex(8)
    passphrase = passphrase_in(Path(settings.SEAL_PASSPHRASE_FILE))
    save_key(key, key_path(Path(settings.KEYS_DIR), key_id), passphrase, settings.KEY_FILE_COST)
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {"key": key_id, "public": key.public_key().public_bytes_raw().hex()}
    place.write_text(json.dumps(told) + "\n", encoding="utf-8")


def log_signer() -> LogSigner:
    """The signer of this installation's log.

    Raises:
        KeyMissing: no key was made for it.
    """
    try:
        told = json.loads(_place().read_text(encoding="utf-8"))
    except OSError as error:
        raise KeyMissing("the log has no key") from error
    return LogSigner(told["key"], bytes.fromhex(told["public"]))


def _place() -> Path:
    return Path(settings.LOG_DIR) / "key.json"
