"""Asking a time-stamp authority over HTTP. What it answers is proven elsewhere before it is believed."""

from dataclasses import dataclass
from typing import Protocol

import rfc3161_client

from signing.findings import Refused
from signing.network import Unreachable, post
from signing.timestamps.reading import read_answer

_ASKS, _ANSWERS = "application/timestamp-query", "application/timestamp-reply"


class NoTimeStamp(Exception):
    """The authority gave none; ``str()`` says in a few words why. It may give one later."""


class StampSource(Protocol):
    """Somebody who gives time-stamps."""

    def stamp(self, data: bytes) -> bytes:
        """The answer (TimeStampResp) with a token over the SHA-256 of the data.

        Raises:
            NoTimeStamp: there is none for now.
        """


@dataclass(frozen=True)
class UrlSource:
    """An authority at an address; ``is_private`` allows one inside the network."""

    url: str
    is_private: bool = False

    def stamp(self, data: bytes) -> bytes:
        """Ask for it with a nonce and the authority's certificate. See `StampSource`."""
        asked = rfc3161_client.TimestampRequestBuilder(data, rfc3161_client.HashAlgorithm.SHA256).build()
        try:
            answered = post(self.url, asked.as_bytes(), _ASKS, _ANSWERS, is_private=self.is_private)
            token = read_answer(answered, "")
        except Unreachable as error:
            raise NoTimeStamp(error.detail) from error
        except Refused as refused:
            raise NoTimeStamp(str(refused)) from refused
        if token.nonce != asked.nonce:
            raise NoTimeStamp("the answer is to another question")
        return answered
