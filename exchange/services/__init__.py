"""Acts of the exchange: sending, delivering, receiving, deciding on packages, keeping the register."""

from exchange.services.correspondents import CorrespondentCard, add_correspondent, own_card
from exchange.services.delivery import deliver_due
from exchange.services.operating import discard, park, resume, retry_now, was_damaged
from exchange.services.packages import refuse_package, register_package
from exchange.services.receiving import Reply, receive
from exchange.services.sending import send_document

__all__ = [
    "CorrespondentCard",
    "Reply",
    "add_correspondent",
    "deliver_due",
    "discard",
    "own_card",
    "park",
    "receive",
    "refuse_package",
    "register_package",
    "resume",
    "retry_now",
    "send_document",
    "was_damaged",
]
