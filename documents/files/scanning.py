"""Asking ClamAV whether a file is infected, by its INSTREAM protocol; nothing is asked where none is configured."""

import socket
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_BLOCK = 256 * 1024
_LENGTH = struct.Struct(">I")
_LONGEST_ANSWER = 4096


class Infected(ValidationError):
    """A file in which something was found; it is not kept."""

    def __init__(self, finding: str, *, sha256: str) -> None:
        super().__init__(
            _("The virus scanner found %(finding)s in the file: it is not taken.") % {"finding": finding},
            code="file-infected",
        )
        self.finding, self.sha256 = finding, sha256


@dataclass(frozen=True)
class Verdict:
    """What the scanner said. ``finding`` names what was found, or why the file could not be scanned."""

    is_scanned: bool
    is_infected: bool = False
    finding: str = ""


class ScannerUnavailable(Exception):
    """The scanner does not answer; it may later."""


def is_configured() -> bool:
    """Whether files are scanned at all."""
    return bool(settings.CLAMAV)


def scan(path: Path) -> Verdict:
    """Give a file to the scanner, block by block.

    A file that the scanner refuses to read (it is larger than the scanner takes) is told as not scanned.

    Raises:
        ScannerUnavailable: nobody answers.
    """
    try:
        with closing(_connected()) as line:
            line.settimeout(settings.CLAMAV_SECONDS)
            answer = _asked(line, path)
    except OSError as error:
        raise ScannerUnavailable(type(error).__name__) from error
    said = answer.removeprefix("stream: ").strip()
    if said == "OK":
        return Verdict(is_scanned=True)
    if said.endswith(" FOUND"):
        return Verdict(is_scanned=True, is_infected=True, finding=said.removesuffix(" FOUND")[:200])
    if not said:
        raise ScannerUnavailable("no answer")
    return Verdict(is_scanned=False, finding=said.removesuffix(" ERROR")[:200])


def _connected() -> socket.socket:
    """A line to ``unix:/path`` or ``host:port``."""
    address = settings.CLAMAV
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(settings.CLAMAV_SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=settings.CLAMAV_SECONDS)


def _asked(line: socket.socket, path: Path) -> str:
    line.sendall(b"zINSTREAM\0")
    try:
        with path.open("rb") as source:
            while block := source.read(_BLOCK):
                line.sendall(_LENGTH.pack(len(block)) + block)
        line.sendall(_LENGTH.pack(0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # a scanner that has read enough answers and hangs up
    answer = b""
    while len(answer) < _LONGEST_ANSWER and b"\0" not in answer and (piece := line.recv(_LONGEST_ANSWER)):
        answer += piece
    return answer.split(b"\0")[0].decode("utf-8", "replace")
