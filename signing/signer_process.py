"""The signer process: the only one that opens key files, reached through a socket that its user or group can open."""

import contextlib
import hashlib
import logging
import os
import shutil
import socket
import socketserver
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from history import kill_points
from signing import wire
from signing.keeper import Keeper
from signing.keys import (
    FactorRefused,
    KeyKind,
    SigningFailed,
    TokenUnavailable,
    TooManyAttempts,
    WrongPassphrase,
)

logger = logging.getLogger(__name__)

_IDLE = 10.0  # seconds after which a silent client is left


class AlreadyRunning(Exception):
    """Another signer process answers at the socket."""


class SignerServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Serves signatures. Closing it waits for those under way."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, path: str, keeper: Keeper, group: str = "") -> None:
        """Open the socket, for this user alone or for a group too; one left by a dead process is replaced.

        Raises:
            AlreadyRunning: it is alive.
            LookupError: there is no such group.
        """
        self.keeper = keeper
        _remove_dead(path)
        before = os.umask(0o177)
        try:
            super().__init__(path, _Request)
        finally:
            os.umask(before)
        if group:
            shutil.chown(path, group=group)
            Path(path).chmod(0o660)
        self._inode = os.stat(path).st_ino

    def server_close(self) -> None:
        """Finish what is under way and remove the socket, unless a successor has put its own there."""
        super().server_close()
        path = str(self.server_address)
        with contextlib.suppress(FileNotFoundError):
            if os.stat(path).st_ino == self._inode:
                os.unlink(path)

    def handle_error(self, _request: Any, _client: Any) -> None:
        """Tell the log that a request failed, and nothing of what was in it."""
        logger.exception("a request failed")


class _Request(socketserver.BaseRequestHandler):
    """One request and its answer."""

    server: SignerServer
    request: socket.socket

    def handle(self) -> None:
        self.request.settimeout(_IDLE)
        try:
            wire.send(self.request, self._answer(wire.receive(self.request)))
        except OSError:
            logger.warning("a client went away")

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            if "make" in asked:
                return self._made(asked)
            if "factor" in asked:
                return self._of_factor(asked)
            return self._signed(asked)
        except SigningFailed as error:
            logger.warning("%s: %s: %s", _whose(asked), type(error).__name__, error)
            return _refusal(error)
        except (ValueError, TypeError, KeyError):
            return {"error": "bad-request"}

    def _signed(self, asked: dict[str, Any]) -> dict[str, Any]:
        key_id, passphrase = _text(asked["key"]), _text_or_none(asked.get("passphrase"))
        data, permit = b64decode(_text(asked["data"]), validate=True), _text(asked.get("permit", ""))
        kill_points.reached("before-signature")
        signature = self.server.keeper.sign(key_id, passphrase, data, permit)
        kill_points.reached("after-signature")
        logger.info("key %s signed %s", key_id, hashlib.sha256(data).hexdigest())
        return {"signature": b64encode(signature).decode("ascii")}

    def _of_factor(self, asked: dict[str, Any]) -> dict[str, Any]:
        told = self.server.keeper.factors.answer(asked)
        logger.info("second factor %s: %s", told.get("id") or asked.get("id"), asked["factor"])
        return told

    def _made(self, asked: dict[str, Any]) -> dict[str, Any]:
        passphrase, guarded_by = _text_or_none(asked.get("passphrase")), _text(asked.get("guarded_by", ""))
        kind = KeyKind(asked.get("kind"))
        key_id, public = self.server.keeper.make(_text(asked["make"]), passphrase, kind, guarded_by)
        logger.info("key %s made", key_id)
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return {"key": key_id, "public": pem.decode("ascii")}


def _refusal(error: SigningFailed) -> dict[str, Any]:
    """A refusal as the other side knows it (`signing.signers`)."""
    match error:
        case TooManyAttempts():
            told: dict[str, Any] = {"error": "too-many-attempts", "seconds": error.seconds}
        case WrongPassphrase():
            told = {"error": "wrong-passphrase"}
        case FactorRefused():
            told = {"error": "factor", "code": error.code, "until": error.until}
        case TokenUnavailable():
            told = {"error": "token-missing"}
        case _:
            told = {"error": "no-key"}
    return told


def _whose(asked: dict[str, Any]) -> str:
    """What a refused request was about, for the log."""
    return f"key {asked['key']}" if "key" in asked else f"second factor {asked.get('id', '-')}"


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError("a text is wanted")
    return given


def _text_or_none(given: object) -> str | None:
    return None if given is None else _text(given)


def _remove_dead(path: str) -> None:
    if not Path(path).is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except OSError:
            Path(path).unlink(missing_ok=True)
            return
    raise AlreadyRunning(path)
