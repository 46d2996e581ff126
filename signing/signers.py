"""Signers over kept keys: in the signer process when there is one, else in this process (commands, tests)."""

import socket
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from signing import rehearsal, wire
from signing.keeper import Keeper, configured_keeper
from signing.keys import (
    Algorithm,
    FactorRefused,
    KeyKind,
    KeyMissing,
    PublicKey,
    Signer,
    SignerUnavailable,
    TokenUnavailable,
    TooManyAttempts,
    WrongPassphrase,
    algorithm_of,
)

PATIENCE = 20.0  # seconds

_in_process: ContextVar[bool] = ContextVar("keys_in_this_process", default=False)


@contextmanager
def in_process() -> Iterator[None]:
    """Inside the block this process opens the keys itself, each once: for set-up, before there is a signer process."""
    token = _in_process.set(True)
    try:
        with _own_keeper().holding_open():
            yield
    finally:
        _in_process.reset(token)


def signer_over(certificate: x509.Certificate, key_id: str, passphrase: str | None, permit: str = "") -> Signer:
    """The signer that this installation uses for a kept key; in a rehearsal one that never touches it.

    ``permit`` is one of the second factor that guards the key.
    """
    if rehearsal.is_rehearsed():
        return rehearsal.momentary_signer()
    if settings.SIGNER_SOCKET and not _in_process.get():
        return SocketSigner(certificate, key_id, settings.SIGNER_SOCKET, passphrase, permit)
    return KeeperSigner(certificate, key_id, _own_keeper(), passphrase, permit)


def sign_unrecorded(key_id: str, data: bytes) -> bytes:
    """The raw signature by a key of the installation itself, where what is signed is its own record: heads of the log,
    certificates, what an authority says of them.

    Raises:
        SigningFailed: one of its kinds says why.
    """
    _refuse_in_rehearsal()
    if settings.SIGNER_SOCKET and not _in_process.get():
        return _asked(settings.SIGNER_SOCKET, key_id, None, data)
    return _own_keeper().sign(key_id, None, data)


def ask_factors(word: str, **told: Any) -> dict[str, Any]:
    """Have something done about a second factor where keys are kept. See `FactorKeeper.answer`.

    Raises:
        FactorRefused: with the code why not.
        SignerUnavailable: the process does not answer.
    """
    _refuse_in_rehearsal()
    asked = {"factor": word, **told}
    if not settings.SIGNER_SOCKET or _in_process.get():
        return _own_keeper().factors.answer(asked)
    answer = _ask(settings.SIGNER_SOCKET, asked)
    _raise_refusal(answer)
    if "error" in answer:
        raise SignerUnavailable("the signer process did not understand")
    return answer


def make_kept_key(prefix: str, passphrase: str | None, kind: KeyKind, guarded_by: str = "") -> tuple[str, PublicKey]:
    """Have a key made where keys are kept; its id and its public half. See `Keeper.make`.

    Raises:
        SigningFailed: one of its kinds says why.
    """
    _refuse_in_rehearsal()
    if not settings.SIGNER_SOCKET or _in_process.get():
        return _own_keeper().make(prefix, passphrase, kind, guarded_by)
    told = {"make": prefix, "passphrase": passphrase, "kind": kind.value, "guarded_by": guarded_by}
    answer = _ask(settings.SIGNER_SOCKET, told)
    _raise_refusal(answer)
    if answer.get("error") == "token-missing":
        raise TokenUnavailable("the token does not answer")
    if "key" not in answer:
        raise SignerUnavailable(f"the signer process made no key: {answer.get('error')}")
    public = load_pem_public_key(answer["public"].encode("ascii"))
    assert isinstance(public, PublicKey)
    return answer["key"], public


def _refuse_in_rehearsal() -> None:
    if rehearsal.is_rehearsed():
        raise SignerUnavailable("a rehearsal uses no key of the installation")


def _own_keeper() -> Keeper:
    told = (settings.KEYS_DIR, settings.SEAL_PASSPHRASE_FILE, settings.KEY_FILE_COST, settings.TOKEN_MODULE)
    return _keeper(*map(str, told))


@cache
def _keeper(*_told: str) -> Keeper:
    return configured_keeper()


@dataclass(frozen=True)
class KeeperSigner:
    """Signs in this process."""

    certificate: x509.Certificate
    key_id: str
    keeper: Keeper = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)
    permit: str = field(default="", repr=False)

    @property
    def algorithm(self) -> Algorithm:
        """By the kind of the key."""
        return algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the data."""
        return self.keeper.sign(self.key_id, self.passphrase, data, self.permit)


@dataclass(frozen=True)
class SocketSigner:
    """Asks the signer process. The passphrase goes through the socket and is kept nowhere."""

    certificate: x509.Certificate
    key_id: str
    socket_path: str
    passphrase: str | None = field(default=None, repr=False)
    permit: str = field(default="", repr=False)

    @property
    def algorithm(self) -> Algorithm:
        """By the kind of the key."""
        return algorithm_of(self.certificate)

    def sign(self, data: bytes) -> bytes:
        """The raw signature of the data.

        Raises:
            SignerUnavailable: the process does not answer; try again later.
            WrongPassphrase, KeyMissing, FactorRefused: as the keeper said.
        """
        return _asked(self.socket_path, self.key_id, self.passphrase, data, self.permit)


def _asked(socket_path: str, key_id: str, passphrase: str | None, data: bytes, permit: str = "") -> bytes:
    told = {"key": key_id, "passphrase": passphrase, "data": b64encode(data).decode("ascii"), "permit": permit}
    answer = _ask(socket_path, told)
    if "signature" in answer:
        return b64decode(answer["signature"])
    _raise_refusal(answer)
    match answer.get("error"):
        case "wrong-passphrase":
            raise WrongPassphrase("wrong passphrase")
        case "too-many-attempts":
            raise TooManyAttempts(int(answer["seconds"]))
        case "token-missing":
            raise TokenUnavailable("the token does not answer")
        case "no-key":
            raise KeyMissing("no such key")
    raise SignerUnavailable("the signer process did not understand")


def _raise_refusal(answer: dict[str, Any]) -> None:
    if answer.get("error") == "factor":
        raise FactorRefused(str(answer["code"]), float(answer["until"]))


def _ask(socket_path: str, request: dict[str, Any]) -> dict[str, Any]:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(socket_path)
            wire.send(connection, request)
            return wire.receive(connection)
    except OSError as error:
        raise SignerUnavailable("the signer process does not answer") from error
