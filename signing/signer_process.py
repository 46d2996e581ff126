"""The signer process: the only one that opens key files, reached through a socket that its user alone can open."""

import contextlib
import hashlib
import logging
import os
import socket
import socketserver
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from history import kill_points
from signing import wire
from signing.keeper import Keeper
from signing.keys import KeyKind, KeyMissing, TokenUnavailable, TooManyAttempts, WrongPassphrase

logger = logging.getLogger(__name__)

_IDLE = 10.0  # seconds after which a silent client is left


class AlreadyRunning(Exception):
    """Another signer process answers at the socket."""


class SignerServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Serves signatures. Closing it waits for those under way."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, path: str, keeper: Keeper) -> None:
        """Open the socket; one left by a dead process is replaced.

        Raises:
            AlreadyRunning: it is alive.
        """
        self.keeper = keeper
        _remove_dead(path)
        before = os.umask(0o177)
        try:
            super().__init__(path, _Request)
        finally:
            os.umask(before)
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
        if "make" in asked:
            return self._made(asked)
        key_id, passphrase, data = asked.get("key"), asked.get("passphrase"), asked.get("data")
        if not isinstance(key_id, str) or not isinstance(data, str) or not isinstance(passphrase, str | None):
            return {"error": "bad-request"}
        try:
            signed = b64decode(data, validate=True)
            kill_points.reached("before-signature")
            signature = self.server.keeper.sign(key_id, passphrase, signed)
        except TooManyAttempts as error:
            logger.warning("key %s rests", key_id)
            return {"error": "too-many-attempts", "seconds": error.seconds}
        except WrongPassphrase:
            logger.warning("wrong passphrase for key %s", key_id)
            return {"error": "wrong-passphrase"}
        except TokenUnavailable as error:
            logger.warning("key %s: %s", key_id, error)
            return {"error": "token-missing"}
        except KeyMissing:
            return {"error": "no-key"}
        except ValueError:
            return {"error": "bad-request"}
        kill_points.reached("after-signature")
        logger.info("key %s signed %s", key_id, hashlib.sha256(signed).hexdigest())
        return {"signature": b64encode(signature).decode("ascii")}

    def _made(self, asked: dict[str, Any]) -> dict[str, Any]:
        prefix, passphrase = asked.get("make"), asked.get("passphrase")
        if not isinstance(prefix, str) or not isinstance(passphrase, str | None):
            return {"error": "bad-request"}
        try:
            key_id, public = self.server.keeper.make(prefix, passphrase, KeyKind(asked.get("kind")))
        except TokenUnavailable as error:
            logger.warning("no key made: %s", error)
            return {"error": "token-missing"}
        except KeyMissing:
            return {"error": "no-key"}
        except ValueError:
            return {"error": "bad-request"}
        logger.info("key %s made", key_id)
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return {"key": key_id, "public": pem.decode("ascii")}


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
