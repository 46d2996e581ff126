"""Time-stamps of RFC 3161: asked for, given by an authority of our own, read and proven."""

from signing.timestamps.asking import NoTimeStamp, StampSource, UrlSource
from signing.timestamps.checking import check_token
from signing.timestamps.giving import OwnSource, give
from signing.timestamps.reading import Token, read_answer, read_token

__all__ = [
    "NoTimeStamp",
    "OwnSource",
    "StampSource",
    "Token",
    "UrlSource",
    "check_token",
    "give",
    "read_answer",
    "read_token",
]
