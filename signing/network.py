"""Short questions to configured services over HTTP; what is no public address is refused unless it is said to be right.

No redirects, no proxies, and the address that was checked is the one connected to.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import httpx

PATIENCE = 10.0  # seconds, unless less is said
ANSWER_LIMIT = 1024 * 1024


_patience: ContextVar[float] = ContextVar("patience", default=PATIENCE)


@contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Let questions inside the block wait no longer than so."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


class Unreachable(Exception):
    """No whole answer came; ``detail`` says in a few words why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def checked_address(url: httpx.URL, *, is_private: bool, is_sealed_alone: bool = False) -> str:
    """The one address to connect to, so that no second look-up can lead inside the network.

    With ``is_sealed_alone`` plain HTTP is for addresses inside the network only: what goes there is not enciphered.

    Raises:
        Unreachable: the name is unknown, or leads inside the network while ``is_private`` is false.
    """
    if url.scheme not in ("https", "http") or not url.host:
        raise Unreachable("no http address")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"unknown name {url.host}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if is_sealed_alone and not is_private and url.scheme != "https":
        raise Unreachable("plain HTTP outside of the network")
    if not is_private and not all(ipaddress.ip_address(one.split("%")[0]).is_global for one in addresses):
        raise Unreachable(f"{url.host} is an address inside the network")
    return addresses[0]


def post(url: str, body: bytes, media_type: str, expected: str, *, is_private: bool) -> bytes:
    """The answer to a question; plain HTTP will do, for answers are signed.

    Raises:
        Unreachable: no answer of the expected media type came in time.
    """
    return _ask("POST", url, {"Content-Type": media_type, "Accept": expected}, body, expected, is_private)


def get(url: str, *, is_private: bool) -> bytes:
    """What lies at an address, of whatever media type.

    Raises:
        Unreachable: nothing came in time.
    """
    return _ask("GET", url, {}, None, "", is_private)


def _ask(
    method: str, address: str, headers: Mapping[str, str], body: bytes | None, expected: str, is_private: bool
) -> bytes:
    patience = _patience.get()
    until = time.monotonic() + patience
    try:
        url = httpx.URL(address)
        checked = checked_address(url, is_private=is_private)
        with (
            httpx.Client(follow_redirects=False, trust_env=False, timeout=patience) as client,
            client.stream(
                method,
                url.copy_with(host=checked),
                content=body,
                headers={**headers, "Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": url.host},
            ) as response,
        ):
            media_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
            if response.status_code != httpx.codes.OK or (expected and media_type != expected):
                raise Unreachable(f"answered {response.status_code} {media_type}"[:200])
            return _whole(response, until)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error


def _whole(response: httpx.Response, until: float) -> bytes:
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > ANSWER_LIMIT:
            raise Unreachable("the answer is too long")
        if time.monotonic() > until:
            raise Unreachable("the answer takes too long")
    return bytes(body)
