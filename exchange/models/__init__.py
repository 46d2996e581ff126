"""Correspondents, the outbox with its attempts, the inbox, and receipts."""

from exchange.models.correspondents import FOLDER_NAME, CertificateWarning, Correspondent, Reconciliation, WatchedFolder
from exchange.models.messages import (
    DeliveryAttempt,
    InboxMessage,
    InboxQuerySet,
    InboxState,
    MessageKind,
    OutboxMessage,
    OutboxQuerySet,
    OutboxState,
    Receipt,
)
from exchange.models.seal_stamps import SealStamp
from exchange.models.statuses import CertificateStatus

__all__ = [
    "FOLDER_NAME",
    "CertificateStatus",
    "CertificateWarning",
    "Correspondent",
    "DeliveryAttempt",
    "InboxMessage",
    "InboxQuerySet",
    "InboxState",
    "MessageKind",
    "OutboxMessage",
    "OutboxQuerySet",
    "OutboxState",
    "Receipt",
    "Reconciliation",
    "SealStamp",
    "WatchedFolder",
]
