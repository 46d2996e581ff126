"""How the program and its signer process talk: one request and one answer a connection, each a JSON with its length."""

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct(">I")
_AT_MOST = 8 * 1024 * 1024


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send a message."""
    data = json.dumps(message).encode()
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket) -> dict[str, Any]:
    """The next message.

    Raises:
        ConnectionError: the other side went away or sent no message.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > _AT_MOST:
        raise ConnectionError("the message is too long")
    try:
        message = json.loads(_exactly(connection, length))
    except ValueError as error:
        raise ConnectionError("no JSON") from error
    if not isinstance(message, dict):
        raise ConnectionError("no message")
    return message


def _exactly(connection: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise ConnectionError("the connection was closed")
        data += piece
    return bytes(data)
