"""The few structures of a zip file that our containers use, and the names in them.

ZIP64 is left out on purpose: a second set of sizes and offsets could contradict the first. A container is therefore
shorter than 4 GiB.
"""

import re
import struct
from typing import NamedTuple

LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"

STORED, DEFLATED = 0, 8
VERSION = 20
MADE_BY = 3 << 8 | VERSION  # version 2.0 on Unix, so that the mode is read as one
EARLIEST = 1 << 5 | 1  # 1 January 1980, the zero of zip dates
REGULAR_FILE = 0o100644 << 16
MIMETYPE = "mimetype"
ASIC_E = "application/vnd.etsi.asic-e+zip"
ASIC_FAMILY = b"application/vnd.etsi.asic"
META = "META-INF/"
MANIFEST = "META-INF/manifest.xml"
SIGNATURES = re.compile(r"META-INF/signatures[0-9]{1,3}\.xml")
FLAT_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}")
UTMOST = 0xFFFFFFFF


class LocalHeader(NamedTuple):
    """What stands before the bytes of an entry."""

    mark: bytes
    version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name_length: int
    extra_length: int


class CentralHeader(NamedTuple):
    """What stands about an entry in the directory at the end."""

    mark: bytes
    made_by: int
    version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    internal: int
    external: int
    offset: int


class EndRecord(NamedTuple):
    """What stands at the very end."""

    mark: bytes
    disk: int
    directory_disk: int
    entries_here: int
    entries: int
    directory_size: int
    directory_offset: int
    comment_length: int
