"""Transport receipts of other agencies: what they must prove before a message of ours changes its state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from django.utils.translation import gettext as _

from documents.models import StoredFile
from exchange.containers.log_heads import told_cosignature
from exchange.containers.register import anchors_of, is_sealed_by
from exchange.models import OutboxMessage
from history.services.witnessing import ToldCosignature
from signing.messages import ReceiptBody, Verdict
from signing.selectors import stamp_anchors
from signing.sources import BytesSource
from signing.verification import SignatureInfo, verify


class ReceiptRefused(Exception):
    """What came instead of a receipt proves nothing about our message; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class TransportReceipt:
    """A verified transport receipt about a message of ours."""

    at: datetime
    verdict: str
    code: str
    text: str
    sha256: str
    is_about_our_bytes: bool
    cosignature: ToldCosignature | None = None
    seals: Sequence[SignatureInfo] = field(default=(), repr=False)
    # an authority that should know of the certificate of its seal did not answer
    asks_again: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the other side took the message."""
        return self.verdict == Verdict.ACCEPTED.value

    @property
    def reason(self) -> str:
        """Why it was rejected, as a person of ours reads it."""
        said = f"{self.code}: {self.text}" if self.text else self.code
        if self.is_about_our_bytes:
            return said
        return _("the bytes that arrived are not those that were sent, they were changed on the way (%(said)s)") % {
            "said": said
        }


def read_receipt(
    body: bytes, message: OutboxMessage, sealed: StoredFile, stampers: Sequence[x509.Certificate] | None = None
) -> TransportReceipt:
    """The transport receipt in a gateway's answer.

    It must bear a registered seal of the correspondent, be addressed to us and name our message; an acceptance must
    name the very bytes that we sent, a rejection may tell of others: they were changed on the way. ``stampers`` are the
    authorities that our agency trusts for time-stamps, if they were asked for already.

    Raises:
        ReceiptRefused: it does not.
    """
    if stampers is None:
        stampers = stamp_anchors(message.agency)
    report = verify(BytesSource(body), trust=anchors_of(message.correspondent), stampers=stampers)
    if not report.is_valid or report.message is None:
        raise ReceiptRefused(report.code or "UNREADABLE")
    if not is_sealed_by(report, message.correspondent):
        raise ReceiptRefused("SEAL_NOT_REGISTERED")
    receipt, told = report.message, report.message.body
    if not isinstance(told, ReceiptBody):
        raise ReceiptRefused("NOT_A_RECEIPT")
    if receipt.recipient.id != message.agency.exchange_id or told.message_id != message.message_id:
        raise ReceiptRefused("OTHER_MESSAGE")
    is_ours = told.received_sha256 == sealed.sha256
    if told.verdict is Verdict.ACCEPTED and not is_ours:
        raise ReceiptRefused("OTHER_BYTES")
    return TransportReceipt(
        told.received_at,
        told.verdict.value,
        told.code,
        told.text,
        told.received_sha256,
        is_ours,
        told_cosignature(receipt.log_cosignature) if receipt.log_cosignature is not None else None,
        report.signatures,
    )
