"""Time-stamps of RFC 3161: asked for, given by an authority of our own, read and proven."""

from signing.timestamps.asking import NOBODY, NoTimeStamp, StampSource, UrlSource
from signing.timestamps.checking import check_token, proven
from signing.timestamps.giving import OwnSource, give
from signing.timestamps.reading import Token, read_answer, read_token

__all__ = [
    "NOBODY",
    "NoTimeStamp",
    "OwnSource",
    "StampSource",
    "Token",
    "UrlSource",
    "check_token",
    "give",
    "proven",
    "read_answer",
    "read_token",
]
