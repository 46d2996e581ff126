"""One POST of a message container over HTTP; knows addresses and bytes, nothing of what they mean."""

import ipaddress
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import httpx
from django.conf import settings

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
CHUNK = 256 * 1024
ANSWER_LIMIT = 1024 * 1024


class DeliveryFailed(Exception):
    """Nothing certain is known about the message; ``detail`` says in a few words what happened."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True)
class Answer:
    """What the other side's gateway answered, at most `ANSWER_LIMIT` bytes of it."""

    status: int
    media_type: str
    body: bytes


class Transport(Protocol):
    """A way to hand bytes over to a gateway."""

    def post(
        self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
    ) -> Answer:
        """Hand over ``size`` bytes and wait for the answer.

        Raises:
            DeliveryFailed: no whole answer came.
        """


class HttpTransport:
    """HTTP(S) through httpx: no redirects, no proxies, only the address that was checked is connected to."""

    def post(
        self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
    ) -> Answer:
        """See `Transport`. An endpoint inside the network is refused unless ``is_private``."""
        url = httpx.URL(endpoint)
        try:
            address = checked_address(url, is_private=is_private)
            with (
                httpx.Client(
                    follow_redirects=False, trust_env=False, timeout=settings.EXCHANGE_TIMEOUT_SECONDS
                ) as client,
                client.stream(
                    "POST",
                    url.copy_with(host=address),
                    content=content,
                    headers={
                        **headers,
                        "Host": url.netloc.decode("ascii"),
                        "Content-Type": MEDIA_TYPE,
                        "Content-Length": str(size),
                        "Accept": f"{MEDIA_TYPE}, application/problem+json",
                    },
                    extensions={"sni_hostname": url.host},
                ) as response,
            ):
                return Answer(
                    response.status_code,
                    response.headers.get("Content-Type", "").split(";")[0].strip(),
                    _body(response),
                )
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}"[:300]) from error


def checked_address(url: httpx.URL, *, is_private: bool) -> str:
    """The one address to connect to, so that no second look-up can lead inside the network.

    Plain HTTP is for addresses inside the network only: containers are sealed, not enciphered.

    Raises:
        DeliveryFailed: the name is unknown, or leads inside the network while ``is_private`` is false.
    """
    if url.scheme not in ("https", "http") or not url.host:
        raise DeliveryFailed("no http address")
    try:
        found = socket.getaddrinfo(
            url.host, url.port or (443 if url.scheme == "https" else 80), type=socket.SOCK_STREAM
        )
    except OSError as error:
        raise DeliveryFailed(f"unknown name {url.host}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not is_private:
        if url.scheme != "https":
            raise DeliveryFailed("plain HTTP outside of the network")
        if not all(ipaddress.ip_address(address.split("%")[0]).is_global for address in addresses):
            raise DeliveryFailed(f"{url.host} is an address inside the network")
    return addresses[0]


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces of `CHUNK` bytes."""
    while piece := stream.read(CHUNK):
        yield piece


def _body(response: httpx.Response) -> bytes:
    """The answer within the limit of size and of time: a gateway that answers byte by byte holds nobody up."""
    until = time.monotonic() + settings.EXCHANGE_TIMEOUT_SECONDS
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > ANSWER_LIMIT:
            raise DeliveryFailed("the answer is too long")
        if time.monotonic() > until:
            raise DeliveryFailed("the answer takes too long")
    return bytes(body)
