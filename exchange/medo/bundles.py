"""A package of МЭДО as one file of the store: ``message.xml`` and the container or the files that go with it.

It is a plain zip without compression, the same bytes for the same package; couriers never see it.
"""

import re
from collections.abc import Mapping
from typing import BinaryIO

from exchange.medo import archives, messages
from signing.containers import Part, StoredEntry
from signing.containers.writing import write_zip
from signing.findings import Code, refuse
from signing.limits import Limits
from signing.sources import Source

MEDIA_TYPE = "application/zip"
NAME = re.compile(r"[a-zA-Z0-9_]{1,250}(\.edc)?\.[a-zA-Z0-9]{3,4}", re.ASCII)


def write(target: BinaryIO, package: Mapping[str, Source]) -> None:
    """Write the package to an empty stream opened for both, the message first and the rest by name.

    Raises:
        Refused: ``CARD_MISSING``, ``BAD_NAME``, ``FILE_TOO_LARGE``.
    """
    if messages.FILE not in package:
        refuse(Code.CARD_MISSING, "", messages.FILE)
    if unfit := next((name for name in sorted(package) if not NAME.fullmatch(name)), None):
        refuse(Code.BAD_NAME, "", ascii(unfit))
    others = sorted(package.keys() - {messages.FILE})
    write_zip(target, [Part(name, "", package[name]) for name in (messages.FILE, *others)])


def read(source: Source, limits: Limits) -> Mapping[str, StoredEntry]:
    """The package in a file of the store.

    Raises:
        Refused: it is damaged.
    """
    return archives.read(source, limits, NAME)
