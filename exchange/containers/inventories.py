"""Lists of messages that agencies compare: read only when their sender's seal is proven, and they are for us, now."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from exchange.containers.register import anchors_of, is_sealed_by
from exchange.models import Correspondent
from history import clock
from signing.messages import InventoryBody, Message
from signing.selectors import stamp_anchors
from signing.verification import SignatureInfo, verify

# A list with as many entries as its schema allows is far below this.
LONGEST = 1024 * 1024


class InventoryRefused(Exception):
    """What came is no list of this correspondent for us; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Listed:
    """A list that is proven, and the seals that prove it."""

    message: Message
    body: InventoryBody
    seals: Sequence[SignatureInfo]


def read_inventory(body: bytes, correspondent: Correspondent, *, answers: UUID | None = None) -> Listed:
    """The list in a sealed container, of this correspondent and for our agency.

    ``answers`` is the number of our request, if we asked. Its time has not run out, so that nobody can bring an old
    one again.

    Raises:
        InventoryRefused: it is none, or proves nothing.
    """
    with tempfile.NamedTemporaryFile() as spool:
        spool.write(body)
        spool.flush()
        report = verify(
            Path(spool.name), trust=anchors_of(correspondent), stampers=stamp_anchors(correspondent.agency_id)
        )
    message = report.message
    if not report.is_valid or message is None:
        raise InventoryRefused(report.code or "UNREADABLE")
    if message.sender.id != correspondent.exchange_id or not is_sealed_by(report, correspondent):
        raise InventoryRefused("SEAL_NOT_REGISTERED")
    if message.recipient.id != correspondent.agency.exchange_id:
        raise InventoryRefused("WRONG_RECIPIENT")
    if not isinstance(message.body, InventoryBody):
        raise InventoryRefused("NOT_AN_INVENTORY")
    if message.is_test != correspondent.is_test:
        raise InventoryRefused("TEST_MISMATCH")
    if message.expires_at <= clock.now():
        raise InventoryRefused("EXPIRED")
    answered = message.in_reply_to.message_id if message.in_reply_to else None
    if answered != answers:
        raise InventoryRefused("OTHER_MESSAGE")
    return Listed(message, message.body, report.signatures)
