"""Acts of the exchange: sending, delivering, receiving, deciding on packages, keeping the register."""

from exchange.services.correspondents import CorrespondentCard, add_correspondent, own_card
from exchange.services.delivery import deliver_due
from exchange.services.errands import run_errands
from exchange.services.folders import read_folders
from exchange.services.naming import FolderEntry, use_folder
from exchange.services.operating import ask_receipts, discard, park, resume, retry_now, was_damaged
from exchange.services.packages import refuse_package, register_package
from exchange.services.progress import tell_of_case, tell_progress
from exchange.services.quarantine import verify_again
from exchange.services.receiving import Reply, receive
from exchange.services.reconciling import answer_inventory
from exchange.services.register import (
    Entry,
    add_certificate,
    ask_check,
    ask_reconciliation,
    change_correspondent,
    close_correspondent,
    drop_certificate,
    enter_correspondent,
    reopen_correspondent,
)
from exchange.services.sending import send_again, send_document
from exchange.services.watching import see_to_register

__all__ = [
    "CorrespondentCard",
    "Entry",
    "FolderEntry",
    "Reply",
    "add_certificate",
    "add_correspondent",
    "answer_inventory",
    "ask_check",
    "ask_receipts",
    "ask_reconciliation",
    "change_correspondent",
    "close_correspondent",
    "deliver_due",
    "discard",
    "drop_certificate",
    "enter_correspondent",
    "own_card",
    "park",
    "read_folders",
    "receive",
    "refuse_package",
    "register_package",
    "reopen_correspondent",
    "resume",
    "retry_now",
    "run_errands",
    "see_to_register",
    "send_again",
    "send_document",
    "tell_of_case",
    "tell_progress",
    "use_folder",
    "verify_again",
    "was_damaged",
]
