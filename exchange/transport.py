"""Requests to a gateway over HTTP; knows addresses and bytes, nothing of what they mean."""

import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Protocol, Self

import httpx
from django.conf import settings

from signing.network import Unreachable, checked_address

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
CHUNK = 256 * 1024
ACCEPTED = f"{MEDIA_TYPE}, application/problem+json"
ANSWER_LIMIT = 1024 * 1024
LOOK_SECONDS = 5.0
# To one gateway; what rests longer is closed before the other side does it.
KEPT = httpx.Limits(max_keepalive_connections=8, keepalive_expiry=3.0)


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


@dataclass(frozen=True)
class Line:
    """What a look at a gateway found; nothing of it is proven by a seal. Times are what the other side claims."""

    status: int
    milliseconds: int
    tls: str = ""
    tls_until: datetime | None = None
    date: datetime | None = None


class Transport(Protocol):
    """A way to hand bytes over to a gateway."""

    def post(
        self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
    ) -> Answer:
        """Hand over ``size`` bytes and wait for the answer.

        Raises:
            DeliveryFailed: no whole answer came.
        """


class Inquiry(Transport, Protocol):
    """A way that can also ask a gateway."""

    def get(self, endpoint: str, *, is_private: bool) -> Answer:
        """Ask for what lies there.

        Raises:
            DeliveryFailed: no whole answer came.
        """

    def look(self, endpoint: str, *, is_private: bool) -> Line:
        """Whether somebody answers there at all; no message is sent.

        Raises:
            DeliveryFailed: nobody does, or not as a gateway must.
        """


class HttpTransport:
    """HTTP(S) through httpx: no redirects, no proxies, only the address that was checked is connected to.

    Where the settings name a client certificate, connections over TLS show it (mutual TLS). Each request has a
    connection of its own; inside a ``with`` block they are kept for the next one, and several threads may share them.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int | None], httpx.Client] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._kept = {}
        return self

    def __exit__(self, *_error: object) -> None:
        kept, self._kept = self._kept or {}, None
        for client in kept.values():
            client.close()

    def post(
        self, endpoint: str, content: Iterator[bytes], size: int, headers: Mapping[str, str], *, is_private: bool
    ) -> Answer:
        """See `Transport`. An endpoint inside the network is refused unless ``is_private``."""
        told = {**headers, "Content-Type": MEDIA_TYPE, "Content-Length": str(size), "Accept": ACCEPTED}
        with self._asked("POST", endpoint, is_private=is_private, content=content, headers=told) as response:
            return _answer(response)

    def get(self, endpoint: str, *, is_private: bool) -> Answer:
        """See `Inquiry`."""
        with self._asked("GET", endpoint, is_private=is_private, headers={"Accept": "application/json"}) as response:
            return _answer(response)

    def look(self, endpoint: str, *, is_private: bool) -> Line:
        """See `Inquiry`. A gateway takes POST alone; that it says so is answer enough, and nothing is read of it."""
        began = time.monotonic()
        seconds = min(LOOK_SECONDS, settings.EXCHANGE_TIMEOUT_SECONDS)
        with self._asked("GET", endpoint, is_private=is_private, headers={}, seconds=seconds) as response:
            secured = response.extensions["network_stream"].get_extra_info("ssl_object")
            ends = ssl.cert_time_to_seconds(secured.getpeercert()["notAfter"]) if secured else None
            return Line(
                status=response.status_code,
                milliseconds=int((time.monotonic() - began) * 1000),
                tls=secured.version() if secured else "",
                tls_until=datetime.fromtimestamp(ends, UTC) if ends is not None else None,
                date=_date(response.headers.get("Date", "")),
            )

    @contextmanager
    def _asked(
        self,
        method: str,
        endpoint: str,
        *,
        is_private: bool,
        headers: Mapping[str, str],
        content: Iterator[bytes] | None = None,
        seconds: float | None = None,
    ) -> Iterator[httpx.Response]:
        try:
            url = httpx.URL(endpoint)
            address = checked_address(url, is_private=is_private, is_sealed_alone=True)
            with (
                self._client(url) as client,
                client.stream(
                    method,
                    url.copy_with(host=address),
                    content=content,
                    headers={**headers, "Host": url.netloc.decode("ascii")},
                    timeout=seconds or settings.EXCHANGE_TIMEOUT_SECONDS,
                    extensions={"sni_hostname": url.host},
                ) as response,
            ):
                yield response
        except Unreachable as error:
            raise DeliveryFailed(error.detail) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}"[:300]) from error

    @contextmanager
    def _client(self, url: httpx.URL) -> Iterator[httpx.Client]:
        """Connections to one name alone: what was proven by TLS for another name at its address proves nothing."""
        if self._kept is None:
            with _client_for(url) as client:
                yield client
            return
        place = (url.scheme, url.host, url.port)
        with self._lock:
            if place not in self._kept:
                self._kept[place] = _client_for(url)
            client = self._kept[place]
        yield client


def _client_for(url: httpx.URL) -> httpx.Client:
    tls = _tls() if url.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the latter believes nobody
    return httpx.Client(follow_redirects=False, trust_env=False, verify=tls, limits=KEPT)


def _tls() -> ssl.SSLContext:
    """Whom we believe, and with what we introduce ourselves. The key of TLS proves a line and signs no paper.

    Raises:
        OSError: a file that the settings name is not there, or is none.
    """
    own = settings.EXCHANGE_CA_FILE
    context = ssl.create_default_context(cafile=own) if own else httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.EXCHANGE_CLIENT_CERTIFICATE:
        context.load_cert_chain(settings.EXCHANGE_CLIENT_CERTIFICATE, settings.EXCHANGE_CLIENT_KEY or None)
    return context


def _answer(response: httpx.Response) -> Answer:
    media_type = response.headers.get("Content-Type", "").split(";")[0].strip()
    return Answer(response.status_code, media_type, _body(response))


def _date(header: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo else None


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
