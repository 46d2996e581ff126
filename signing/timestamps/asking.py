"""Asking a time-stamp authority over HTTP. What it answers is proven elsewhere before it is believed."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography import x509

from signing.der import NULL, element, identifier, integer, octets, sequence, truth
from signing.findings import Refused
from signing.network import Unreachable, post
from signing.timestamps.reading import read_answer

UNREACHABLE, OTHER_QUESTION, OTHER_POLICY, NOBODY = "UNREACHABLE", "OTHER_QUESTION", "OTHER_POLICY", "NOBODY"
_SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_ASKS, _ANSWERS = "application/timestamp-query", "application/timestamp-reply"


class NoTimeStamp(Exception):
    """There is none; ``code`` and, in a few words, ``detail`` say why. There may be one later."""

    def __init__(self, detail: str, code: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


class StampSource(Protocol):
    """Somebody who gives time-stamps."""

    def stamp(self, data: bytes) -> bytes:
        """The answer (TimeStampResp) with a token over the SHA-256 of the data.

        Raises:
            NoTimeStamp: there is none for now.
        """


@dataclass(frozen=True)
class UrlSource:
    """An authority at an address; ``is_private`` allows one inside the network, ``policy`` is the one wanted."""

    url: str
    is_private: bool = False
    policy: str = ""

    def stamp(self, data: bytes) -> bytes:
        """Ask for it with a nonce and the authority's certificate. See `StampSource`."""
        nonce = secrets.randbits(63)
        try:
            answered = post(self.url, _question(data, self.policy, nonce), _ASKS, _ANSWERS, is_private=self.is_private)
            token = read_answer(answered, "")
        except Unreachable as error:
            raise NoTimeStamp(error.detail, UNREACHABLE) from error
        except Refused as refused:
            raise NoTimeStamp(refused.finding.detail, refused.code) from refused
        if token.nonce != nonce:
            raise NoTimeStamp("", OTHER_QUESTION)
        if self.policy and token.policy.dotted_string != self.policy:
            raise NoTimeStamp(token.policy.dotted_string, OTHER_POLICY)
        return answered


def _question(data: bytes, policy: str, nonce: int) -> bytes:
    """A TimeStampReq (RFC 3161, 2.4.1) over the SHA-256 of the data that wants the certificate in the answer."""
    return sequence(
        integer(1),
        sequence(sequence(identifier(_SHA256), element(NULL)), octets(hashlib.sha256(data).digest())),
        *([identifier(policy)] if policy else []),
        integer(nonce),
        truth(value=True),
    )
