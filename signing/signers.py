"""Signers over kept keys: in the signer process when there is one, else in this process (commands, tests)."""

import socket
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings

from signing import wire
from signing.keeper import Keeper
from signing.keys import (
    Algorithm,
    KeyMissing,
    Signer,
    SignerUnavailable,
    TooManyAttempts,
    WrongPassphrase,
    algorithm_of,
)

PATIENCE = 20.0  # seconds

_in_process: ContextVar[bool] = ContextVar("keys_in_this_process", default=False)


@contextmanager
def in_process() -> Iterator[None]:
    """Inside the block this process opens the keys itself: for set-up, which runs before any signer process."""
    token = _in_process.set(True)
    try:
        yield
    finally:
        _in_process.reset(token)


def signer_over(certificate: x509.Certificate, key_id: str, passphrase: str | None) -> Signer:
    """The signer that this installation uses for a kept key."""
    if settings.SIGNER_SOCKET and not _in_process.get():
        return SocketSigner(certificate, key_id, settings.SIGNER_SOCKET, passphrase)
    keeper = _keeper(Path(settings.KEYS_DIR), Path(settings.SEAL_PASSPHRASE_FILE))
    return KeeperSigner(certificate, key_id, keeper, passphrase)


def sign_unrecorded(key_id: str, data: bytes) -> bytes:
    """The raw signature by a key of the installation itself, for heads of the log: they are their own record.

    Raises:
        SigningFailed: one of its kinds says why.
    """
    if settings.SIGNER_SOCKET and not _in_process.get():
        return _asked(settings.SIGNER_SOCKET, key_id, None, data)
    keeper = _keeper(Path(settings.KEYS_DIR), Path(settings.SEAL_PASSPHRASE_FILE))
    return keeper.sign(key_id, None, data)


@cache
def _keeper(folder: Path, seal_passphrase_file: Path) -> Keeper:
    return Keeper(folder, seal_passphrase_file)


@dataclass(frozen=True)
class KeeperSigner:
    """Signs in this process."""

    certificate: x509.Certificate
    key_id: str
    keeper: Keeper = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)

    @property
    def algorithm(self) -> Algorithm:
        """By the kind of the key."""
        return algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the data."""
        return self.keeper.sign(self.key_id, self.passphrase, data)


@dataclass(frozen=True)
class SocketSigner:
    """Asks the signer process. The passphrase goes through the socket and is kept nowhere."""

    certificate: x509.Certificate
    key_id: str
    socket_path: str
    passphrase: str | None = field(default=None, repr=False)

    @property
    def algorithm(self) -> Algorithm:
        """By the kind of the key."""
        return algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the data.

        Raises:
            SignerUnavailable: the process does not answer; try again later.
            WrongPassphrase, KeyMissing: as the keeper said.
        """
        return _asked(self.socket_path, self.key_id, self.passphrase, data)


def _asked(socket_path: str, key_id: str, passphrase: str | None, data: bytes) -> bytes:
    answer = _ask(socket_path, {"key": key_id, "passphrase": passphrase, "data": b64encode(data).decode("ascii")})
    if "signature" in answer:
        return b64decode(answer["signature"])
    match answer.get("error"):
        case "wrong-passphrase":
            raise WrongPassphrase("wrong passphrase")
        case "too-many-attempts":
            raise TooManyAttempts(int(answer["seconds"]))
        case "no-key":
            raise KeyMissing("no such key")
    raise SignerUnavailable("the signer process did not understand")


def _ask(socket_path: str, request: dict[str, Any]) -> dict[str, Any]:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(socket_path)
            wire.send(connection, request)
            return wire.receive(connection)
    except OSError as error:
        raise SignerUnavailable("the signer process does not answer") from error
